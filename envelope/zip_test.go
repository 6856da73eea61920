package envelope_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/envelope"
)

// deflated writes an ordinary ZIP, as any archiver does.
func deflated(t testing.TB) func([]part) []byte {
	return func(parts []part) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, p := range parts {
			w, err := z.Create(p.name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(p.body); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
}

// zipOf writes names and bodies in turn.
func zipOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var parts []part
	for i := 0; i < len(pairs); i += 2 {
		parts = append(parts, part{pairs[i], []byte(pairs[i+1])})
	}
	return deflated(t)(parts)
}

// office writes the skeleton of a Word or Excel document.
func office(t testing.TB, body, extra, types string) []byte {
	t.Helper()
	pairs := []string{"[Content_Types].xml", "<Types>" + types + "</Types>", body, "<x/>"}
	if extra != "" {
		pairs = append(pairs, extra, "x")
	}
	return zipOf(t, pairs...)
}

func stanzaText(body []byte) []byte {
	text := base64.RawStdEncoding.EncodeToString(body)
	var out strings.Builder
	for len(text) >= 64 {
		out.WriteString(text[:64] + "\n")
		text = text[64:]
	}
	return []byte(out.String() + text + "\n")
}

func FuzzReadZIP(f *testing.F) {
	f.Add(profile(f)([]part{{"a.csv", []byte("1")}, {"b.pdf", nil}}))
	f.Add(profile(f)(nil))
	f.Add(zipOf(f, "a", "b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		names, dir, err := envelope.ReadZIPNames(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		if !bytes.HasSuffix(b, dir) {
			t.Error("accepted a directory that we would not write")
		}
		// The general reader sees the same list.
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil && len(names) > 0 && !strings.Contains(err.Error(), "insecure") {
			t.Fatalf("archive/zip refuses what we accept: %v", err)
		}
		if err == nil && len(z.File) != len(names) {
			t.Errorf("%d names, archive/zip sees %d", len(names), len(z.File))
		}
	})
}

func FuzzManifest(f *testing.F) {
	f.Add(readGolden(f, "manifest.json"))
	f.Add([]byte(`{"files":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := envelope.ParseManifest(b)
		if err != nil {
			if _, ok := envelope.ReasonOf(err); !ok {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		if err := m.Check(); err != nil {
			if _, ok := envelope.ReasonOf(err); !ok {
				t.Errorf("refused without a reason: %v", err)
			}
		}
	})
}

func FuzzKeyring(f *testing.F) {
	f.Add(readGolden(f, "keyring.json"))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := envelope.ParseKeyring(b)
		if err != nil {
			return
		}
		if _, err := k.Identity(); err != nil {
			t.Errorf("accepted a keyring without a key: %v", err)
		}
	})
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"a.pdf", "../a", "CON.txt", "連絡票.pdf", "ガ.pdf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if envelope.CheckName(name) == nil && (strings.ContainsAny(name, "/\\:\x00") || name == ".." || name == "") {
			t.Errorf("accepted %q", name)
		}
	})
}
