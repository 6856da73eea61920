package support

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// Template is a letter, flyer, label, clause or paper to be edited.
type Template struct {
	ID, Title string
	Kind      string // letter, flyer, clause, policy, minutes
	Body      string `json:",omitempty"` // placeholders stand in {{ }}
	Fields    []Field
}

// Field is one placeholder.
type Field struct{ Key, Name, Example string }

var templates = sync.OnceValue(func() []Template {
	b, err := data.ReadFile("data/letters.json")
	if err != nil {
		panic("support: " + err.Error())
	}
	var out []Template
	if err := json.Unmarshal(b, &out); err != nil {
		panic("support: letters.json: " + err.Error())
	}
	for i := range out {
		body, err := data.ReadFile("data/letters/" + out[i].ID + ".txt")
		if err != nil {
			panic("support: " + err.Error())
		}
		out[i].Body = strings.TrimSpace(string(body)) + "\n"
		out[i].Fields = fieldsOf(out[i].Body)
	}
	return out
})

// Templates lists the templates.
func Templates() []Template { return slices.Clone(templates()) }

var examples = map[string]string{
	"事業所名": "居宅 見本", "事業所番号": "9999901011", "法人名": "株式会社 見本", "住所": "見本市例示町1丁目", "圏域": "例示圏域", "自治体名": "見本市", "担当課": "高齢介護課",
	"文書番号": "見高第123号", "日付": "令和8年12月3日", "発信者": "見本市長", "担当者": "見本", "研修日時": "1月27日 13時30分", "会場": "市役所会議室", "申込先": "市のホームページ", "締切": "1月20日",
}

func fieldsOf(body string) []Field {
	var out []Field
	for rest := body; ; {
		_, after, ok := strings.Cut(rest, "{{")
		if !ok {
			return out
		}
		key, tail, ok := strings.Cut(after, "}}")
		if !ok {
			return out
		}
		if !slices.ContainsFunc(out, func(f Field) bool { return f.Key == key }) {
			out = append(out, Field{key, key, examples[key]})
		}
		rest = tail
	}
}

// Fill puts values into the placeholders and names those that stay empty. Values are plain
// text; nothing in them is read as a placeholder.
func (t Template) Fill(values map[string]string) (string, []string) {
	var b strings.Builder
	var empty []string
	rest := t.Body
	for {
		head, after, ok := strings.Cut(rest, "{{")
		b.WriteString(head)
		if !ok {
			return b.String(), empty
		}
		key, tail, ok := strings.Cut(after, "}}")
		if !ok {
			b.WriteString("{{" + after)
			return b.String(), empty
		}
		if v := values[key]; v != "" {
			b.WriteString(v)
		} else {
			b.WriteString("（" + key + "）")
			if !slices.Contains(empty, key) {
				empty = append(empty, key)
			}
		}
		rest = tail
	}
}
