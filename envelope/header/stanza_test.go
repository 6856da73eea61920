package header_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// ageHeader builds an age header by hand: intro, stanzas, MAC line, then some body.
func ageHeader(stanzas ...string) []byte {
	mac := base64.RawStdEncoding.EncodeToString(make([]byte, 32))
	return []byte("age-encryption.org/v1\n" + strings.Join(stanzas, "") + "--- " + mac + "\nbody")
}

func stanza(first string, body []byte) string {
	text := base64.RawStdEncoding.EncodeToString(body)
	var out strings.Builder
	out.WriteString("-> " + first + "\n")
	for len(text) >= 64 {
		out.WriteString(text[:64] + "\n")
		text = text[64:]
	}
	return out.String() + text + "\n"
}

func hybrid() string {
	return stanza("mlkem768x25519 "+base64.RawStdEncoding.EncodeToString(make([]byte, 1120)), make([]byte, 32))
}

func ours(b []byte) string { return stanza(header.StanzaType, b) }

func TestFromEnvelopeFindsTheHeader(t *testing.T) {
	want := sample().Canonical()
	in := ageHeader(ours(want), hybrid(), hybrid())
	for name, prefix := range map[string][]byte{"whole": in, "64 KiB": append(bytes.Clone(in), make([]byte, 2*header.Prefix)...)} {
		h, raw, err := header.FromEnvelope(prefix)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(raw, want) || !bytes.Equal(h.Canonical(), want) {
			t.Errorf("%s: got %s, want %s", name, raw, want)
		}
	}
	head, err := header.AgeHeader(in)
	if err != nil || !bytes.Equal(head, bytes.TrimSuffix(in, []byte("body"))) {
		t.Errorf("AgeHeader: %d bytes of %d, %v", len(head), len(in), err)
	}
}

func TestStanzaOfFullLinesEndsWithAnEmptyOne(t *testing.T) {
	full := headerOfFullLines(t)
	in := ageHeader(ours(full), hybrid())
	if !bytes.Contains(in, []byte("\n\n-> mlkem768x25519 ")) {
		t.Fatal("the sample does not end in an empty line")
	}
	if _, raw, err := header.FromEnvelope(in); err != nil || !bytes.Equal(raw, full) {
		t.Errorf("got %s, %v", raw, err)
	}
	if _, _, err := header.FromEnvelope(bytes.Replace(in, []byte("\n\n"), []byte("\n"), 1)); !errors.Is(err, header.ErrNotEnvelope) {
		t.Errorf("without the empty line: got %v", err)
	}
}

func dated() header.Header {
	h := least()
	h.Month = "202504"
	return h
}

// headerOfFullLines looks for a header whose size is a multiple of a line's 48 bytes.
func headerOfFullLines(t *testing.T) []byte {
	t.Helper()
	for _, h := range []header.Header{least(), dated(), sample()} {
		for h.FromEpoch = 1; h.FromEpoch <= header.MaxEpoch; h.FromEpoch *= 10 {
			for h.ToEpoch = 1; h.ToEpoch <= header.MaxEpoch; h.ToEpoch *= 10 {
				for _, h.Family = range []header.Family{header.Plan, header.Actual, header.Document} {
					if b := h.Canonical(); len(b)%48 == 0 {
						return b
					}
				}
			}
		}
	}
	t.Fatal("no such header")
	return nil
}

func TestFromEnvelopeRefuses(t *testing.T) {
	good := ours(sample().Canonical())
	short := stanza("mlkem768x25519 "+base64.RawStdEncoding.EncodeToString(make([]byte, 1119)), make([]byte, 32))
	wide := stanza("mlkem768x25519 "+base64.RawStdEncoding.EncodeToString(make([]byte, 1120)), make([]byte, 33))
	narrow := stanza("mlkem768x25519 "+base64.RawStdEncoding.EncodeToString(make([]byte, 1120)), make([]byte, 31))
	for _, c := range []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, header.ErrNotEnvelope},
		{"a PDF", []byte("%PDF-1.7\n"), header.ErrNotEnvelope},
		{"armored age", []byte("-----BEGIN AGE ENCRYPTED FILE-----\n"), header.ErrNotEnvelope},
		{"an age file without our stanza", ageHeader(hybrid()), header.ErrNotEnvelope},
		{"our stanza in second place", ageHeader(hybrid(), good), header.ErrNotEnvelope},
		{"our stanza twice", ageHeader(good, good, hybrid()), header.ErrNotEnvelope},
		{"an argument", ageHeader(stanza(header.StanzaType+" x", sample().Canonical()), hybrid()), header.ErrNotEnvelope},
		{"a recipient that is not post-quantum", ageHeader(good, hybrid(), stanza("X25519 "+strings.Repeat("A", 43), make([]byte, 32))), header.ErrNotEnvelope},
		{"a stanza nobody knows", ageHeader(good, stanza("x-grease", []byte("hidden")), hybrid()), header.ErrNotEnvelope},
		{"no recipient", ageHeader(good), header.ErrNotEnvelope},
		{"too many recipients", ageHeader(good, strings.Repeat(hybrid(), header.MaxRecipients+1)), header.ErrNotEnvelope},
		{"a key of another size", ageHeader(good, short), header.ErrNotEnvelope},
		{"a hidden byte in a recipient", ageHeader(good, wide), header.ErrTooLarge},
		{"a file key that is too short", ageHeader(good, narrow), header.ErrNotEnvelope},
		{"cut before the MAC", bytes.Split(ageHeader(good, hybrid()), []byte("---"))[0], header.ErrNotEnvelope},
		{"CRLF", bytes.ReplaceAll(ageHeader(good, hybrid()), []byte("\n"), []byte("\r\n")), header.ErrNotEnvelope},
		{"a MAC of another size", bytes.Replace(ageHeader(good, hybrid()), []byte("--- A"), []byte("--- "), 1), header.ErrNotEnvelope},
		{"unused bits in base64", ageHeader(good, strings.Replace(hybrid(), "AA\n", "AB\n", 1)), header.ErrNotEnvelope},
		{"a header that is too large", ageHeader(ours(make([]byte, header.MaxSize+1)), hybrid()), header.ErrTooLarge},
		{"a header that is not canonical", ageHeader(ours([]byte(`{ }`)), hybrid()), header.ErrNotCanonical},
		{"a line that is too long", ageHeader("-> "+header.StanzaType+"\n"+strings.Repeat("A", 68)+"\n", hybrid()), header.ErrNotEnvelope},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := header.FromEnvelope(c.in); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func FuzzFromEnvelope(f *testing.F) {
	f.Add(ageHeader(ours(sample().Canonical()), hybrid(), hybrid()))
	f.Add(ageHeader(hybrid()))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, raw, err := header.FromEnvelope(b)
		if err != nil {
			return
		}
		if !bytes.Equal(h.Canonical(), raw) {
			t.Error("raw bytes are not the header's")
		}
		// What is accepted is read the same when more bytes follow, and not when fewer do.
		head, err := header.AgeHeader(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := header.FromEnvelope(head[:len(head)-1]); err == nil {
			t.Error("accepted a header that does not end")
		}
	})
}
