package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r043 = Rule{
	ID: "R043", Clause: "A all, H", Title: "サービス月と版", Severity: careplan.Error,
	Next: "2025年3月までのサービス分は202208、2025年4月からは202407です。介護ソフトの版を確かめて、もう一度出力してください。",
	Why:  "An edition applies from a service month on; an older one lacks items the month needs.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				// Mixed editions are R042's.
				if c.Unit.Edition != f.Edition || !versioned(f) || !plainMonth([]byte(f.Name.Month)) {
					continue
				}
				if message, severity := editionOfMonth(f); message != "" {
					c.File(f, message, As(severity))
					return // the files of a unit share month and edition
				}
			}
		}}
	},
}

func editionOfMonth(f *careplan.File) (string, careplan.Severity) {
	want := spec.EditionFor(f.Name.Month)
	month, label := yearMonth(f.Name.Month), kindLabel(f.Name.Kind)
	switch {
	case f.Edition == want:
		return "", ""
	case f.Edition < want:
		return fmt.Sprintf("%sのCSVバージョン%sは、%s分には古すぎます。", label, f.Edition, month), careplan.Error
	}
	return fmt.Sprintf("%sのCSVバージョン%sは、%s分より後の月からの版です。", label, f.Edition, month), careplan.Warning
}
