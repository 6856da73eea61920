package header_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/envelope/header"
)

var update = flag.Bool("update", false, "write the golden files anew")

func id(b byte) header.LetterID { return header.LetterID(bytes.Repeat([]byte{b}, 16)) }

func sample() header.Header {
	before := id(2)
	return header.Header{
		Version: 1, Letter: id(1),
		From: header.Address{Office: "9999900001", Type: "43"}, To: header.Address{Office: "99A9900011", Type: "A2"},
		FromEpoch: 3, ToEpoch: 1, Family: header.Slip, Month: "202504", Edition: "202407",
		Manifest: header.HashOf([]byte("manifest")), Supersedes: &before,
	}
}

func TestCanonicalBytesAreGolden(t *testing.T) {
	for name, h := range map[string]header.Header{"full": sample(), "least": least()} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".json", h.Canonical())
			got, err := header.Parse(h.Canonical())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Canonical(), h.Canonical()) {
				t.Errorf("parsed %+v, want %+v", got, h)
			}
		})
	}
}

func least() header.Header {
	h := sample()
	h.Family, h.Month, h.Edition, h.Supersedes = header.Document, "", "", nil
	return h
}

func TestParseRefuses(t *testing.T) {
	good := string(sample().Canonical())
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in the sample", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct {
		name, in string
		want     error
	}{
		{"a space", swap(`,"from"`, `, "from"`), header.ErrNotCanonical},
		{"a line end after it", good + "\n", header.ErrNotCanonical},
		{"a second value after it", good + `{}`, header.ErrNotCanonical},
		{"another order", swap(`"edition":"202407","family":"slip"`, `"family":"slip","edition":"202407"`), header.ErrNotCanonical},
		{"a key twice", swap(`"family":"slip"`, `"family":"slip","family":"slip"`), header.ErrDuplicateKey},
		{"an unknown key", swap(`"version":1`, `"version":1,"x":1`), header.ErrNotCanonical},
		{"a key in capitals", swap(`"edition"`, `"Edition"`), header.ErrNotCanonical},
		{"an escape that is not needed", swap(`"slip"`, `"sl\u0069p"`), header.ErrNotCanonical},
		{"a fraction", swap(`"version":1`, `"version":1.0`), header.ErrNotCanonical},
		{"an exponent", swap(`"from_epoch":3`, `"from_epoch":3e0`), header.ErrNotCanonical},
		{"null", swap(`"month":"202504"`, `"month":null`), header.ErrNotCanonical},
		{"an empty optional field", swap(`"month":"202504"`, `"month":""`), header.ErrNotCanonical},
		{"not UTF-8", swap(`slip`, "sl\xffp"), header.ErrNotCanonical},
		{"capitals in a hash", swap(`"letter":"0101`, `"letter":"0A01`), header.ErrInvalid},
		{"a short id", swap(`"letter":"0101`, `"letter":"01`), header.ErrInvalid},
		{"no id", swap(strings.Repeat("01", 16), strings.Repeat("00", 16)), header.ErrInvalid},
		{"version 2", swap(`"version":1`, `"version":2`), header.ErrInvalid},
		{"an office of nine", swap(`9999900001/43`, `999990001/43`), header.ErrInvalid},
		{"a small letter in a type", swap(`/A2`, `/a2`), header.ErrInvalid},
		{"no type", swap(`9999900001/43`, `9999900001`), header.ErrInvalid},
		{"epoch 0", swap(`"to_epoch":1`, `"to_epoch":0`), header.ErrInvalid},
		{"epoch beyond all", swap(`"to_epoch":1`, `"to_epoch":1000001`), header.ErrInvalid},
		{"epoch beyond JSON", swap(`"to_epoch":1`, `"to_epoch":9007199254740993`), header.ErrInvalid},
		{"an unknown family", swap(`"slip"`, `"message"`), header.ErrInvalid},
		{"month 13", swap(`202504`, `202513`), header.ErrInvalid},
		{"month 00", swap(`202504`, `202500`), header.ErrInvalid},
		{"an unknown edition", swap(`202407`, `202307`), header.ErrInvalid},
		{"supersedes itself", swap(strings.Repeat("02", 16), strings.Repeat("01", 16)), header.ErrInvalid},
		{"no manifest", swap(sample().Manifest.String(), strings.Repeat("0", 64)), header.ErrInvalid},
		{"an array", `[]`, header.ErrNotCanonical},
		{"nothing", ``, header.ErrNotCanonical},
		{"deep nesting", strings.Repeat("[", 100) + strings.Repeat("]", 100), header.ErrNotCanonical},
		{"too large", `{"a":"` + strings.Repeat("a", header.MaxSize) + `"}`, header.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := header.Parse([]byte(c.in)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestErrorsQuoteNothing(t *testing.T) {
	for _, in := range []string{`{"山田太郎":1}`, `{"family":"山田太郎"}`, `山田太郎`} {
		_, err := header.Parse([]byte(in))
		if err == nil || strings.Contains(err.Error(), "山田") {
			t.Errorf("error %v quotes the document", err)
		}
	}
}

func TestCanonicalFollowsRFC8785(t *testing.T) {
	// The strings of RFC 8785 §3.2.2, with the numbers our documents know.
	in := map[string]any{
		"numbers": []any{0, -1, 9007199254740991}, "string": "€$\u000f\nA'B\"\\\\\"/", "literals": []any{true, false},
		"<&>": "\u2028\u2029<&>\u007f\u0080",
	}
	want := `{"<&>":"` + "\u2028\u2029<&>\u007f\u0080" + `","literals":[true,false],"numbers":[0,-1,9007199254740991],"string":"€$\u000f\nA'B\"\\\\\"/"}`
	got, err := header.Canonical(in)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for name, v := range map[string]any{
		"null": map[string]any{"a": nil}, "a fraction": 1.5, "2^53": 1 << 53, "a key that is not ASCII": map[string]int{"鍵": 1},
		"a channel": make(chan int),
	} {
		if b, err := header.Canonical(v); err == nil {
			t.Errorf("%s: got %s, want an error", name, b)
		}
	}
}

func TestTextForms(t *testing.T) {
	h := header.HashOf([]byte("x"))
	if got, err := header.ParseHash(h.String()); err != nil || got != h {
		t.Errorf("hash: got %v, %v", got, err)
	}
	l, err := header.NewLetterID(bytes.NewReader(bytes.Repeat([]byte{0xab}, 16)))
	if err != nil || l.String() != strings.Repeat("ab", 16) {
		t.Errorf("letter id: got %v, %v", l, err)
	}
	if _, err := header.NewLetterID(bytes.NewReader(nil)); err == nil {
		t.Error("letter id without randomness")
	}
	for _, bad := range []string{"", "x", strings.Repeat("A", 64), strings.Repeat("g", 64), strings.Repeat("0", 63)} {
		if _, err := header.ParseHash(bad); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("hash %q: got %v", bad, err)
		}
	}
	for _, bad := range []string{"", "/", "9999900001", "9999900001/", "9999900001/431", "9999900001/43/", "９999900001/43"} {
		if _, err := header.ParseAddress(bad); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("address %q: got %v", bad, err)
		}
	}
}

func TestAnyJSONReaderReadsIt(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(sample().Canonical(), &got); err != nil {
		t.Fatal(err)
	}
	if got["from"] != "9999900001/43" || got["from_epoch"] != 3.0 || len(got) != 11 {
		t.Errorf("got %v", got)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s changed\n got %s\nwant %s", name, got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample().Canonical())
	f.Add(least().Canonical())
	f.Add([]byte(`{"version":1,"version":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := header.Parse(b)
		if err == nil && !bytes.Equal(h.Canonical(), b) {
			t.Errorf("accepted %q, writes %q", b, h.Canonical())
		}
	})
}
