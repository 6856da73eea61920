package regionweb

import (
	"strings"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/registry"
)

func showSettings(c *call) error {
	actors, err := c.m.Actors()
	if err != nil {
		return err
	}
	members, err := c.site.People.Store.Members(c.r.Context())
	if err != nil {
		return err
	}
	logins := map[string]people.Member{}
	for _, m := range members {
		logins[m.ID] = m
	}
	return c.show("settings", "設定", struct {
		Actors []region.Actor
		Logins map[string]people.Member
		Duties []region.Duty
		Table  string // of insurers, when there are several
	}{actors, logins, region.Duties(), insurerTable(c.set.Insurers)})
}

// insurerTable writes the insurers as the form takes them; one insurer needs no table.
func insurerTable(list []registry.Insurer) string {
	if len(list) < 2 {
		return ""
	}
	var b strings.Builder
	for _, i := range list {
		for _, city := range i.Cities {
			b.WriteString(i.Number + "," + i.Name + "," + city + "\n")
		}
	}
	return b.String()
}

func saveSettings(c *call) error {
	err := c.m.SaveSettings(c.r.Context(), func(s *region.Settings) error {
		s.Name, s.Department, s.Credit = c.r.FormValue("name"), c.r.FormValue("department"), c.r.FormValue("credit")
		s.Western, s.ZoneBy, s.Cities = c.r.FormValue("western") != "", registry.ZoneRule(c.r.FormValue("zoneby")), nil
		for _, code := range strings.FieldsFunc(c.r.FormValue("cities"), func(r rune) bool { return r == ' ' || r == '　' || r == ',' || r == '\n' || r == '\r' }) {
			if !registry.CheckCity(code) {
				return &region.Error{Code: "city", Message: "市区町村コード「" + code + "」は、検査数字が合いません。", Next: "6桁の全国地方公共団体コードを確かめてください。"}
			}
			s.Cities = append(s.Cities, code)
		}
		var err error
		s.Insurers, err = c.insurers(s.Name, s.Cities)
		return err
	})
	if err != nil {
		return err
	}
	return c.done("/settings", "settings")
}

// insurers reads the table of insurers, one row for each municipality (広域連合 have several
// rows); without a table there is the one of the map.
func (c *call) insurers(name string, cities []string) ([]registry.Insurer, error) {
	table := strings.TrimSpace(c.r.FormValue("insurers"))
	if table == "" {
		return []registry.Insurer{{Number: c.r.FormValue("insurer"), Name: name, Cities: cities}}, nil
	}
	rows, _, err := registry.Rows(registry.File{Name: "保険者の表", Data: []byte("保険者番号,保険者名,市区町村コード\n" + table)})
	if err != nil {
		return nil, err
	}
	list, _, err := registry.ReadInsurers(rows, "保険者の表")
	return list, err
}

// saveActor adds a person, or changes a duty.
func saveActor(c *call) error {
	a := region.Actor{ID: c.r.FormValue("id"), Name: strings.TrimSpace(c.r.FormValue("name")), Duty: region.Duty(c.r.FormValue("duty")), Manager: c.r.FormValue("manager") != "", Own: strings.TrimSpace(c.r.FormValue("office")), Assigned: strings.Fields(c.r.FormValue("assigned"))}
	if a.ID == c.member.ID {
		return &region.Error{Code: "own_duty", Message: "自分の担当は変えられません。", Next: "設定ができるほかの人に頼んでください。"}
	}
	if a.ID == "" {
		m, err := c.site.People.Add(c.r.Context(), people.Member{Login: c.r.FormValue("login"), Name: a.Name, Role: people.Staff, MustChange: true}, c.r.FormValue("password"))
		if err != nil {
			return err
		}
		a.ID = m.ID
	}
	if err := c.m.SetDuty(c.r.Context(), a); err != nil {
		return err
	}
	return c.done("/settings", "member")
}

func showAccount(c *call) error { return c.show("account", "自分のアカウント", nil) }

func changePassword(c *call) error {
	if err := c.site.People.ChangePassword(c.r.Context(), c.session, c.r.FormValue("old"), c.r.FormValue("new")); err != nil {
		return err
	}
	return c.done("/account", "account")
}
