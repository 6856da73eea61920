package town

import (
	"strconv"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func weekdayOf(day string) int { return calendar.Weekday(day) }

// Plans gives the plan sets (K1) of the inspector's clients: for client C the draft (原案) of
// 2026-11-17 and the final plan (確定) of 2026-11-20, for A and B the final plans of
// 2026-09-18, each for the partners who take data.
func Plans() []Set {
	var out []Set
	for n, p := range []struct {
		place int
		day   string
	}{{placeA, "20260918"}, {placeB, "20260918"}, {placeC, "20261117"}, {placeC, "20261120"}} {
		for k, o := range dataPartners(people()[p.place]) {
			out = append(out, planSet(people()[p.place], o, p.day, 10, n*60+k*7))
		}
	}
	return out
}

// januaryPlans are the two plan sets of 2026-12-24: for the new partner of the client who
// moves on, and for かすり after the change of level.
func januaryPlans() []Set {
	return []Set{
		planSet(people()[placeMovesOn], officeByNumber(tsumugi), "20261224", 9, 600),
		planSet(people()[placeLevel], officeByNumber(kasuri), "20261224", 9, 607),
	}
}

// dataPartners lists a client's partners who take files, in the order of the services.
func dataPartners(c Client) []Office {
	var out []Office
	for _, s := range c.Services {
		if o := officeByNumber(s.Provider); o.Way == "hub" || o.Way == "national" {
			out = append(out, o)
		}
	}
	return out
}

// SlipChange gives the two versions of client C's slip of December: v1 of 2026-11-24 and v2
// of 2026-11-27, which has one more visit of nursing. The sets go to the partners who take
// data.
func SlipChange() (v1, v2 []Set) {
	c := people()[placeC]
	now := c.visits("202612", nil)
	before := now[:0:0]
	for _, v := range now {
		if v.Type() != "13" || v.Day != "20261215" {
			before = append(before, v)
		}
	}
	return slipVersion(c, "20261124", before), slipVersion(c, "20261127", now)
}

func slipVersion(c Client, day string, rows []careplan.Visit) []Set {
	own := append(rows[:0:0], rows...)
	for i := range own {
		own[i].Created = day
	}
	var out []Set
	for k, o := range dataPartners(c) {
		files := slipFiles("202612", o, serial(day, 11, k*7), []clientMonth{{c, "202612", own}})
		out = append(out, Set{Partner: o, Month: "202612", Files: files})
	}
	return out
}

// planSet is the plan of one client (居宅サービス計画) for one partner.
func planSet(c Client, o Office, day string, hour, n int) Set {
	info, first, second, third := newSheet(spec.UPHOSOKU), newSheet(spec.UP1KYO), newSheet(spec.UP2KYO), newSheet(spec.UP3KYO)
	info.add(c.supplement("000000", day))
	first.add(c.firstTable(day))
	second.secondTable(c, day)
	third.thirdTable(c, day)
	to, number := careplan.Address{Office: o.Number, Type: o.Type}, serial(day, hour, n)
	return Set{Partner: o, Month: "000000", Files: []File{
		first.file("", from43, to, number), second.file("", from43, to, number), third.file("", from43, to, number),
		info.file("000000", from43, to, number),
	}}
}

func (c Client) planKeys(day string) map[string]string {
	out := c.keys()
	out["created_date"], out["care_plan_date"] = day, day
	return out
}

// firstTable is the record of 第1表.
func (c Client) firstTable(day string) map[string]string {
	out := c.planKeys(day)
	for key, value := range map[string]string{
		"client_postal_code": "999-0001", "client_address1": c.Address, "plan_author_name": staffName(c.Manager),
		"cm_office_name": "居宅 いとぐち", "cm_office_number": itoguchi, "initial_care_plan_date": "20260401", "plan_category": "21",
		"certification_status": c.Status, "certification_date": c.CertFrom, "certification_start_date": c.CertFrom,
		"certification_end_date": c.CertTo, "care_level": c.Level,
		"issue_analysis":              "本人：住み慣れた家で暮らしたい。\n家族：無理のない範囲で支えたい。",
		"certification_board_opinion": "特になし", "overall_support_policy": "転倒を防ぎ、安心して暮らせるように支援する。", "updated_by_office": itoguchi,
	} {
		out[key] = value
	}
	return out
}

// secondTable adds one need (課題) for each service.
func (s *sheet) secondTable(c Client, day string) {
	for i, v := range current(c, day) {
		rec := c.planKeys(day)
		for key, value := range map[string]string{
			"issue_no": strconv.Itoa(i + 1), "issue": "安心して暮らしたい", "goal_no": "1", "long_term_goal": "家での暮らしを続ける",
			"short_term_goal": "体調を保つ", "long_term_period": "R8.10.1～R9.9.30", "short_term_period": "R8.10.1～R9.3.31", "support_no": "1",
			"service_content": "見守りと支援", "insurance_covered": "Y", "service_kind": spec.ServiceTypeName(v.Type),
			"service_office_number": v.Provider, "service_office_name": nameOf(v.Provider), "frequency": often(v),
			"service_period": "R8.10.1～R9.3.31", "updated_by_office": itoguchi,
		} {
			rec[key] = value
		}
		s.add(rec)
	}
}

// thirdTable adds the weekly plan (週間サービス計画表).
func (s *sheet) thirdTable(c Client, day string) {
	for _, v := range current(c, day) {
		for _, w := range v.Weekdays {
			rec := c.planKeys(day)
			rec["care_service"], rec["weekday"] = spec.ServiceTypeName(v.Type), strconv.Itoa(w)
			if w == 0 {
				rec["weekday"] = "7"
			}
			rec["service_start_time"], rec["service_end_time"] = v.Start, v.End
			s.add(rec)
		}
		if len(v.Weekdays) == 0 {
			rec := c.planKeys(day)
			rec["non_weekly_service"] = spec.ServiceTypeName(v.Type)
			s.add(rec)
		}
	}
}

// current lists the services that a plan of a day foresees.
func current(c Client, day string) []Service {
	var out []Service
	for _, s := range c.Services {
		if s.Until == "" || s.Until > calendar.Add(day, 14) {
			out = append(out, s)
		}
	}
	return out
}

func often(s Service) string {
	switch {
	case s.Stay > 0:
		return "月" + strconv.Itoa(s.Stay) + "日"
	case len(s.Weekdays) == 0:
		return "毎月"
	}
	return "週" + strconv.Itoa(len(s.Weekdays)) + "回"
}
