package careplan_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan"
	"golang.org/x/text/encoding/japanese"
	"gopkg.in/yaml.v3"
)

// testdata/standard/encoding_cases.yaml: what a writer and a reader must do.
type encodingCases struct {
	Writer []struct {
		Char, Codepoint, Decision, To, Bytes, Rule string
		Proposal                                   *string
	}
	Reader []struct{ Bytes, Text, Error string }
}

func readEncodingCases(t *testing.T) encodingCases {
	t.Helper()
	var c encodingCases
	if err := yaml.Unmarshal(readFile(t, standard+"/encoding_cases.yaml"), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Writer) != 48 || len(c.Reader) != 16 {
		t.Fatalf("want 48 and 16 cases, got %d and %d", len(c.Writer), len(c.Reader))
	}
	return c
}

func TestWriterCases(t *testing.T) {
	for _, c := range readEncodingCases(t).Writer {
		t.Run(c.Codepoint+" "+c.Decision, func(t *testing.T) {
			got, bad := careplan.Encode(c.Char)
			if c.Decision != "outside" {
				if hex.EncodeToString(got) != c.Bytes || bad != nil {
					t.Errorf("want %s, got %x, %v", c.Bytes, got, bad)
				}
				return
			}
			if got != nil || len(bad) != 1 {
				t.Fatalf("want one report and no bytes, got %x, %v", got, bad)
			}
			u := bad[0]
			want := careplan.Unencodable{Rune: u.Rune, Rule: c.Rule, HasProposal: c.Proposal != nil}
			if c.Proposal != nil {
				want.Proposal = *c.Proposal
			}
			if u != want || fmt.Sprintf("U+%04X", u.Rune) != c.Codepoint {
				t.Errorf("want %+v, got %+v", want, u)
			}
		})
	}
}

