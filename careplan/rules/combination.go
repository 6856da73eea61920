package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// wrongCombination is the sentence the national exchange shows; offices look for it (R302).
const wrongCombination = "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。"

// combinationRules are the rules that a kind of unit belongs to.
var combinationRules = map[string]string{
	"K1": "R050", "V3-1": "R050",
	"K2": "R051", "V3-2": "R051",
	"K3": "R052", "K4": "R052", "V3-3": "R052", "V3-4": "R052",
	"K5": "R053", "K6": "R053", "V3-5": "R053", "V3-6": "R053",
	"Y1": "R060", "Y2": "R061", "Y3": "R061", "Y4": "R062",
	"Y5": "R063", "Y6": "R063", "Y7": "R063", "Y8": "R063", "Y9": "R063",
}

// combination compares the files of a unit with the table of transmission units.
type combination struct {
	rule    string // whose business it is, "" if the files fit
	missing []spec.Kind
	extra   []spec.Kind
}

func combine(u *careplan.Unit) combination {
	var c combination
	if !slices.ContainsFunc(u.Files, func(f *careplan.File) bool { return f.Name.Kind != "" }) {
		return c // unknown names are R001's
	}
	if u.Spec == nil {
		return combination{rule: "R302"}
	}
	for _, k := range u.Spec.Required {
		if u.File(k) == nil {
			c.missing = append(c.missing, k)
		}
	}
	for _, f := range u.Files {
		k := f.Name.Kind
		if !slices.Contains(u.Spec.Required, k) && !slices.Contains(u.Spec.Accompany, k) && !slices.Contains(c.extra, k) {
			c.extra = append(c.extra, k)
		}
	}
	switch {
	case len(c.missing) > 0 && len(c.extra) > 0:
		c.rule = "R302" // no kind of unit fits, not even with something left out
	case len(c.missing)+len(c.extra) > 0:
		c.rule = combinationRules[u.Spec.ID]
	}
	return c
}

// combined makes the hooks of a rule about combinations.
func (c *Check) combined() Hooks {
	return Hooks{Files: func() {
		got := combine(c.Unit)
		switch {
		case got.rule != c.rule.ID:
		case len(got.extra) > 0:
			c.Whole(wrongCombination+kindList(got.extra)+"は、「"+c.Unit.Spec.Name+"」と一緒には送れません。",
				Next(kindList(got.extra)+"を外し、別に送ってください。"))
		default:
			c.Whole(wrongCombination+kindList(got.missing)+"がありません。",
				Next("介護ソフトから"+kindList(got.missing)+"も一緒に、もう一度出力してください。"))
		}
	}}
}
