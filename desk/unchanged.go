package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Unchanged (変更なし) is a month of rented equipment (福祉用具): what every client's slip
// plans, and whether something speaks against sending just that back as done.
type Unchanged struct {
	Month   string
	Same    []UnchangedLine // nothing happened: done as planned
	Ask     []UnchangedLine // something happened: each is answered singly
	Offices int             // planning offices that the actuals go to
}

// UnchangedLine is one client of one planning office.
type UnchangedLine struct {
	Client Client
	Office header.Address
	Visits []careplan.Visit
	Why    string // what happened, in words
}

// UnchangedOf sorts the clients of a month into those without and with an event.
func (b *Bench) UnchangedOf(ctx context.Context, month string) (Unchanged, error) {
	u := Unchanged{Month: month}
	m, err := b.MonthOf(ctx, month)
	if err != nil {
		return u, err
	}
	offices := map[header.Address]bool{}
	for k, f := range m.Planned {
		l := UnchangedLine{Office: f.Entry.Partner}
		l.Client, _ = b.Client(k)
		l.Client.Key = k
		for _, v := range f.Slip.Visits {
			if v.Provider == b.Office && spec.IsEquipment(v.Type()) {
				l.Visits = append(l.Visits, v)
			}
		}
		if len(l.Visits) == 0 {
			continue
		}
		offices[l.Office] = true
		if l.Why = happened(l.Client, month); l.Why != "" {
			u.Ask = append(u.Ask, l)
		} else {
			u.Same = append(u.Same, l)
		}
	}
	u.Offices = len(offices)
	for _, list := range [][]UnchangedLine{u.Same, u.Ask} {
		slices.SortFunc(list, func(x, y UnchangedLine) int {
			return cmp.Or(cmp.Compare(fold(x.Client.Kana), fold(y.Client.Kana)), cmp.Compare(x.Client.Key.String(), y.Client.Key.String()))
		})
	}
	return u, nil
}

// happened names what happened to a client in a month, or is going on.
func happened(c Client, month string) string {
	for _, e := range c.Events {
		if e.Kind == Monitored || e.Kind == Met || e.Kind == NewManager {
			continue
		}
		if calendar.Month(e.Day) == month || e.Day < month+"01" && (e.Kind == Hospital && endOf(c, e.Day) >= month+"01" || e.Kind == Died || e.Kind == Ended) {
			return e.Kind.Word() + " " + calendar.Short(e.Day)
		}
	}
	if c.Status == "1" {
		return "認定の申請中"
	}
	return ""
}

// DraftUnchanged writes the actuals of the chosen clients as planned, a file for each
// planning office, into a new draft that the clerk checks and sends.
func (b *Bench) DraftUnchanged(ctx context.Context, month string, chosen map[careplan.ClientKey]bool, who string) (Draft, error) {
	u, err := b.UnchangedOf(ctx, month)
	if err != nil {
		return Draft{}, err
	}
	days := map[header.Address][]TypedDay{}
	for _, l := range append(u.Same, u.Ask...) {
		if !chosen[l.Client.Key] {
			continue
		}
		for _, v := range l.Visits {
			days[l.Office] = append(days[l.Office], TypedDay{Visit: v, Done: true, Count: v.Count})
		}
	}
	var files []Dropped
	for to, list := range days {
		doc := b.ownActual(month, to, list)
		raw, err := doc.CSV()
		if err != nil {
			return Draft{}, err
		}
		files = append(files, Dropped{Name: doc.Name, Bytes: raw})
	}
	if len(files) == 0 {
		return Draft{}, &Error{Code: "nothing_done", Message: "利用者が1名も選ばれていません。", Next: "変更のない利用者に印を付けて、もう一度押してください。"}
	}
	slices.SortFunc(files, func(x, y Dropped) int { return cmp.Compare(x.Name, y.Name) })
	d, err := b.NewDraft(ctx, who)
	if err != nil {
		return d, err
	}
	return b.AddFiles(ctx, d.ID, who, files)
}

// ownActual is an actual file (UPJSK) from this office to a planning office.
func (b *Bench) ownActual(month string, to header.Address, days []TypedDay) *careplan.Document {
	own := b.Addresses()[0]
	name := careplan.Name{
		Kind: "UPJSK", Edition: "202407", Month: month, Serial: b.Now().In(calendar.Japan).Format("20060102150405"),
		From: careplan.Address{Office: own.Office, Type: own.Type}, To: careplan.Address{Office: to.Office, Type: to.Type},
	}
	layout := spec.LayoutOf("202407", "UPJSK")
	doc := &careplan.Document{Name: careplan.FormatName(name), Layout: layout}
	for _, d := range days {
		doc.Records = append(doc.Records, careplan.ActualRecord(layout, d.asDone(b.Today(), own.Office)))
	}
	return doc
}
