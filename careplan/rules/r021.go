package rules

import (
	"errors"
	"io"

	"github.com/tasuki-care/tasuki/careplan"
)

var r021 = Rule{
	ID: "R021", Clause: "D from R020", Title: "先頭のBOM", Severity: careplan.Error,
	Next: "介護ソフトの出力の文字コードを、BOMの付かないシフトJIS（MS932）にして、もう一度出力してください。",
	Why:  "A byte-order mark becomes part of item 1 in software that does not know it.",
	New: func(c *Check) Hooks {
		report := func(f *careplan.File) {
			c.File(f, kindLabel(f.Name.Kind)+"の先頭に、Unicodeのしるし（BOM）が付いています。")
		}
		return Hooks{
			Files: func() {
				for _, f := range c.Unit.Files {
					if f.Encoding == "utf-8" && startsWithMark(f) {
						report(f)
					}
				}
			},
			FileEnd: func(v *Visit, r *careplan.Reader) {
				if r.FaultCount(careplan.FaultBOM) > 0 {
					report(v.File)
				}
			},
		}
	},
}

// startsWithMark looks at a UTF-8 file, which the scan does not read. That of UTF-16
// belongs to the encoding and is R020's.
func startsWithMark(f *careplan.File) bool {
	src, err := f.Source.Open()
	if err != nil {
		return false // the file was readable a moment ago; R020 is reported anyway
	}
	defer src.Close()
	rd := careplan.NewReader(src)
	if _, err := rd.Read(); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	return rd.FaultCount(careplan.FaultBOM) > 0
}
