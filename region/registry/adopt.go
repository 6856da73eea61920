package registry

import (
	"fmt"
	"strings"
)

// adoption reads one row of a dated adoption list.
func (r *reader) adoption(row []string, list *List) {
	n, ok := r.number(row)
	if !ok {
		return
	}
	a := AdoptionRow{
		File: r.file, Row: r.row, Number: n,
		State: r.text(row, ColState), Name: r.text(row, ColName),
		Software: r.text(row, ColSoftware), Version: r.text(row, ColVersion), Note: r.text(row, ColNote),
		Extra: r.others(row),
	}
	r.day(row, &a)
	key := adoptionKey(a)
	if r.adopted[key] {
		r.warn(WarnDuplicate, "同じ内容の行がもう一度あります。", "1行として取り込みました。")
		return
	}
	if r.adopted == nil {
		r.adopted = map[string]bool{}
	}
	r.adopted[key] = true
	list.Adoption = append(list.Adoption, a)
}

// day reads the date of a row.
func (r *reader) day(row []string, a *AdoptionRow) {
	raw := r.text(row, ColDate)
	if raw == "" {
		return
	}
	t, ok := ReadDate(raw, r.today.Location())
	if !ok {
		r.warn(WarnDate, "日付として読めません。", "日付なしで取り込みました。「2026-04-01」のように直すと反映されます。")
		return
	}
	a.Date = t
	r.future(t)
}

// others keeps columns of other names.
func (r *reader) others(row []string) map[string]string {
	var out map[string]string
	for name, i := range r.extra {
		if i >= len(row) {
			continue
		}
		if s, _, _ := tidy(row[i]); s != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = s
		}
	}
	return out
}

func adoptionKey(a AdoptionRow) string {
	return strings.Join([]string{a.Number, a.State, a.Date.Format("20060102"), a.Software, a.Version, a.Note, fmt.Sprint(a.Extra)}, "\x00")
}