func TestReaderCases(t *testing.T) {
	kinds := map[string]careplan.FaultKind{"": 0, "R022": careplan.FaultBadByte, "R023": careplan.FaultUserDefined}
	for _, c := range readEncodingCases(t).Reader {
		t.Run(c.Bytes, func(t *testing.T) {
			b, err := hex.DecodeString(c.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			at, kind := careplan.DecodeFault(b)
			if kind != kinds[c.Error] || (at >= 0) != (c.Error != "") {
				t.Errorf("want fault %q, got %d at %d", c.Error, kind, at)
			}
			want := c.Text
			if c.Error != "" {
				want = "\uFFFD"
			}
			if got := careplan.Decode(b); got != want {
				t.Errorf("want %q, got %q", want, got)
			}
		})
	}
}

func TestEncodingNormalises(t *testing.T) {
	tests := []struct{ in, want string }{
		{"か\u3099は\u309A", "がぱ"},
		{"カ\u3099フ\u3099ハ\u309A", "ガブパ"},
		{"10:00〜11:00", "10:00～11:00"},
		{"A\u00a0B", "A B"},
		{"株式会社①髙﨑", "株式会社①髙﨑"},
	}
	for _, tt := range tests {
		b, bad := careplan.Encode(tt.in)
		if got := careplan.Decode(b); got != tt.want || bad != nil {
			t.Errorf("%q: want %q, got %q, %v", tt.in, tt.want, got, bad)
		}
	}
}

func TestUnencodableTellsPlaces(t *testing.T) {
	_, bad := careplan.Encode("𠮷野家\u3099é\xff")
	want := []careplan.Unencodable{
		{Rune: '𠮷', At: 0, Proposal: "吉", HasProposal: true, Rule: "R022"},
		{Rune: '\u3099', At: 10, Proposal: "゛", HasProposal: true, Rule: "R022"},
		{Rune: 'é', At: 13, Proposal: "e", HasProposal: true, Rule: "R022"},
		{Rune: utf8.RuneError, At: 15, Rule: "R022"},
	}
	if fmt.Sprint(bad) != fmt.Sprint(want) {
		t.Errorf("want %v, got %v", want, bad)
	}
}

func TestPropose(t *testing.T) {
	got, left := careplan.Propose("𠮷田 葛\U000E0100城 한")
	if got != "吉田 葛城 한" || len(left) != 1 || left[0].Rune != '한' {
		t.Errorf("got %q, %v", got, left)
	}
	if got, left := careplan.Propose("吉田"); got != "吉田" || left != nil {
		t.Errorf("got %q, %v", got, left)
	}
}

// Every proposal can itself be written.
func TestProposalsFit(t *testing.T) {
	n := 0
	for r := rune(0x80); r < 0x30000; r++ {
		_, bad := careplan.Encode(string(r))
		if len(bad) == 0 || !bad[0].HasProposal {
			continue
		}
		n++
		if _, worse := careplan.Encode(bad[0].Proposal); worse != nil {
			t.Errorf("U+%04X: proposal %q cannot be written", r, bad[0].Proposal)
		}
	}
	if n < 500 {
		t.Errorf("only %d proposals", n)
	}
}

// whatwg reads the index of the WHATWG Encoding Standard: two bytes → text.
func whatwg(t *testing.T) map[string]rune {
	t.Helper()
	f, err := os.Open("source/whatwg-index-jis0208.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]rune{}
	for s := bufio.NewScanner(z); s.Scan(); {
		var p int
		var r rune
		if n, _ := fmt.Sscanf(s.Text(), "%d 0x%X", &p, &r); n != 2 || p >= 11280 {
			continue
		}
		lead, trail := p/188, p%188
		if lead += 0x81; lead > 0x9F {
			lead += 0x40
		}
		if trail += 0x40; trail > 0x7E {
			trail++
		}
		out[string([]byte{byte(lead), byte(trail)})] = r
	}
	if len(out) < 7700 {
		t.Fatalf("index has only %d entries", len(out))
	}
	return out
}

// Over all sequences of one and two bytes the table differs from the WHATWG decoder in
// exactly these ways: 外字 are faults (R023), and 0x80 is one.
func TestDecodeAgainstWHATWG(t *testing.T) {
	index := whatwg(t)
	differ := map[string]int{}
	for lead := 0x80; lead < 256; lead++ {
		for trail := 0; trail < 256; trail++ {
			b := []byte{byte(lead), byte(trail)}
			r, listed := index[string(b)]
			got := careplan.Decode(b)
			_, kind := careplan.DecodeFault(b)
			user := lead >= 0xF0 && lead <= 0xF9 && (trail >= 0x40 && trail <= 0x7E || trail >= 0x80 && trail <= 0xFC)
			switch {
			case listed && (got != string(r) || kind != 0):
				t.Errorf("%x: want %c, got %q", b, r, got)
			case user && kind == careplan.FaultUserDefined && got == "\uFFFD":
				differ["user-defined"]++
			case user:
				t.Errorf("%x: want a user-defined fault, got %d, %q", b, kind, got)
			case !listed && lead >= 0xA1 && lead <= 0xDF:
				if want := string(rune(lead-0xA1) + 0xFF61); !strings.HasPrefix(got, want) {
					t.Errorf("%x: want %s first, got %q", b, want, got)
				}
			case !listed && kind != careplan.FaultBadByte:
				t.Errorf("%x: want a fault, got %q", b, got)
			}
		}
		if b := []byte{byte(lead)}; lead == 0x80 && careplan.Decode(b) == "\uFFFD" {
			differ["0x80"]++ // WHATWG: U+0080
		}
	}
	if differ["user-defined"] != 1880 || differ["0x80"] != 1 {
		t.Errorf("want 1880 user-defined and 0x80, got %v", differ)
	}
}

// The way back follows WHATWG too, but for three characters WHATWG would write with
// other bytes: U+0080, and yen and overline, which here are not 5C and 7E (R036).
func TestEncodeAgainstWHATWG(t *testing.T) {
	want := map[rune]string{}
	for b, r := range whatwg(t) {
		if b[0] == 0xED || b[0] == 0xEE {
			continue
		}
		if old, ok := want[r]; !ok || b < old {
			want[r] = b
		}
	}
	for r, b := range want {
		if got, bad := careplan.Encode(string(r)); string(got) != b || bad != nil {
			t.Errorf("U+%04X: want %x, got %x %v", r, b, got, bad)
		}
	}
	for _, r := range []rune{0x80, 0x203E} {
		if _, bad := careplan.Encode(string(r)); bad == nil {
			t.Errorf("U+%04X: want a report", r)
		}
	}
	if got, _ := careplan.Encode("¥"); string(got) != "\x81\x8f" {
		t.Errorf("¥: got %x", got)
	}
}

// x/text is the second opinion. Known differences: it gives NEC-selected bytes for 373
// characters where Windows writes others, and it cannot encode the look-alikes.
func TestAgainstXText(t *testing.T) {
	dec, enc := japanese.ShiftJIS.NewDecoder(), japanese.ShiftJIS.NewEncoder()
	otherBytes := map[rune]bool{}
	for b, r := range whatwg(t) {
		text, err := dec.String(b)
		if err != nil || text != careplan.Decode([]byte(b)) {
			t.Errorf("%x: x/text reads %q, we %q", b, text, careplan.Decode([]byte(b)))
		}
		theirs, err := enc.String(string(r))
		if err != nil {
			t.Errorf("U+%04X: %v", r, err)
			continue
		}
		ours, _ := careplan.Encode(string(r))
		if theirs != string(ours) {
			otherBytes[r] = true
			if theirs[0] != 0xED && theirs[0] != 0xEE {
				t.Errorf("U+%04X: x/text writes %x, we %x", r, theirs, ours)
			}
		}
	}
	if len(otherBytes) != 373 {
		t.Errorf("want 373 characters in other bytes, got %d", len(otherBytes))
	}
	for _, r := range "〜−—‖¢£¬" {
		if _, err := enc.String(string(r)); err == nil {
			t.Errorf("%c: x/text can write it now; the note is out of date", r)
		}
	}
}

func FuzzDecodeEncode(f *testing.F) {
	for _, p := range allSamples(f) {
		f.Add(readFile(f, p))
	}
	f.Add([]byte("\x81\x40\xfb\xfc\xee\xe0\xf0\x40\x80\xa0\xfd"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text := careplan.Decode(b)
		if !utf8.ValidString(text) {
			t.Fatal("decoded text is no UTF-8")
		}
		at, _ := careplan.DecodeFault(b)
		if (at >= 0) != strings.Contains(text, "\uFFFD") {
			t.Fatalf("fault at %d, but text %q", at, text)
		}
		back, bad := careplan.Encode(text)
		if (bad != nil) != (at >= 0) {
			t.Fatalf("fault at %d, but %v cannot be written back", at, bad)
		}
		if bad == nil && careplan.Decode(back) != text {
			t.Fatalf("%q came back as %q", text, careplan.Decode(back))
		}
		if out, _ := careplan.AppendEncode([]byte("x"), text); !bytes.HasPrefix(out, []byte("x")) || bad != nil && len(out) != 1 {
			t.Fatal("AppendEncode changed what stood before")
		}
	})
}
