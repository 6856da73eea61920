package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r045 = Rule{
	ID: "R045", Clause: "D from H", Title: "ファイル名の形と版", Severity: careplan.Error,
	Next: "介護ソフトの版を確かめて、もう一度出力してください。ファイル名を手で直す場合は、一式のすべてのファイルを直してください。",
	Why:  "Names of 202407 carry the service types of both sides, those of 202208 do not.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if f.Name.Edition == "" || !versioned(f) || f.Name.Edition == f.Edition || differsFromUnit(c.Unit, f) {
					continue
				}
				if f.Edition == spec.E202407 {
					c.File(f, kindLabel(f.Name.Kind)+"のCSVバージョンは202407ですが、ファイル名にサービス種類コードがありません。")
					continue
				}
				c.File(f, fmt.Sprintf("%sのCSVバージョンは%sですが、ファイル名が202407の形（サービス種類コード入り）です。", kindLabel(f.Name.Kind), f.Edition))
			}
		}}
	},
}
