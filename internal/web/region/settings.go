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
		Rules  []registry.ZoneRule
	}{actors, logins, region.Duties(), []registry.ZoneRule{registry.ZoneAuto, registry.ZoneShape, registry.ZonePlaces, registry.ZoneNearest}})
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
		if len(s.Insurers) == 0 || c.r.FormValue("insurer") != "" {
			s.Insurers = []registry.Insurer{{Number: c.r.FormValue("insurer"), Name: s.Name, Cities: s.Cities}}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/settings", "settings")
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
