package rules

import "github.com/tasuki-care/tasuki/careplan"

var r006 = Rule{
	ID: "R006", Clause: "A all", Title: "拡張子の大文字", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "extension-case",
	Next:     "このまま取り込めます。送る側では拡張子を大文字の「.CSV」にしてください。",
	Why:      "The extension is upper case in the standard; readers compare without case.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if n := judgeName(f.Name); n.letterCase && !n.extension {
					c.File(f, kindLabel(f.Name.Kind)+"の拡張子「"+f.Name.Ext+"」は、標準仕様の書き方と違います。", Count(1))
				}
			}
		}}
	},
}
