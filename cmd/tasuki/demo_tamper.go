package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// tamper changes header, body and key statement, and shows that each is refused.
func (s *story) tamper(ctx context.Context) error {
	s.chapter("途中で書き換えられたら（宛名・本体・鍵の届け出）")
	in := s.got[0]
	sealed, err := os.ReadFile(filepath.Join(s.profileOf(in.To.Office), "letters", in.ShelfName()))
	if err != nil {
		return fmt.Errorf("read sealed letter: %w", err)
	}
	forged, err := forgeHeader(sealed)
	if err != nil {
		return err
	}
	body := bytes.Clone(sealed)
	body[len(body)-100] ^= 1
	for _, try := range []struct {
		what    string
		changed []byte
	}{{"宛名の部分", forged}, {"本体", body}} {
		reason, err := s.openChanged(ctx, in, try.changed)
		if err != nil {
			return err
		}
		s.show("%sの1文字を変える → 開きません（%s）", try.what, reason)
	}
	return s.swapStatement(ctx)
}

// forgeHeader changes one digit of the clear header, in its own correct form: nothing but
// the seal over it can tell.
func forgeHeader(sealed []byte) ([]byte, error) {
	_, raw, err := header.FromEnvelope(sealed)
	if err != nil {
		return nil, err
	}
	changed := bytes.Clone(raw)
	digit := bytes.Index(changed, []byte(`"manifest":"`)) + len(`"manifest":"`)
	if changed[digit] == '0' {
		changed[digit] = '1'
	} else {
		changed[digit] = '0'
	}
	old, forged := wrapped(raw), wrapped(changed)
	if bytes.Equal(old, forged) || !bytes.Contains(sealed, old) {
		return nil, errors.New("forge header: not found")
	}
	return bytes.Replace(sealed, old, forged, 1), nil
}

// wrapped is the body of an age stanza: base64 without padding, 64 characters a line.
func wrapped(b []byte) []byte {
	text := base64.RawStdEncoding.EncodeToString(b)
	var out []byte
	for len(text) > 64 {
		out, text = append(append(out, text[:64]...), '\n'), text[64:]
	}
	return append(out, text...)
}

// openChanged tries to open a changed letter.
func (s *story) openChanged(ctx context.Context, in desk.Incoming, changed []byte) (string, error) {
	other := *s.desks[in.To.Office].Desk
	other.Shelf = desk.Shelf{Dir: filepath.Join(s.dir, "tampered")}
	if err := other.Shelf.Put(in.ShelfName(), func(w io.Writer) error { _, err := w.Write(changed); return err }); err != nil {
		return "", err
	}
	l, err := other.Open(ctx, in)
	if err == nil {
		l.Close()
		return "", errors.New("a changed letter was opened")
	}
	var refused *envelope.RefusedError
	if !errors.As(err, &refused) {
		return "", err
	}
	return refused.Message(), nil
}

// swapped is a post office that gives out another office's key for every partner.
type swapped struct {
	desk.Post
	wrong header.Address
}

// Lookup answers with the wrong office's statement.
func (p swapped) Lookup(ctx context.Context, to header.Address) (receipt.Partner, error) {
	found, err := p.Post.Lookup(ctx, p.wrong)
	found.Address = to
	return found, err
}

// swapStatement lets the hub lie about a partner's key.
func (s *story) swapStatement(ctx context.Context) error {
	d := *s.desks[planner].Desk
	d.Post = swapped{Post: d.Post, wrong: header.Address{Office: centre, Type: "46"}}
	heap, err := readHeap([]string{s.sample("02_K2_slip")})
	if err != nil {
		return err
	}
	_, err = d.Send(ctx, desk.Parcel{Unit: heap.Units[0]})
	var own *desk.Error
	if !errors.As(err, &own) {
		return fmt.Errorf("a swapped key was accepted: %w", err)
	}
	s.show("ハブが別の事業所の鍵を渡す → 封をしません（%s）", own.Message)
	return nil
}
