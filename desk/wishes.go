package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan"
)

// mostWish is how many characters one wish may have.
const mostWish = 500

// Wish is one of a partner's 希望・約束ごと.
type Wish struct {
	Kind string // kind of record or document in words, "" = always
	Text string
}

// WishKinds lists what a wish may be about.
func WishKinds() []string {
	var out []string
	for _, f := range Families() {
		if f != "document" {
			out = append(out, FamilyWord(f))
		}
	}
	return append(out, DocumentKinds()...)
}

// ReadWishes takes kinds and texts as typed, line by line; empty texts are left out and two
// texts of one kind are joined.
func ReadWishes(kinds, texts []string) (map[string]string, error) {
	out := map[string]string{}
	for i, text := range texts {
		if text = strings.TrimSpace(text); text == "" || i >= len(kinds) {
			continue
		}
		if n := utf8.RuneCountInString(text); n > mostWish {
			return nil, &Error{Code: "wish_too_long", Message: fmt.Sprintf("希望・約束ごとが%d文字あります（%d文字まで）。", n, mostWish), Next: "短くするか、書類の種類ごとに分けて入れてください。"}
		}
		if kinds[i] != "" && !slices.Contains(WishKinds(), kinds[i]) {
			return nil, &Error{Code: "wish_kind", Message: "希望・約束ごとの「いつ出すか」が一覧にありません。", Next: "一覧から選んで、もう一度保存してください。"}
		}
		if old := out[kinds[i]]; old != "" {
			text = old + "\n" + text
		}
		out[kinds[i]] = text
	}
	return out, nil
}

// WishList lists the wishes, those for always first.
func (c Card) WishList() []Wish {
	var out []Wish
	for kind, text := range c.Wishes {
		out = append(out, Wish{kind, text})
	}
	slices.SortFunc(out, func(x, y Wish) int { return cmp.Compare(x.Kind, y.Kind) })
	return out
}

// Wishes are the partner's wishes that matter for what the row holds.
func (r DropRow) Wishes() []Wish {
	if len(r.Card.Wishes) == 0 {
		return nil
	}
	kinds := map[string]bool{"": true}
	for _, u := range r.Units {
		kinds[FamilyWord(careplan.Family(u.Unit))] = true
	}
	for _, d := range r.Docs {
		kinds[d.File.Document] = true
	}
	return slices.DeleteFunc(r.Card.WishList(), func(w Wish) bool { return !kinds[w.Kind] })
}
