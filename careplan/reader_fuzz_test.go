package careplan_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tasuki-care/tasuki/careplan"
)

// FuzzReader holds what must be true of any bytes: nothing panics, no byte is lost or
// changed, and a stream reads the same as the whole.
func FuzzReader(f *testing.F) {
	for _, p := range allSamples(f) {
		f.Add(readFile(f, p))
	}
	for _, tt := range markedCases {
		clean := strings.NewReplacer("§", "", "¶", "").Replace(tt.input)
		f.Add([]byte(clean))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		before := bytes.Clone(input)
		whole := careplan.NewBytesReader(input)
		stream := careplan.NewReader(iotest.HalfReader(bytes.NewReader(input)))
		var end int64
		for {
			a, errA := whole.Read()
			b, errB := stream.Read()
			if errA != errB {
				t.Fatalf("want the same end, got %v and %v", errA, errB)
			}
			if errA != nil {
				break
			}
			if a.Offset != b.Offset || !bytes.Equal(a.Raw, b.Raw) || len(a.Cells) != len(b.Cells) || len(a.Faults) != len(b.Faults) || a.Line != b.Line {
				t.Fatalf("stream differs: %+v, %+v", a, b)
			}
			checkGap(t, input, end, a.Offset)
			end = a.Offset + int64(len(a.Raw))
			checkRecord(t, input, a)
		}
		checkGap(t, input, end, int64(len(input)))
		if !bytes.Equal(before, input) {
			t.Fatal("the input was changed")
		}
	})
}

// checkGap allows between records only what is recorded as skipped.
func checkGap(t *testing.T, input []byte, from, to int64) {
	gap := string(input[from:to])
	if from == 0 {
		for _, bom := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
			gap = strings.TrimPrefix(gap, bom)
		}
	}
	if to == int64(len(input)) {
		gap = strings.TrimSuffix(gap, "\x1a")
	}
	if strings.Trim(strings.ReplaceAll(gap, "\r\n", "\n"), "\n") != "" {
		t.Fatalf("bytes %d to %d were passed over: %q", from, to, gap)
	}
}

// checkRecord proves that the cells, their separators and the line end are the record.
func checkRecord(t *testing.T, input []byte, rec *careplan.Record) {
	if !bytes.Equal(input[rec.Offset:rec.Offset+int64(len(rec.Raw))], rec.Raw) {
		t.Fatal("Raw is not what the file has there")
	}
	if len(rec.Cells) == 0 {
		return // a piece of a record that is too long
	}
	var join []byte
	for i, c := range rec.Cells {
		if i > 0 {
			join = append(join, ',')
		}
		join = append(join, c.Raw...)
	}
	join = append(join, map[careplan.LineEnd]string{careplan.LF: "\n", careplan.CRLF: "\r\n"}[rec.End]...)
	if !bytes.Equal(join, rec.Raw) {
		t.Fatalf("cells do not make the record: %q, %q", join, rec.Raw)
	}
}
