package careplan_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
)

// In the inputs below § stands where a value must start, ¶ where a record must start,
// and ∑X before the byte at which fault X must be reported. The marks are taken out
// before the input is read.
var faultLetters = map[rune]careplan.FaultKind{
	'B': careplan.FaultBareQuote, 'O': careplan.FaultOpenQuote, 'C': careplan.FaultControl,
	'R': careplan.FaultLoneCR, 'X': careplan.FaultBadByte, 'U': careplan.FaultUserDefined,
	'L': careplan.FaultBlankLine, 'E': careplan.FaultEOFMark, 'M': careplan.FaultBOM,
}

// place is one thing that is expected or found, in a form that reads well in a failure.
type place string

func unmark(t *testing.T, marked string) (input string, want []place) {
	t.Helper()
	var b strings.Builder
	rest := marked
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, "§"):
			want = append(want, place(fmt.Sprintf("value at %d", b.Len())))
			rest = rest[len("§"):]
		case strings.HasPrefix(rest, "¶"):
			want = append(want, place(fmt.Sprintf("record at %d line %d", b.Len(), 1+strings.Count(b.String(), "\n"))))
			rest = rest[len("¶"):]
		case strings.HasPrefix(rest, "∑"):
			letter := rune(rest[len("∑")])
			if faultLetters[letter] == 0 {
				t.Fatalf("no fault %c", letter)
			}
			want = append(want, place(fmt.Sprintf("fault %c at %d line %d", letter, b.Len(), 1+strings.Count(b.String(), "\n"))))
			rest = rest[len("∑")+1:]
		default:
			b.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	return b.String(), want
}

func letterOf(k careplan.FaultKind) rune {
	for l, f := range faultLetters {
		if f == k {
			return l
		}
	}
	return '?'
}

func found(t *testing.T, r *careplan.Reader) map[place]int {
	t.Helper()
	got := map[place]int{}
	for _, rec := range records(t, r) {
		got[place(fmt.Sprintf("record at %d line %d", rec.Offset, rec.Line))]++
		at := rec.Offset
		for _, c := range rec.Cells {
			got[place(fmt.Sprintf("value at %d", at))]++
			at += int64(len(c.Raw)) + 1
		}
		for _, f := range rec.Faults {
			got[place(fmt.Sprintf("fault %c at %d line %d", letterOf(f.Kind), f.At, f.Line))]++
		}
	}
	for _, f := range r.Faults() {
		if f.Kind != careplan.FaultLoneCR { // stands in its record, too
			got[place(fmt.Sprintf("fault %c at %d line %d", letterOf(f.Kind), f.At, f.Line))]++
		}
	}
	return got
}

