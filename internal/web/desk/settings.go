package deskweb

import (
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// settingsPage is the place 設定: each switch with its effect in one sentence.
type settingsPage struct {
	Set      desk.Settings
	Closing  string
	Members  []people.Member
	Roles    []people.Role
	Terminal desk.TerminalState
	Layouts  []desk.ImportLayout
	Years    yearsPage
}

func showSettings(c *call) error {
	members, err := c.members()
	if err != nil {
		return err
	}
	p := settingsPage{Set: c.set, Closing: closedText(c.set.Closing), Members: members, Roles: []people.Role{people.Staff, people.Viewer, people.Admin}, Terminal: c.bench.TerminalState(), Layouts: desk.ImportLayouts(), Years: c.years()}
	return c.show("settings", "設定", p)
}

func saveSettings(c *call) error {
	closing, err := days(c.r.FormValue("closing"))
	if err != nil {
		return err
	}
	err = c.bench.ChangeSettings(c.r.Context(), c.member.ID, func(s *desk.Settings) {
		s.Closing, s.SecondCheck, s.Western = closing, c.r.FormValue("second") != "", c.r.FormValue("western") != ""
		s.WishDay = number(c.r.FormValue("wishday"))
		if l := desk.ImportLayout(c.r.FormValue("layout")); slices.Contains(desk.ImportLayouts(), l) {
			s.Import = l
		}
	})
	if err != nil {
		return err
	}
	return c.done("/settings", "settings")
}

// saveMember makes or changes a personal account.
func saveMember(c *call) error {
	m := people.Member{
		ID: c.r.FormValue("id"), Login: strings.TrimSpace(c.r.FormValue("login")), Name: strings.TrimSpace(c.r.FormValue("name")),
		Role: people.Role(c.r.FormValue("role")), Types: strings.Fields(c.r.FormValue("types")), Label: c.r.FormValue("label"),
	}
	if err := c.office.saveMember(c, m, c.r.FormValue("password")); err != nil {
		return err
	}
	return c.done("/settings", "member")
}

// closeMember closes the account of somebody who left; the open work goes to another.
func closeMember(c *call) error {
	id, to := c.r.FormValue("id"), c.r.FormValue("to")
	if err := c.office.closeMember(c, id, to); err != nil {
		return err
	}
	if err := c.bench.HandOver(c.r.Context(), id, to, c.member.ID); err != nil {
		return err
	}
	return c.done("/settings", "closedmember")
}
