package evidence

import (
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/form"
)

// stepWords are the facts of a partner as its cells name them.
var stepWords = map[Kind]string{
	PlanGiven: "交付", PlanReceived: "受取", ServicePlanAsked: "依頼", ServicePlanReceived: "受領",
	SlipSent: "送付", SlipReplaced: "差替え", SlipReceived: "受取",
	Asked: "お願い", ActualReceived: "受領", ActualConfirmed: "確認",
}

// steps writes a line per fact: 差替え 第2版 11/27(金) データ連携（入浴を追加）. A receipt of the same day
// stands on the line of what it is for: 送付・受取.
func (b book) steps(facts []Fact, m string, o Options) string {
	var out []string
	for i := 0; i < len(facts); i++ {
		f := facts[i]
		word := stepWords[f.Kind]
		if i+1 < len(facts) && receives(facts[i+1], f) {
			word += "・" + stepWords[facts[i+1].Kind]
			i++
		}
		out = append(out, step(word, f, m, o))
	}
	return strings.Join(out, "\n")
}

// receives reports a receipt of the same day with nothing more to say.
func receives(r, f Fact) bool {
	pair := r.Kind == SlipReceived && (f.Kind == SlipSent || f.Kind == SlipReplaced) || r.Kind == PlanReceived && f.Kind == PlanGiven
	return pair && r.Day == f.Day && r.Version == f.Version && r.Note == ""
}

func step(word string, f Fact, m string, o Options) string {
	line := []string{word}
	for _, w := range []string{f.Title, versionWord(f.Version), short(f.Day, m, o), channelWord(f.Channel)} {
		if w != "" {
			line = append(line, w)
		}
	}
	if f.Kind == ActualConfirmed && f.By != "" {
		line = append(line, f.By)
	}
	return strings.Join(line, " ") + bracket(f.Note)
}

// lines writes a day per line.
func lines(facts []Fact, m string, o Options) string {
	var out []string
	for _, f := range facts {
		out = append(out, short(f.Day, m, o)+bracket(f.Note))
	}
	return orElse(strings.Join(out, "\n"), none)
}

// people writes a day per line with who did it and what it was.
func people(facts []Fact, m string, o Options) string {
	var out []string
	for _, f := range facts {
		out = append(out, strings.TrimSpace(short(f.Day, m, o)+" "+f.By)+bracket(f.Note))
	}
	return strings.Join(out, "\n")
}

// nearMonths is how far from its month a day can be told without its year.
const nearMonths = 5

// short writes 11/24(火), and the full day where it lies so far from the month that the year
// would be in doubt.
func short(day, m string, o Options) string {
	month := calendar.Month(day)
	if month < calendar.AddMonths(m, -nearMonths) || month > calendar.AddMonths(m, nearMonths) {
		return o.Style.Date(day)
	}
	return calendar.Short(day)
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func label(s string) form.Cell { return form.Cell{Text: s, Head: true, Tint: form.Label} }

func small(s string) form.Cell { return form.Cell{Text: s, Small: true} }

// foot says who made a sheet and when.
func (o Options) foot() []string {
	var parts []string
	if !o.Made.IsZero() {
		parts = append(parts, "作成 "+o.Style.Moment(o.Made))
	}
	if o.Office != "" {
		parts = append(parts, o.Office+bracket(o.OfficeNumber))
	}
	if o.By != "" {
		parts = append(parts, o.By)
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, "　")}
}
