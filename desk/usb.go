package desk

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// prefix is how much of a file is read to find the clear header.
const prefix = 64 << 10

// TakeFile takes a sealed letter that came as a file (USB), verifies it whole, and adds it
// to the inbox once: a letter that is there already, by whatever way, is left as it is.
func (d *Desk) TakeFile(ctx context.Context, file io.ReadSeeker) (Incoming, bool, error) {
	in, err := d.readFile(file)
	if err != nil {
		return in, false, err
	}
	known, err := d.Store.Incoming(ctx, in.From, in.Letter)
	if err == nil {
		return known, false, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return in, false, fmt.Errorf("read inbox: %w", err)
	}
	digest := newDigest()
	err = d.Shelf.Put(in.ShelfName(), func(w io.Writer) error {
		_, err := io.Copy(io.MultiWriter(w, digest), file)
		return err
	})
	if err != nil {
		return in, false, fmt.Errorf("keep letter: %w", err)
	}
	in.Envelope, in.Size = digest.hash(), digest.size
	letter, err := d.Open(ctx, in)
	if err != nil {
		return in, false, err
	}
	defer letter.Close()
	fresh, err := d.Store.AddIncoming(ctx, in, d.event(in.From, in.Letter, "taken from file", Collected, "usb"))
	return in, fresh, err
}

// readFile reads the clear header of a sealed letter.
func (d *Desk) readFile(file io.ReadSeeker) (Incoming, error) {
	start := make([]byte, prefix)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Incoming{}, fmt.Errorf("read letter: %w", err)
	}
	h, raw, err := header.FromEnvelope(start[:n])
	if err != nil {
		return Incoming{}, &Error{Code: "no_letter", Message: "Tasukiの連携データのファイルではありません。", Next: "拡張子が .age のファイルを選び直してください。", Err: err}
	}
	if !d.owns(h.To) {
		return Incoming{}, &Error{Code: "other_receiver", Message: "別の事業所に宛てたデータです。", Next: "宛先の事業所で開いてください。"}
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Incoming{}, fmt.Errorf("read letter again: %w", err)
	}
	return Incoming{
		Letter: h.Letter, From: h.From, To: h.To, Family: h.Family, Month: h.Month, Edition: h.Edition,
		Header: header.HashOf(raw), State: Collected, Way: ByUSB, SeenAt: d.Now().UTC(),
	}, nil
}
