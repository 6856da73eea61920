package receipt_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func TestReceiptIsGolden(t *testing.T) {
	b := makeReceipt(t)
	golden(t, "receipt.txt", b)
	_, known, text := hub(t, hubName, 1)
	golden(t, "hub.vkey", []byte(text+"\n"))
	got, err := receipt.OpenReceipt(b, known)
	if err != nil {
		t.Fatal(err)
	}
	want := sampleReceipt(t)
	want.AcceptedAt = time.Date(2025, 4, 1, 0, 0, 0, 123456000, time.UTC)
	want.Key = text[:strings.LastIndex(text, "+")]
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if !bytes.Equal(makeReceipt(t), b) {
		t.Error("the same receipt has other bytes")
	}
}

func TestOpenReceiptRefuses(t *testing.T) {
	good := makeReceipt(t)
	_, known, _ := hub(t, hubName, 1)
	other, _, _ := hub(t, hubName, 2)
	n, err := note.Open(good, known)
	if err != nil {
		t.Fatal(err)
	}
	signer, _, _ := hub(t, hubName, 1)
	for _, c := range []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, receipt.ErrSignature},
		{"a changed size", bytes.Replace(good, []byte("33936"), []byte("33937"), 1), receipt.ErrSignature},
		{"another hub's key", signNote(t, n.Text, other), receipt.ErrSignature},
		{"a second signature", signNote(t, n.Text, signer, other), receipt.ErrSignature},
		{"a line end before it", append([]byte("\n"), good...), receipt.ErrSignature},
		{"bytes after it", append(bytes.Clone(good), 'x'), receipt.ErrSignature},
		{"a key it does not name", signNote(t, strings.Replace(n.Text, hubName, "hub.example.jp/old", 1), signer), receipt.ErrSignature},
		{"a checkpoint", checkpoint(t), header.ErrNotCanonical},
		{"a space", signNote(t, strings.Replace(n.Text, `,"from"`, `, "from"`, 1), signer), header.ErrNotCanonical},
		{"another line", signNote(t, n.Text+"more\n", signer), header.ErrNotCanonical},
		{"local time", signNote(t, strings.Replace(n.Text, "123456Z", "123456+09:00", 1), signer), header.ErrInvalid},
		{"milliseconds", signNote(t, strings.Replace(n.Text, "123456Z", "123Z", 1), signer), header.ErrInvalid},
		{"no size", signNote(t, strings.Replace(n.Text, `"size":33936`, `"size":0`, 1), signer), header.ErrInvalid},
		{"another type", signNote(t, strings.Replace(n.Text, "tasuki-receipt-v1", "tasuki-receipt-v2", 1), signer), receipt.ErrSignature},
		{"too large", bytes.Repeat([]byte("a"), receipt.MaxSize+1), header.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := receipt.OpenReceipt(c.in, known); !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestAReceiptBearsOneSignature(t *testing.T) {
	signer, _, text := hub(t, hubName, 1)
	other, _, otherText := hub(t, "hub.example.jp/next", 2)
	var both []note.Verifier
	for _, s := range []string{text, otherText} {
		v, err := note.NewVerifier(s)
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, v)
	}
	known := note.VerifierList(both...)
	good := makeReceipt(t)
	n, err := note.Open(good, known)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receipt.OpenReceipt(good, known); err != nil {
		t.Error(err)
	}
	if _, err := receipt.OpenReceipt(signNote(t, n.Text, signer, other), known); !errors.Is(err, receipt.ErrSignature) {
		t.Errorf("two known keys: got %v", err)
	}
}

func TestMakeReceiptRefusesHalfAReceipt(t *testing.T) {
	signer, _, _ := hub(t, hubName, 1)
	for name, empty := range map[string]func(*receipt.Receipt){
		"letter": func(r *receipt.Receipt) { r.Letter = header.LetterID{} }, "from": func(r *receipt.Receipt) { r.From = header.Address{} },
		"to": func(r *receipt.Receipt) { r.To.Type = "" }, "header": func(r *receipt.Receipt) { r.Header = header.Hash{} },
		"envelope": func(r *receipt.Receipt) { r.Envelope = header.Hash{} }, "leaf": func(r *receipt.Receipt) { r.Leaf = header.Hash{} },
		"time": func(r *receipt.Receipt) { r.AcceptedAt = time.Time{} },
	} {
		r := sampleReceipt(t)
		empty(&r)
		if _, err := receipt.MakeReceipt(signer, r); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("without %s: got %v", name, err)
		}
	}
}

func signNote(t *testing.T, text string, signers ...note.Signer) []byte {
	t.Helper()
	b, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func checkpoint(t *testing.T) []byte {
	t.Helper()
	signer, _, _ := hub(t, hubName, 1)
	b, err := receipt.MakeCheckpoint(signer, 7, sampleLog(t, 7).root(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzOpenReceipt(f *testing.F) {
	f.Add(makeReceipt(f))
	_, known, _ := hub(f, hubName, 1)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := receipt.OpenReceipt(b, known)
		if err == nil && r != mustOpen(t, makeReceipt(t)) {
			t.Errorf("opened a receipt that was never signed: %+v", r)
		}
	})
}

func mustOpen(t *testing.T, b []byte) receipt.Receipt {
	t.Helper()
	_, known, _ := hub(t, hubName, 1)
	r, err := receipt.OpenReceipt(b, known)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
