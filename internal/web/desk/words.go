package deskweb

import (
	"cmp"
	"context"
	"html/template"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/reconcile"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// words gives the desk's own functions of templates: names of partners, clients and
// members are those of the office.
func words(o *Office) template.FuncMap {
	return template.FuncMap{
		"slug":         slug,
		"severity":     severityWord,
		"typename":     spec.ServiceTypeName,
		"level":        levelName,
		"unsent":       unsent,
		"dict":         dict,
		"neg":          func(n int) int { return -n },
		"verb":         verbWord,
		"note":         o.noteWord,
		"difflevel":    differenceClass,
		"providername": o.providerName,
		"asktext": func(month string, r desk.BoardRow) string {
			return desk.AskText(month, r.Actual.All-r.Actual.Here, r.Wish)
		},
		"partner": o.partnerName,
		"toname":  o.toName,
		"client":  o.clientName,
		"who":     o.memberName,
	}
}

// partnerName names a partner by its card.
func (o *Office) partnerName(a header.Address) string {
	card, err := o.Bench.Card(context.Background(), a)
	if err != nil || card.ID == "" {
		return a.Office
	}
	return card.Label()
}

func (o *Office) clientName(k careplan.ClientKey) string { return o.Bench.ClientName(k) }

// memberName names a member, also one who left.
func (o *Office) memberName(id string) string {
	m, err := o.People.Store.Member(context.Background(), id)
	if err != nil {
		return id
	}
	return m.Name
}

// providerName names the provider of an awaited actual.
func (o *Office) providerName(p desk.Pair) string {
	return o.partnerName(header.Address{Office: p.Provider, Type: p.Type})
}

var verbWords = map[string]string{
	"filed": "台帳に記録", "opened": "開いた", "fetched": "ファイルを取り出した", "printed": "印刷した", "assigned": "担当を変えた", "refused": "差し戻した",
	"imported": "取込済にした", "exported": "取込フォルダに出力した", "withdrawn": "送信を取り消した", "superseded": "新しい版に差し替わった", "recorded": "実績を記録した",
}

func verbWord(v string) string { return cmp.Or(verbWords[v], v) }

// noteWord is a journal's text; a member's id becomes the name.
func (o *Office) noteWord(text string) string { return o.memberName(text) }

// differenceClass is how a difference is marked: ①–③ bad, ④⑤ to be looked at, 注意.
func differenceClass(l reconcile.Level) string {
	switch {
	case l <= 3:
		return "s-bad"
	case l <= 5:
		return "s-warn"
	}
	return "s-late"
}

func severityWord(s careplan.Severity) string {
	switch s {
	case careplan.Error:
		return "エラー"
	case careplan.Warning:
		return "注意"
	}
	return "情報"
}

// levelName is the name of a 要介護状態区分.
func levelName(code string) string {
	if name, ok := spec.CodeTables["care_level"].Values[code]; ok {
		return name
	}
	return code
}

func unsent(list []desk.ProviderState) int {
	n := 0
	for _, s := range list {
		if s.State == "none" || s.State == "queued" {
			n++
		}
	}
	return n
}

// dict makes a map of names and values for a part of a page.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			out[name] = pairs[i+1]
		}
	}
	return out
}
