package rules_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

// bigSlip makes a clean slip unit (K2) from the standard sample: the rows of its clients
// repeated under other insured numbers until 第6表 has that many rows.
func bigSlip(t testing.TB, rows int) *drop {
	t.Helper()
	d, err := loadDrop("good/02_K2_slip")
	if err != nil {
		t.Fatal(err)
	}
	perRound := 0
	for _, f := range d.files {
		if f.kind() == "UPPLAN" {
			perRound = bytes.Count(f.data, []byte("\r\n"))
		}
	}
	for _, f := range d.files {
		var out bytes.Buffer
		for i := range rows/perRound + 1 {
			r := strings.NewReplacer(",0000000001,", fmt.Sprintf(",%010d,", i*2+1), ",H000000002,", fmt.Sprintf(",H%09d,", i*2+2))
			r.WriteString(&out, string(f.data))
		}
		f.data = out.Bytes()
	}
	return d
}

// BenchmarkCheck is all rules over a clean slip unit of 100,000 rows. ns/byte without the
// reader is the difference to BenchmarkRead.
func BenchmarkCheck(b *testing.B) {
	d := bigSlip(b, 100_000)
	h, err := d.heap()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(d.size())
	b.ReportAllocs()
	for b.Loop() {
		r := rules.CheckHeap(h, rules.Tolerant, "20250401")
		if r.Summary.Errors+r.Summary.Warnings > 0 {
			b.Fatalf("the unit is not clean: %+v", r.Units[0].Findings[0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(d.size()), "ns/byte")
}

// BenchmarkRead is the reader alone over the same bytes.
func BenchmarkRead(b *testing.B) {
	d := bigSlip(b, 100_000)
	b.SetBytes(d.size())
	for b.Loop() {
		for _, f := range d.files {
			r := careplan.NewBytesReader(f.data)
			for {
				if _, err := r.Read(); err != nil {
					break
				}
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(d.size()), "ns/byte")
}

func (d *drop) size() int64 {
	var n int64
	for _, f := range d.files {
		n += int64(len(f.data))
	}
	return n
}

// BenchmarkSmallUnit is the standard's own sample: what a desk checks for each letter.
func BenchmarkSmallUnit(b *testing.B) {
	d, err := loadDrop("good/02_K2_slip")
	if err != nil {
		b.Fatal(err)
	}
	h, err := d.heap()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		rules.CheckHeap(h, rules.Tolerant, "20250401")
	}
}
