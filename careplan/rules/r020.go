package rules

import "github.com/tasuki-care/tasuki/careplan"

// encodingLabels are the encodings as a clerk may find them in a settings page.
var encodingLabels = map[string]string{
	"utf-8": "UTF-8", "utf-16": "UTF-16（Unicode）", "iso-2022-jp": "ISO-2022-JP（JIS）", "euc-jp": "EUC-JP",
}

var r020 = Rule{
	ID: "R020", Clause: "M 4.3, A all", Title: "文字コード", Severity: careplan.Error,
	Next: "介護ソフトの出力の文字コードをシフトJIS（MS932）にして、もう一度出力してください。表計算ソフトで開いて保存し直した場合は、元のファイルを使ってください。",
	Why:  "Other encodings turn names into other names in the importing software.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if foreign(f) {
					c.File(f, kindLabel(f.Name.Kind)+"の文字コードが、シフトJIS（MS932）ではなく"+encodingLabels[f.Encoding]+"です。")
				}
			}
		}}
	},
}
