package envelope_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/tasuki-care/tasuki/envelope"
)

// One office seals a letter for another one, which opens it.
func Example() {
	t := &testing.T{}
	var sealed bytes.Buffer
	h, err := envelope.Seal(&sealed, letter(), terminal(t, 1), identity(t, "office-b").Recipient(), identity(t, "office-a").Recipient())
	if err != nil {
		fmt.Println(err)
		return
	}
	opened, err := opener(t).Open(bytes.NewReader(sealed.Bytes()), int64(sealed.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.From, "→", opened.Header.To, opened.Manifest.Unit)
	for _, f := range opened.Manifest.Files {
		fmt.Println(f.Name, f.Size)
	}
	// Output:
	// 9999900001/43 → 9999900011/11 K2
	// UPPLAN_9999900001_43_9999900011_11_202504_20250325090001.CSV 14
	// 連絡票.pdf 27
}

func benchLetter() envelope.Letter {
	l := letter()
	l.Files, l.Attachments = []envelope.File{fileOf(unitName, bytes.Repeat([]byte{'1'}, 30720))}, nil
	return l
}

func BenchmarkSeal(b *testing.B) {
	l, s := benchLetter(), terminal(b, 1)
	s.Rand = nil
	theirs, mine := identity(b, "office-b").Recipient(), identity(b, "office-a").Recipient()
	for b.Loop() {
		if _, err := envelope.Seal(io.Discard, l, s, theirs, mine); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	sealed, o := seal(b, benchLetter()), opener(b)
	for b.Loop() {
		if _, err := o.Open(bytes.NewReader(sealed), int64(len(sealed))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(sealed)), "sealed-bytes")
}