var markedCases = []struct{ fact, input string }{
	{"plain records", "¶§202407,§a,§\r\n¶§202407,§,§b\r\n"},
	{"the last line end may be missing", "¶§1,§2\r\n¶§3,§4"},
	{"LF alone ends a record", "¶§1,§2\n¶§3,§4\n"},
	{"a comma and a line break in quotes", "¶§1,§\"a,b\r\nc\",§2\r\n¶§3,§4,§5\r\n"},
	{"doubled quotes", "¶§1,§\"a\"\"b\"\"\"\r\n"},
	{"an empty pair of quotes", "¶§\"\",§\"\"\r\n"},
	{"a lone CR outside quotes is text and a fault", "¶§1,§a∑R\rb\r\n"},
	{"a lone CR inside quotes is text", "¶§1,§\"a\rb\"\r\n"},
	{"a CR at the end of the file", "¶§1,§a∑R\r"},
	{"empty lines", "∑L\r\n¶§1,§2\r\n∑L\r\n∑L\n¶§3,§4\r\n∑L\n"},
	{"a final 0x1A on its own line", "¶§1,§2\r\n∑E\x1a"},
	{"a final 0x1A behind a value", "¶§1,§2∑E\x1a"},
	{"a final 0x1A behind quotes", "¶§1,§\"2\"∑E\x1a"},
	{"a 0x1A before the end is a control character", "¶§1,§∑C\x1a2\r\n"},
	{"a control character, once a value", "¶§1,§a∑C\x00b\x01\r\n¶§∑C\x7f,§\"∑C\x02\"\r\n"},
	{"a tab is text", "¶§1,§a\tb\r\n"},
	{"a byte-order mark", "∑M\xef\xbb\xbf¶§1,§2\r\n"},
	{"a quote in a bare value", "¶§1,§a∑B\"b\",§2\r\n"},
	{"text behind a closing quote", "¶§1,§\"a∑B\"b\",§2\r\n¶§3,§4,§5\r\n"},
	{"quotes that were not doubled are read as pairs if that fits", "¶§1,§\"x\",§2\r\n¶§1,§\"a ∑B\"b\", c\",§2\r\n"},
	{"quotes that were not doubled stay as RFC 4180 has them if pairs do not fit", "¶§1,§\"x\",§2,§9\r\n¶§1,§\"a ∑B\"b\",§ c∑B\",§2\r\n"},
	{"a quote that never closes ends with its line", "¶§202407,§∑O\"a,§b\r\n¶§202407,§c,§d\r\n"},
	{"a quote that never closes although others follow", "¶§202407,§∑O\"a,§b\r\n¶§202407,§\"c\",§d\r\n¶§202407,§\"e\",§f\r\n"},
	{"a quote that never closes in the last line", "¶§202407,§∑O\"a,§b"},
	{"a line in quotes that looks like a record", "¶§202407,§\"a\r\n202407,b\"\r\n¶§202407,§c\r\n"},
	{"a user-defined character", "¶§1,§a∑U\xf0\x40b\r\n"},
	{"bytes that are no character", "¶§1,§∑X\x81\x3f,§∑X\xa0,§∑X\x80,§∑X\xfd,§∑X\x81\xad\r\n"},
	{"a lead byte before a separator swallows nothing", "¶§1,§∑X\x81,§\"∑X\x81\",§2∑X\x81\r\n¶§3\r\n"},
	{"trail bytes that look like ASCII", "¶§1,§\x83\x5c\x94\x5c\x83\x7c,§2\r\n"},
	{"half-width kana", "¶§1,§\xb1\xde\r\n"},
	{"a comma at the end makes one more value", "¶§1,§2,§\r\n"},
	{"only a comma", "¶§,§\n"},
	{"an empty file", ""},
}

func TestReaderSeesEachPlace(t *testing.T) {
	for _, tt := range markedCases {
		t.Run(tt.fact, func(t *testing.T) {
			input, want := unmark(t, tt.input)
			for name, r := range map[string]*careplan.Reader{
				"bytes":    careplan.NewBytesReader([]byte(input)),
				"stream":   careplan.NewReader(strings.NewReader(input)),
				"one byte": careplan.NewReader(iotest.OneByteReader(strings.NewReader(input))),
				"data+EOF": careplan.NewReader(iotest.DataErrReader(strings.NewReader(input))),
			} {
				got := found(t, r)
				for _, w := range want {
					if got[w] == 0 {
						t.Errorf("%s: want %s", name, w)
					}
					got[w]--
				}
				for p, n := range got {
					if n > 0 {
						t.Errorf("%s: not expected: %s", name, p)
					}
				}
			}
		})
	}
}

func TestValuesWithoutTheirQuotes(t *testing.T) {
	tests := []struct {
		input string
		want  []string
	}{
		{`1,"a""b",""""`, []string{"1", `a"b`, `"`}},
		{`"a "b" c",x`, []string{`a "b" c`, "x"}},
		{"\"a\r\nb\",\"\n\"", []string{"a\r\nb", "\n"}},
		{"\"a,b\r\n", []string{"a", "b"}},
		{` "a"`, []string{` "a"`}},
	}
	for _, tt := range tests {
		rec, err := careplan.NewBytesReader([]byte(tt.input)).Read()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range rec.Cells {
			got = append(got, string(c.Value))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
			t.Errorf("%q: want %q, got %q", tt.input, tt.want, got)
		}
	}
}

