package deskweb

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
)

// showUnchanged lists the clients of rented equipment: without an event, and those about
// whom each is asked.
func showUnchanged(c *call) error {
	u, err := c.bench.UnchangedOf(c.r.Context(), c.r.PathValue("month"))
	if err != nil {
		return err
	}
	return c.show("unchanged", "福祉用具「変更なし」", u)
}

// draftUnchanged makes the actuals of the ticked clients as planned, in a draft.
func draftUnchanged(c *call) error {
	keys, err := clientKeys(c)
	if err != nil {
		return err
	}
	chosen := map[careplan.ClientKey]bool{}
	for _, k := range keys {
		chosen[k] = true
	}
	d, err := c.bench.DraftUnchanged(c.r.Context(), c.r.PathValue("month"), chosen, c.member.ID)
	if err != nil {
		return err
	}
	return c.done("/drafts/"+d.ID, "")
}

// addPartner adds a partner without an office number.
func addPartner(c *call) error {
	kind, name := c.r.FormValue("kind"), c.r.FormValue("name")
	if kind == "" || name == "" {
		return errIncomplete()
	}
	_, err := c.bench.AddPlainPartner(c.r.Context(), desk.Card{NoNumber: kind, Name: name, Fax: c.r.FormValue("fax"), Postal: c.r.FormValue("postal")}, c.member.ID)
	if err != nil {
		return err
	}
	return c.done("/partners", "card")
}
