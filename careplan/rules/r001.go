package rules

import "github.com/tasuki-care/tasuki/careplan"

var r001 = Rule{
	ID: "R001", Clause: "A all", Title: "ファイル名の形", Severity: careplan.Error,
	Next: "介護ソフトから出力したままの名前に戻すか、もう一度出力してください。標準仕様と関係のないファイルは外してください。",
	Why:  "A name that cannot be taken apart says neither what the file is nor where it goes.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				n := judgeName(f.Name)
				if n.copied {
					c.reportCopyMark(f)
					continue
				}
				if message := nameMessage(f, n); message != "" {
					c.File(f, message)
				}
			}
		}}
	},
}

func nameMessage(f *careplan.File, n nameFaults) string {
	label := kindLabel(f.Name.Kind)
	switch {
	case f.Name.Kind == "":
		return "ファイル名が標準仕様のどの種類にも当てはまりません。"
	case n.unknown:
		return label + "のファイル名に、送信元または送信先の事業所番号がありません。"
	case n.extension:
		return label + "の拡張子が標準仕様のものではありません。"
	case n.branch:
		return label + "のファイル名の最後が4桁の枝番ではありません。"
	case n.pattern:
		return label + "のファイル名に、標準仕様にない文字が入っています。"
	}
	return ""
}

// reportCopyMark is about names like 「… (1).CSV」: the file is the one it is a copy of.
func (c *Check) reportCopyMark(f *careplan.File) {
	severity := careplan.Warning
	if c.Mode == Strict {
		severity = careplan.Error
	}
	c.File(f, kindLabel(f.Name.Kind)+"のファイル名に、コピーのしるしが付いています。しるしを除いた名前として読みました。",
		As(severity), Lenient("copy-mark", 1), Next("元の名前のファイルがあれば、そちらを使ってください。"))
}
