package demotown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// StoryOne is the heap that #1's clerk drops on 24 December: 30 slip sets of January, one
// of them without its supplement, 2 plan sets and 2 PDF documents. 26 partners are clean;
// 4 are stopped: ちりめん (a file is missing), 絣会 (a time that is none), さざなみ (a client who
// is no longer served) and ほころび (the number changes in January).
func StoryOne() []File {
	var out []File
	clients := Clients()
	for i, o := range Partners() {
		list := clients
		if o.Number == Sazanami {
			list = leaving(clients)
		}
		files := slipFiles(list, o, "202701", i)
		switch o.Number {
		case Chirimen:
			files = files[:2]
		case Kasurikai:
			files[0].Bytes = badTime(files[0].Bytes)
		case Sazanami:
			files = withStranger(files, clients, o, i)
		}
		out = append(out, files...)
	}
	out = append(out, planFiles(ofPartner(Tsumugi, 0), Tsumugi, 1)...)
	out = append(out, planFiles(ofPartner(Asahimo, 0), Asahimo, 2)...)
	for _, d := range []struct{ client, office string }{{ofPartner(Tsumugi, 0).Name, "デイサービスつむぎ"}, {ofPartner(Asahimo, 0).Name, "訪問介護あさひも"}} {
		name := fmt.Sprintf("担当者会議の記録_%s_%s.pdf", strings.ReplaceAll(d.client, "　", ""), d.office)
		out = append(out, File{Name: name, Bytes: tinyPDF(name)})
	}
	return out
}

// leaving takes the client who moves from さざなみ to つむぎ out of the lists; withStranger
// puts the slip of that client back into さざなみ's files by mistake.
func leaving(clients []Client) []Client {
	out := make([]Client, len(clients))
	copy(out, clients)
	gone := ofPartner(Sazanami, 0).Key
	for i := range out {
		if out[i].Key != gone {
			continue
		}
		var kept []Service
		for _, s := range out[i].Services {
			if s.Provider == Sazanami {
				s.Provider, s.Name = Tsumugi, "デイサービス つむぎ"
			}
			kept = append(kept, s)
		}
		out[i].Services = kept
	}
	return out
}

func withStranger(_ []File, clients []Client, o Office, i int) []File {
	gone := ofPartner(Sazanami, 0).Key
	plan, totals, people := newDocument("UPPLAN", "202701", o, i), newDocument("UPSIKYU", "202701", o, i), newDocument("UPHOSOKU", "202701", o, i)
	for _, c := range leaving(clients) {
		served := c.Key == gone
		for _, s := range c.Services {
			served = served || s.Provider == o.Number
		}
		if !served {
			continue
		}
		visits := c.visits("202701")
		for _, v := range visits {
			plan.add(visitValues(v, made("202701"), Itoguchi))
		}
		for _, t := range totalsOf(c, visits, "202701") {
			totals.add(t)
		}
		people.add(c.person("202701", "00000000"))
	}
	return []File{plan.file(), totals.file(), people.file()}
}

// badTime makes the start of the twelfth record 2561.
func badTime(b []byte) []byte {
	lines := bytes.SplitAfter(b, []byte("\r\n"))
	cells := bytes.Split(lines[11], []byte(","))
	cells[11] = []byte("2561")
	lines[11] = bytes.Join(cells, []byte(","))
	return bytes.Join(lines, nil)
}

// planFiles is a plan set (K1) of one client for one partner.
func planFiles(c Client, provider string, n int) []File {
	o, _ := partner(provider)
	return planSet(c, o, "20261222", "20261222", n)
}

func planSet(c Client, o Office, day, first string, n int) []File {
	serial := fmt.Sprintf("%s1000%02d", day, n)
	to := careplan.Address{Office: o.Number, Type: o.Type}
	from := careplan.Address{Office: Itoguchi, Type: "43"}
	var out []File
	one := documentOf("UP1KYO", "", from, to, serial)
	one.add(map[string]string{
		"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "created_date": day, "client_postal_code": "999-0001",
		"client_address1": "架空県襷市見本町1-2-3", "plan_author_name": c.Planner, "cm_office_name": "居宅介護支援 いとぐち", "cm_office_postal_code": "999-0002",
		"cm_office_address1": "架空県襷市糸口町4-5", "cm_office_number": Itoguchi, "care_plan_date": day, "initial_care_plan_date": first, "plan_category": "21",
		"certification_status": "2", "certification_date": "20260325", "certification_start_date": c.CertFrom, "certification_end_date": c.CertTo,
		"care_level": c.Level, "issue_analysis": "本人：家で暮らし続けたい。\r\n家族：昼間は一人になるので心配。", "certification_board_opinion": "特になし",
		"overall_support_policy": "転倒に気をつけながら、入浴と外出の機会をつくります。緊急時は長女に連絡します。", "updated_by_office": Itoguchi,
	})
	two := documentOf("UP2KYO", "", from, to, serial)
	three := documentOf("UP3KYO", "", from, to, serial)
	for i, s := range c.Services {
		two.add(map[string]string{
			"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "created_date": day, "care_plan_date": day, "issue_no": fmt.Sprint(i + 1),
			"issue": "一人での入浴や外出が難しい", "goal_no": "1", "long_term_goal": "安心して暮らせる", "short_term_goal": "週に一度は外に出る",
			"long_term_period": "R9.1.1～R9.12.31", "short_term_period": "R9.1.1～R9.6.30", "support_no": "1", "service_content": "見守りと介助",
			"insurance_covered": "Y", "service_kind": s.kindName(), "service_office_number": s.Provider, "service_office_name": s.Name, "frequency": "週1回",
			"service_period": "R9.1.1～R9.6.30", "updated_by_office": Itoguchi,
		})
		if s.Monthly || s.Stay > 0 {
			continue
		}
		three.add(map[string]string{
			"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "created_date": day, "care_plan_date": day, "care_service": s.kindName(),
			"weekday": fmt.Sprint(s.Weekdays[0]), "service_start_time": s.Start, "service_end_time": s.End,
		})
	}
	three.add(map[string]string{"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "created_date": day, "care_plan_date": day, "daily_activity": "起床", "activity_start_time": "0600", "activity_end_time": "0600"})
	people := documentOf("UPHOSOKU", "000000", from, to, serial)
	people.add(c.person("000000", day))
	for _, d := range []*document{one, two, three, people} {
		out = append(out, d.file())
	}
	return out
}

// PlanSet is a plan of #1 for a partner, made on a day.
func PlanSet(c Client, provider, day, first string, n int) []File {
	o, _ := partner(provider)
	return planSet(c, o, day, first, n)
}

// tinyPDF is a one-page document with nothing on it but its title.
func tinyPDF(title string) []byte {
	body := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	return []byte(body + "%" + fmt.Sprintf("%x", title) + "\n")
}
