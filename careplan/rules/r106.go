package rules

import (
	"bytes"
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r106 = Rule{
	ID: "R106", Clause: "A 項目長, D", Title: "桁数と文字", Severity: careplan.Error,
	Next: askSoftware,
	Why:  "The length is a maximum for numbers and exact for codes; a value that is longer is cut off or refused by the importer.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return measured(l, f) },
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if fault := sizeFault(f, value); fault != "" {
					c.Cell(v, f, cellLabel(v, f)+fault, sizeSeverity(f)...)
				}
			}),
		}
	},
}

// measured leaves out what has a rule of its own: dates, months, times and flags (R104,
// R105, R111, R128), numbers of persons and insurers (R101, R102), postal codes (R114),
// code tables (R107), constants (R158), 回数／日数 of 第7表 (R155).
func measured(l *spec.Layout, f *spec.Field) bool {
	if f.FreeText || f.Unused || f.Codes != nil || l.Kind == spec.UPSIKYU && f.Key == "count_or_days" {
		return false
	}
	switch f.Format {
	case spec.FormatInsurerNumber, spec.FormatInsuredNumber, spec.FormatPostalCode:
		return false
	case "":
		return f.Type == spec.Int || f.Type == spec.Decimal || f.Type == spec.Code && len(f.Special) == 0
	}
	return true
}

// sizeSeverity is a warning where the annex does not let us know the length or the
// characters for certain.
func sizeSeverity(f *spec.Field) []Opt {
	open := f.Format == "" && f.Type == spec.Code && f.Confidence != spec.High
	if f.Confidence == spec.Low || open || f.Format == spec.FormatPhone {
		return []Opt{As(careplan.Warning)}
	}
	return nil
}

func sizeFault(f *spec.Field, value []byte) string {
	switch f.Type {
	case spec.Int:
		if n := len(bytes.TrimPrefix(value, []byte("-"))); f.Len > 0 && n > f.Len {
			return fmt.Sprintf("が%d桁を超えています。", f.Len)
		}
		return ""
	case spec.Decimal:
		return decimalFault(f, value)
	}
	n := len([]rune(careplan.Decode(value)))
	switch {
	case f.Exact && n != f.Len:
		return fmt.Sprintf("が%d文字ではありません。", f.Len)
	case f.Len > 0 && n > f.Len:
		return fmt.Sprintf("が%d文字を超えています。", f.Len)
	case f.Format != "" && !spec.Formats[f.Format].Match(value):
		return "に、" + spec.Formats[f.Format].Name + "では使わない文字があります。"
	}
	return ""
}

func decimalFault(f *spec.Field, value []byte) string {
	if f.Len > 0 && len(value) > f.Len {
		return fmt.Sprintf("が%d文字を超えています。", f.Len)
	}
	if point := bytes.IndexByte(value, '.'); point >= 0 && len(value)-point-1 > f.Decimals {
		return fmt.Sprintf("の小数が%d桁を超えています。", f.Decimals)
	}
	return ""
}
