package form

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Sheets draws a unit, client by client. It goes by the records it finds, so an incomplete
// unit shows what it has. The error says that a file cannot be read as records.
func Sheets(u *careplan.Unit, o Options) ([]Sheet, error) {
	files, err := read(u)
	if err != nil {
		return nil, err
	}
	b := book{pen{o}, files}
	var out []Sheet
	out = append(out, b.plans()...)
	out = append(out, b.slips()...)
	out = append(out, b.preventionPlans()...)
	out = append(out, b.people()...)
	out = append(out, b.deletions()...)
	for i := range out {
		out[i].Foot = append(out[i].Foot, foot(u, o)...)
		out[i].finish(o)
	}
	return anchor(out), nil
}

// book is what a unit says, by kind of file.
type book struct {
	pen
	files map[spec.Kind]records
}

// finish adds what every form carries.
func (s *Sheet) finish(o Options) {
	if o.Draft {
		s.Badges = append([]string{"原案"}, s.Badges...)
	}
}

// foot names the files: number, edition, and the office at the other end.
func foot(u *careplan.Unit, o Options) []string {
	edition := ""
	for _, e := range spec.Editions() {
		if e.Edition == u.Edition {
			edition = "標準仕様 V" + e.Version + "（" + string(e.Edition) + "）"
		}
	}
	line := joined("　", around("ファイル連番 ", u.Serial, ""), edition, around("連携先 ", o.Office, ""))
	if line == "" {
		return nil
	}
	return []string{line}
}

// badges tell at first sight what is special about a client.
func (p pen) badges(k careplan.ClientKey, applying, municipal bool) []string {
	var out []string
	if k.WelfareOnly() {
		out = append(out, "生保単独")
	}
	if applying {
		out = append(out, "申請中")
	}
	if municipal {
		out = append(out, "総合事業")
	}
	return out
}

// name gives a client's name: the record's, else the one the caller knows.
func (p pen) name(r record, k careplan.ClientKey) Cell {
	c := p.item(r, "client_name")
	if c.Text == "" {
		c.Text = p.o.Names[k]
	}
	c.Bold = true
	return c
}

// consent is the line a client signs.
func (p pen) consent(sentence string) []Block {
	if !p.o.Signature && p.o.Consent == "" {
		return nil
	}
	row := []Cell{label("同意日"), plain(p.day(p.o.Consent)), label("利用者氏名"), plain("").tall(10)}
	return []Block{{
		Heading: "確認・同意", Widths: []float64{4, 12, 5, 19},
		Rows: [][]Cell{{plain(sentence).wide(4)}, row},
	}}
}

// group is one form of a client: the values of the given items tell groups apart.
type group struct {
	client careplan.ClientKey
	part   string // the day or the month
}

// groups lists the clients' forms of some kinds in the order of first mention. key is the
// item that tells forms of one client apart.
func (b book) groups(key string, kinds ...spec.Kind) []group {
	var out []group
	for _, k := range kinds {
		for _, r := range b.files[k] {
			if g := (group{r.client(), r.text(key)}); !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// records gives the records of one kind that belong to a form.
func (b book) records(k spec.Kind, g group, key string) records {
	return b.files[k].of(g.client).where(key, g.part)
}