// Cases in the manner of csv-spectrum, with encoding/csv as the second opinion. CRLF in
// quotes is left out: there the standard library does not keep the bytes (R039).
func TestReaderAgreesWithTheStandardLibrary(t *testing.T) {
	for _, input := range []string{
		"a,b,c\n1,2,3\n",
		"first,last,address\nJohn,Doe,\"120 any st., Anytown, WW\"\n",
		"a,b,c\n1,\"\",\"\"\n2,3,4\n",
		"a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n",
		"key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\"\n",
		"a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n",
		"a,b,c\r\n1,2,3\r\n",
		"x,\"a\n\n\nb\",y\n",
		"\"a\",\"b\"\n\n\"c\",\"d\"",
	} {
		want, err := csv.NewReader(strings.NewReader(input)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, rec := range records(t, careplan.NewBytesReader([]byte(input))) {
			var row []string
			for _, c := range rec.Cells {
				row = append(row, string(c.Value))
			}
			got = append(got, row)
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q:\nwant %q\n got %q", input, want, got)
		}
	}
}

func TestEndsAreCounted(t *testing.T) {
	r := careplan.NewBytesReader([]byte("1,\"a\r\nb\"\r\n\n2,3\n4,5"))
	recs := records(t, r)
	crlf, lf := r.Ends()
	if crlf != 1 || lf != 2 || len(recs) != 3 || recs[2].End != careplan.NoEnd || recs[1].Line != 4 {
		t.Errorf("got %d CRLF, %d LF, %d records, last end %d, line %d", crlf, lf, len(recs), recs[2].End, recs[1].Line)
	}
	if recs[0].Cells[1].Line != 1 || recs[1].Cells[1].Line != 4 {
		t.Errorf("cells start in lines %d and %d", recs[0].Cells[1].Line, recs[1].Cells[1].Line)
	}
}

func TestTooLongRecordComesInPieces(t *testing.T) {
	input := "1,2\r\n" + strings.Repeat("x", 2*careplan.MaxRecord+10) + "\r\n3,4\r\n"
	for name, r := range map[string]*careplan.Reader{
		"bytes":  careplan.NewBytesReader([]byte(input)),
		"stream": careplan.NewReader(strings.NewReader(input)),
	} {
		var all []byte
		var pieces, numbers int
		for _, rec := range records(t, r) {
			all = append(all, rec.Raw...)
			if len(rec.Faults) == 1 && rec.Faults[0].Kind == careplan.FaultTooLong && len(rec.Cells) == 0 {
				pieces++
			}
			numbers = rec.N
		}
		if string(all) != input || pieces != 3 || numbers != 3 || r.FaultCount(careplan.FaultTooLong) != 1 {
			t.Errorf("%s: same bytes %v, %d pieces, last number %d, counted %d",
				name, string(all) == input, pieces, numbers, r.FaultCount(careplan.FaultTooLong))
		}
	}
}

func TestOpenQuoteDoesNotSwallowALargeFile(t *testing.T) {
	line := "202407,999901,0000000001,abc,def\r\n"
	input := "202407,\"open,x,y,z\r\n" + strings.Repeat(line, 3*careplan.MaxRecord/len(line))
	for name, r := range map[string]*careplan.Reader{
		"bytes":  careplan.NewBytesReader([]byte(input)),
		"stream": careplan.NewReader(strings.NewReader(input)),
	} {
		recs := records(t, r)
		if want := strings.Count(input, "\n"); len(recs) != want {
			t.Errorf("%s: want %d records, got %d", name, want, len(recs))
		}
		if r.FaultCount(careplan.FaultOpenQuote) != 1 {
			t.Errorf("%s: want one open quote, got %d", name, r.FaultCount(careplan.FaultOpenQuote))
		}
	}
}

// A file made to be slow: every line opens quotes that never close.
func TestManyOpenQuotesCostAFixedFactor(t *testing.T) {
	input := strings.Repeat("\"a\n", 200_000)
	start := time.Now()
	r := careplan.NewBytesReader([]byte(input))
	if n := len(records(t, r)); n == 0 {
		t.Error("no records")
	}
	if d := time.Since(start); d > 20*time.Second { // takes a fraction of one; minutes without the bound
		t.Errorf("took %v", d)
	}
}

func TestReadErrorIsHandedOn(t *testing.T) {
	broken := errors.New("disk is gone")
	r := careplan.NewReader(io.MultiReader(strings.NewReader("1,2\r\n"), iotest.ErrReader(broken)))
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(); !errors.Is(err, broken) {
		t.Errorf("want %v, got %v", broken, err)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	r := careplan.NewBytesReader([]byte(strings.Repeat("\n", 1000)))
	records(t, r)
	if len(r.Faults()) != 100 || r.FaultCount(careplan.FaultBlankLine) != 1000 {
		t.Errorf("kept %d, counted %d", len(r.Faults()), r.FaultCount(careplan.FaultBlankLine))
	}
}

func TestEncodingIsTold(t *testing.T) {
	text := "202407,999901,\"仮名　三郎\",\"架空ヘルパーステーション\"\r\n"
	tests := []struct{ fact, input, want string }{
		{"nothing", "", "windows-31j"},
		{"ASCII", "1,2\r\n", "windows-31j"},
		{"Windows-31J", encoded(t, text), "windows-31j"},
		{"half-width kana in pairs", encoded(t, "1,\"ﾃｽﾄﾃｽ\"\r\n"), "windows-31j"},
		{"UTF-8", text, "utf-8"},
		{"UTF-8 with byte-order mark", "\xef\xbb\xbf" + text, "utf-8"},
		{"UTF-8 cut off", strings.Repeat(text, 20) + "\xe4\xbb", "utf-8"},
		{"UTF-16 LE with mark", "\xff\xfe1\x00,\x002\x00\r\x00\n\x00", "utf-16"},
		{"UTF-16 BE without mark", "\x001\x00,\x002\x00\r\x00\n", "utf-16"},
		{"ISO-2022-JP", "1,\"\x1b$B2>L>\x1b(B\"\r\n", "iso-2022-jp"},
		{"EUC-JP", "1,\"\xb2\xbe\xcc\xbe\xa1\xa1\xa5\xb5\xa5\xd6\xa4\xed\xa4\xa6\"\r\n", "euc-jp"},
		{"Windows-31J with one UTF-8 value", strings.Repeat(encoded(t, text), 20) + text, "windows-31j"},
	}
	for _, tt := range tests {
		t.Run(tt.fact, func(t *testing.T) {
			r := careplan.NewBytesReader([]byte(tt.input))
			records(t, r)
			f, err := careplan.NewFile("UPPLAN.CSV", careplan.Bytes([]byte(tt.input)))
			if err != nil {
				t.Fatal(err)
			}
			if r.Encoding() != tt.want || f.Encoding != tt.want {
				t.Errorf("want %s, got %s and %s", tt.want, r.Encoding(), f.Encoding)
			}
		})
	}
}

func encoded(t testing.TB, text string) string {
	t.Helper()
	b, bad := careplan.Encode(text)
	if bad != nil {
		t.Fatalf("%q: %v", text, bad)
	}
	return string(b)
}

func TestReadingAllocatesNothing(t *testing.T) {
	line := encoded(t, "202407,999901,0000000001,\"例示車いす \"\"軽量型\"\", 介助用\",,9999900017\r\n")
	input := []byte(strings.Repeat(line, 200))
	r := careplan.NewBytesReader(input)
	for range 50 {
		if _, err := r.Read(); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(100, func() { r.Read() }); n != 0 {
		t.Errorf("want no allocation a record, got %v", n)
	}
}
