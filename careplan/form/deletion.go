package form

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// deleted says for each deletion what it takes away, and the item that names the form.
var deleted = []struct {
	kind            spec.Kind
	what, key, name string
}{
	{spec.DLT1KYO, "居宅サービス計画書", planDay, "計画作成（変更）日"},
	{spec.DLTPLAN, "サービス利用票・提供票（予定）", "target_month", "対象年月"},
	{spec.DLTJSK, "サービスの実績", "target_month", "対象年月"},
	{spec.DLTKIHON, "利用者基本情報", consultationDay, "相談日"},
	{spec.DLTYOBO, "介護予防サービス・支援計画書", preventionDay, "計画作成（変更）日"},
}

// deletions draws a small sheet for each deletion: whose form of which day or month goes.
func (b book) deletions() []Sheet {
	var out []Sheet
	for _, d := range deleted {
		list := b.files[d.kind]
		if len(list) == 0 {
			continue
		}
		s := Sheet{Title: d.what + "の削除", Corner: "削除", Blocks: []Block{{Open: true, Widths: []float64{1}, Rows: [][]Cell{
			{plain("次の" + d.what + "が削除されます。" + cascade(list.first().layout))},
		}}}}
		table := Block{Heading: "削除されるもの", Head: 1, Widths: []float64{11, 6, 8, 15}}
		table.Rows = append(table.Rows, head("利用者氏名", "保険者番号", "被保険者番号", d.name))
		if d.kind == spec.DLTJSK {
			table.Widths = []float64{9, 5, 7, 6, 7, 6}
			table.Rows[0] = append(table.Rows[0], head("事業所番号", "サービス種類")...)
		}
		for _, r := range list {
			table.Rows = append(table.Rows, b.deletion(r, d.key))
			s.Badges = append(s.Badges, b.newBadges(s.Badges, r.client())...)
		}
		if keys := list.distinct("insured_number"); len(keys) == 1 {
			s.Client = list.first().client()
		}
		s.Blocks = append(s.Blocks, table)
		out = append(out, s)
	}
	return out
}

func (b book) deletion(r record, key string) []Cell {
	row := []Cell{b.name(r, r.client()), b.item(r, "insurer_number"), b.item(r, "insured_number").and(r.everywhere()...), b.item(r, key)}
	if r.layout.Kind != spec.DLTJSK {
		return row
	}
	kind := b.item(r, "service_type")
	kind.Text = joined("　", spec.ServiceTypeName(r.text("service_type")), kind.Text)
	return append(row, b.item(r, "service_office_number"), kind)
}

func (b book) newBadges(have []string, k careplan.ClientKey) []string {
	return slices.DeleteFunc(b.badges(k, false, false), func(s string) bool { return slices.Contains(have, s) })
}

// cascade names the parts that go with a form.
func cascade(l *spec.Layout) string {
	var names []string
	for _, k := range l.Cascade {
		if part := spec.LayoutOf(spec.E202407, k); part != nil {
			names = append(names, part.Name)
		}
	}
	return around("あわせて、", joined("、", names...), "も削除されます。")
}
