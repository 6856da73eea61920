package careplan_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"
)

// slipFile is a 6表 of many rows, made of the sample's.
func slipFile(b *testing.B) []byte {
	one := readFile(b, standard+"/good/02_K2_slip/UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV")
	return bytes.Repeat(one, 1+(8<<20)/len(one))
}

func BenchmarkSplit(b *testing.B) {
	input := slipFile(b)
	b.SetBytes(int64(len(input)))
	b.ReportAllocs()
	for b.Loop() {
		r := careplan.NewBytesReader(input)
		for {
			if _, err := r.Read(); err != nil {
				break
			}
		}
	}
}

func BenchmarkSplitAndDecode(b *testing.B) {
	input := slipFile(b)
	b.SetBytes(int64(len(input)))
	var buf []byte
	for b.Loop() {
		r := careplan.NewBytesReader(input)
		for {
			rec, err := r.Read()
			if err != nil {
				break
			}
			buf = buf[:0]
			for i := range rec.Cells {
				buf = careplan.AppendDecode(buf, rec.Cells[i].Value)
			}
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	text := bytes.Repeat([]byte(encoded(b, "仮名　三郎、架空ヘルパーステーション。歩行が不安定で外出が減っている。")), 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		careplan.Decode(text)
	}
}

func BenchmarkEncode(b *testing.B) {
	text := careplan.Decode(bytes.Repeat([]byte(encoded(b, "仮名　三郎、架空ヘルパーステーション。")), 20))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		careplan.Encode(text)
	}
}

// The yardstick: what a program without us would do.
func BenchmarkTextAndCSV(b *testing.B) {
	input := slipFile(b)
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		r := csv.NewReader(transform.NewReader(bytes.NewReader(input), japanese.ShiftJIS.NewDecoder()))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
