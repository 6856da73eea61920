package demotown

import (
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// Actuals gives the actual file (K5) of a partner for a month, with December's differences
// of the story.
func Actuals(month, provider string) []File {
	o, ok := partner(provider)
	if !ok {
		return nil
	}
	day := calendar.AddMonths(month, 1) + "04"
	doc := actualDocument(o, month, day+"180000")
	for _, c := range Clients() {
		var visits []careplan.Visit
		for _, v := range c.visits(month) {
			if v.Provider == provider {
				visits = append(visits, v)
			}
		}
		if month == "202612" {
			visits = december(c, o, visits)
		}
		for _, v := range visits {
			doc.add(visitValues(v, day, provider))
		}
	}
	return []File{doc.file()}
}

func actualDocument(o Office, month, serial string) *document {
	return documentOf("UPJSK", month, careplan.Address{Office: o.Number, Type: o.Type}, careplan.Address{Office: Itoguchi, Type: "43"}, serial)
}

// ofPartner gives the n-th client that a partner serves.
func ofPartner(number string, n int) Client {
	for _, c := range Clients() {
		if !slices.ContainsFunc(c.Services, func(s Service) bool { return s.Provider == number }) {
			continue
		}
		if n == 0 {
			return c
		}
		n--
	}
	return Client{}
}

// Hospitalised is the client who went to hospital on 14 December; Extra the one with two
// more visits of a nurse; Dead the one who died on 19 December.
func Hospitalised() Client { return ofPartner(Hokorobi, 1) }

// Extra is the client with two more visits of a nurse.
func Extra() Client { return ofPartner(number(31), 0) }

// Dead is the client who died on 19 December.
func Dead() Client { return ofPartner(Kasuri, 5) }

// december changes what was done as the story tells.
func december(c Client, o Office, visits []careplan.Visit) []careplan.Visit {
	switch o.Number {
	case Asahimo:
		if c.Key == ofPartner(Asahimo, 2).Key || c.Key == ofPartner(Asahimo, 5).Key {
			return longer(visits, "1000", "111211", 387, 2)
		}
	case Tsumugi:
		return moved(c, visits)
	case Sazanami:
		if c.Key == ofPartner(Sazanami, 3).Key {
			visits[1].Code, visits[1].Units, visits[1].Start, visits[1].End = "152425", 573, "0930", "1500"
		}
	case Hokorobi:
		if c.Key == Hospitalised().Key {
			return slices.DeleteFunc(visits, func(v careplan.Visit) bool { return v.Day >= "20261214" })
		}
	case number(31):
		if c.Key == Extra().Key {
			for _, day := range []string{"20261222", "20261224"} {
				more := visits[0]
				more.Day = day
				visits = append(visits, more)
			}
		}
	}
	return visits
}

// longer turns the first n visits into longer ones.
func longer(visits []careplan.Visit, end, code string, units, n int) []careplan.Visit {
	for i := range min(n, len(visits)) {
		visits[i].End, visits[i].Code, visits[i].Units = end, code, units
	}
	return visits
}

// moved: つむぎ is closed from 30 December; Wednesday's visits move to Monday 28. One
// client's 入浴介助加算 is missing twice.
func moved(c Client, visits []careplan.Visit) []careplan.Visit {
	for i := range visits {
		if visits[i].Day == "20261230" {
			visits[i].Day = "20261228"
		}
	}
	visits = slices.DeleteFunc(visits, func(v careplan.Visit) bool { return v.Day == "20261231" })
	if c.Key == bathed().Key {
		left := 2
		visits = slices.DeleteFunc(visits, func(v careplan.Visit) bool {
			left--
			if v.Code == "155301" && left > -4 {
				return true
			}
			return false
		})
	}
	return visits
}

// bathed is the first client of つむぎ with the addition for bathing.
func bathed() Client {
	for _, c := range Clients() {
		if slices.ContainsFunc(c.Services, func(s Service) bool { return s.Provider == Tsumugi && s.Addition != "" }) {
			return c
		}
	}
	return Client{}
}

// LateActual is what あさひも sends after the closing: the whole month with 29 December,
// 身体2, 387 units more for one client.
func LateActual() []File {
	o, _ := partner(Asahimo)
	doc := actualDocument(o, "202612", "20270113103000")
	late := ofPartner(Asahimo, 7).Key
	for _, c := range Clients() {
		for _, v := range december(c, o, c.visitsOf("202612", Asahimo)) {
			doc.add(visitValues(v, "20270113", Asahimo))
		}
		if c.Key == late {
			more := c.visitsOf("202612", Asahimo)[0]
			more.Day, more.Code, more.Units, more.Start, more.End = "20261229", "111211", 387, "1400", "1500"
			doc.add(visitValues(more, "20270113", Asahimo))
		}
	}
	return []File{doc.file()}
}

func (c Client) visitsOf(month, provider string) []careplan.Visit {
	return slices.DeleteFunc(c.visits(month), func(v careplan.Visit) bool { return v.Provider != provider })
}

// NationalDownloads are the actuals that #1 finds in the national system.
func NationalDownloads(month string) []File {
	var out []File
	for _, o := range Partners() {
		if o.Way == "national" {
			out = append(out, Actuals(month, o.Number)...)
		}
	}
	return out
}
