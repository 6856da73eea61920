package desk

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Letter is a verified, opened letter. Close it when done.
type Letter struct {
	*envelope.Opened
	file io.Closer
}

// Close releases the sealed file.
func (l *Letter) Close() error { return l.file.Close() }

// Open verifies a letter of the inbox whole, without writing a byte of it anywhere.
func (d *Desk) Open(ctx context.Context, in Incoming) (*Letter, error) {
	l, err := d.openShelf(ctx, in.ShelfName(), d.judgedAt(in.Receipt))
	if err != nil {
		return nil, err
	}
	if l.Header.From != in.From || l.Header.To != in.To || l.Header.Letter != in.Letter {
		l.Close()
		return nil, &Error{Code: "other_letter", Message: "届いたデータの宛名が、受信一覧の記録と一致しません。", Next: "取り込まずに、ハブの運営者に連絡してください。"}
	}
	return l, nil
}

// openShelf opens any sealed letter of the shelf that this office can read.
func (d *Desk) openShelf(ctx context.Context, name string, at time.Time) (*Letter, error) {
	ids, err := d.identities(ctx)
	if err != nil {
		return nil, err
	}
	f, size, err := d.Shelf.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open sealed letter: %w", err)
	}
	opened, err := d.opener(ctx, ids, at).Open(f, size)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &Letter{Opened: opened, file: f}, nil
}

// opener says whom this desk believes: terminals that the sender's pinned statement lists,
// with a certificate that was good at the time that counts.
func (d *Desk) opener(ctx context.Context, ids []age.Identity, at time.Time) envelope.Opener {
	return envelope.Opener{
		Identities: ids,
		Listed: func(from header.Address, epoch int, spki header.Hash) error {
			if from.Office == d.Office {
				return d.listedOwn(ctx, epoch, spki)
			}
			return d.listed(ctx, from, epoch, spki)
		},
		Judge: func(chain []*x509.Certificate) error { return d.judgeChain(chain, at) },
	}
}

// listedOwn answers for the own office from its own statements.
func (d *Desk) listedOwn(ctx context.Context, epoch int, spki header.Hash) error {
	keys, err := d.Store.Keys(ctx)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	for _, k := range keys {
		if k.Epoch != epoch {
			continue
		}
		st, err := receipt.ParseStatement(k.Statement)
		if err != nil {
			return fmt.Errorf("read own statement: %w", err)
		}
		if st.Lists(spki) {
			return nil
		}
	}
	return envelope.ErrUnlisted
}

// judgedAt is the time a signature is judged by: when the post office accepted it, or now
// for a letter without receipt (受付時刻なし).
func (d *Desk) judgedAt(raw []byte) time.Time {
	r, err := receipt.OpenReceipt(raw, d.Hub)
	if err != nil {
		return d.Now()
	}
	return r.AcceptedAt
}

// reseal seals a letter of the outbox again for the partner's newest key, under the same
// letter id: its own copy is opened with the own key and its files are sealed anew.
func (d *Desk) reseal(ctx context.Context, o *Outgoing) error {
	letter, err := d.openShelf(ctx, o.ShelfName(), o.QueuedAt)
	if err != nil {
		return fmt.Errorf("open own copy: %w", err)
	}
	defer letter.Close()
	dir, err := os.MkdirTemp(d.Shelf.Dir, ".reseal-*")
	if err != nil {
		return fmt.Errorf("make private folder: %w", err)
	}
	defer os.RemoveAll(dir)
	inside := filepath.Join(dir, "letter")
	if err := letter.ExtractDir(inside); err != nil {
		return fmt.Errorf("unpack own copy: %w", err)
	}
	if err := d.sealAgain(ctx, o, letter.Manifest, inside); err != nil {
		return err
	}
	return d.moveOutgoing(ctx, o, Queued, "sealed again", "key_outdated")
}

func (d *Desk) sealAgain(ctx context.Context, o *Outgoing, m envelope.Manifest, dir string) error {
	to, err := d.lookup(ctx, o.To)
	if err != nil {
		return err
	}
	own, err := d.currentKey(ctx)
	if err != nil {
		return err
	}
	letter := d.letter(*o, Parcel{Message: m.Message}, own.Epoch, to.Statement.Epoch)
	letter.Checkpoint = m.Checkpoint
	for _, f := range m.Files {
		at := filepath.Join(dir, f.Name)
		file := envelope.File{Name: f.Name, Size: f.Size, Open: func() (io.ReadCloser, error) { return os.Open(at) }}
		if f.Attachment {
			letter.Attachments = append(letter.Attachments, file)
		} else {
			letter.Files = append(letter.Files, file)
		}
	}
	o.ToEpoch = to.Statement.Epoch
	return d.sealTo(o, letter, own, to)
}

// problemOf names why a letter could not be opened or believed, in a word that is safe to
// keep and to log.
func problemOf(err error) string {
	if r, ok := envelope.ReasonOf(err); ok {
		return string(r)
	}
	if code := postCode(err); code != "" {
		return code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return "internal"
}
