package rules

import "github.com/tasuki-care/tasuki/careplan"

var r054 = Rule{
	ID: "R054", Clause: "M 2.4, 3.4", Title: "一式のファイル連番", Severity: careplan.Error,
	Next: "ファイル一式を一度にまとめて、もう一度出力してください。",
	Why:  "Files of one unit carry the same serial; another serial means another unit.",
	New: func(c *Check) Hooks {
		return c.joined("のファイル連番が、ほかのファイルと違います。", func(n nameFaults, _ careplan.Join) bool { return n.serialForm })
	},
}

// joined makes the hooks of a rule about files that were put into the unit although a
// part of their name differs. A part that is wrong in itself is R002's to R007's, a
// second file of a kind is R010's.
func (c *Check) joined(sentence string, wrong func(n nameFaults, j careplan.Join) bool) Hooks {
	return Hooks{Files: func() {
		told := map[*careplan.File]bool{}
		for _, j := range c.Unit.Joined {
			if j.Rule != c.rule.ID || told[j.File] || c.run.surplus(j.File) || wrong(judgeName(j.File.Name), j) {
				continue
			}
			told[j.File] = true
			c.File(j.File, kindLabel(j.File.Name.Kind)+sentence)
		}
	}}
}
