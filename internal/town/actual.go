package town

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Actuals gives the actuals (実績, K5) of a month that a provider returns to #1: one file,
// or none if the provider has no client. Those of 202612 hold the story's differences;
// all others say what was planned.
func Actuals(month, provider string) []File {
	o := officeByNumber(provider)
	return actualFile(o, month, doneOn(month), doneBy(o, month), spec.E202407)
}

// LateActual is what あさひも sends on 2027-01-13: December again, complete, with one more
// visit on 12/29, 身体2 of 387 units.
func LateActual() []File {
	o := officeByNumber(asahimo)
	c := people()[placeLate29]
	rows := doneBy(o, "202612")
	more := c.rows(help(asahimo, "1300", "1400", 2), "202612", []string{"20261229"})[0]
	more.ProviderName = o.Name
	i := slices.IndexFunc(rows, func(v careplan.Visit) bool { return v.Client == c.Key })
	return actualFile(o, "202612", "20270113", slices.Insert(rows, i, more), spec.E202407)
}

// WrongVersion is ちりめん's first actual of December: it says version 202410, which is no
// edition. #1 sends it back (差戻し); Actuals is what comes then.
func WrongVersion() []File {
	o := officeByNumber(chirimen)
	return actualFile(o, "202612", "20270105", doneBy(o, "202612"), "202410")
}

func actualFile(o Office, month, day string, rows []careplan.Visit, version spec.Edition) []File {
	if len(rows) == 0 {
		return nil
	}
	s := newSheet(spec.UPJSK)
	for _, v := range rows {
		v.Created = day
		rec := careplan.ActualRecord(s.layout, v)
		rec.Values[0] = string(version)
		s.records = append(s.records, rec)
	}
	from := careplan.Address{Office: o.Number, Type: o.Type}
	return []File{s.file(month, from, from43, serial(day, 18, 30))}
}

// doneBy lists what a provider did in a month.
func doneBy(o Office, month string) []careplan.Visit {
	var out []careplan.Visit
	for i, c := range kyotaku() {
		if !c.uses(o.Number) {
			continue
		}
		rows := slices.DeleteFunc(c.visits(month, currentNumber(month)), func(v careplan.Visit) bool { return v.Provider != o.Number })
		if change := changes[i]; change != nil && month == "202612" {
			rows = change(o, rows)
		}
		out = append(out, performed(o, rows)...)
	}
	return out
}

// uses reports whether a client has a service of the office, whatever its number now.
func (c Client) uses(number string) bool {
	return slices.ContainsFunc(c.Services, func(s Service) bool {
		return s.Provider == number || s.Provider == hokorobi && number == hokorobi2
	})
}

// performed makes what was planned into what was done: rates are 0 until the billing, and
// あさひも's Saturdays are its satellite's.
func performed(o Office, rows []careplan.Visit) []careplan.Visit {
	for i := range rows {
		v := &rows[i]
		if isRate(v.Code) {
			v.Units = 0
		}
		if o.Number == asahimo && weekdayOf(v.Day) == 6 {
			v.Satellite = "1"
		}
	}
	return rows
}

// changes are the differences of December between plan and actual, by place of the client.
var changes = map[int]func(Office, []careplan.Visit) []careplan.Visit{
	placeMoved1: moved, placeMoved2: moved, placeMoved3: moved, placeMerged1: merged, placeMerged2: merged,
	placeBath: bathMissing, placeShorter: shorter, placeHospital: hospital, placeExtra: extraNursing,
	placeDeath: death,
}

// moved: what was planned on 12/30 took place on 12/28.
func moved(_ Office, rows []careplan.Visit) []careplan.Visit {
	for i := range rows {
		if rows[i].Day == "20261230" {
			rows[i].Day = "20261228"
		}
	}
	return rows
}

// merged: on 12/8 and 12/15 two visits of half an hour became one of an hour.
func merged(o Office, rows []careplan.Visit) []careplan.Visit {
	if o.Number != asahimo {
		return rows
	}
	onDay := func(v careplan.Visit) bool { return v.Day == "20261208" || v.Day == "20261215" }
	rows = slices.DeleteFunc(rows, func(v careplan.Visit) bool { return onDay(v) && v.Start == "1000" })
	for i := range rows {
		if onDay(rows[i]) && rows[i].Start == "0900" {
			rows[i].End, rows[i].Code, rows[i].Units = "1000", "111211", 387
		}
	}
	return rows
}

// bathMissing: no 入浴介助加算 on 12/8 and 12/11.
func bathMissing(o Office, rows []careplan.Visit) []careplan.Visit {
	return slices.DeleteFunc(rows, func(v careplan.Visit) bool {
		return o.Number == sazanami && v.Code == "155301" && (v.Day == "20261208" || v.Day == "20261211")
	})
}

// shorter: on 12/17 seven to eight hours became five to six.
func shorter(o Office, rows []careplan.Visit) []careplan.Visit {
	for i := range rows {
		v := &rows[i]
		if o.Number != tsumugi || v.Day != "20261217" || v.Start == noTime {
			continue
		}
		v.End = "1500"
		if v.Code == "152445" {
			v.Code, v.Units = "152345", 654
		}
	}
	return rows
}

// hospital: nothing of ほころび from 12/14 on; the rate stands on the last day of a visit.
func hospital(o Office, rows []careplan.Visit) []careplan.Visit {
	if o.Number != hokorobi {
		return rows
	}
	last := ""
	for _, v := range rows {
		if v.Day < "20261214" {
			last = v.Day
		}
	}
	rows = slices.DeleteFunc(rows, func(v careplan.Visit) bool { return v.Day >= "20261214" && !isRate(v.Code) })
	for i := range rows {
		if isRate(rows[i].Code) {
			rows[i].Day = last
		}
	}
	return rows
}

// extraNursing: two more visits on 12/22 and 12/24.
func extraNursing(o Office, rows []careplan.Visit) []careplan.Visit {
	if o.Number != smallNumber(0) {
		return rows
	}
	for _, d := range []string{"20261222", "20261224"} {
		v := rows[0]
		v.Day, v.Start, v.End = d, "1500", "1530"
		rows = append(rows, v)
	}
	return rows
}

// death: nothing after 12/19.
func death(_ Office, rows []careplan.Visit) []careplan.Visit {
	return slices.DeleteFunc(rows, func(v careplan.Visit) bool { return v.Day > "20261219" })
}
