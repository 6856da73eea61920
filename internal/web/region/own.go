package regionweb

import (
	"strconv"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/effect"
)

// ownPage is what an office sees of itself: its row, its consent, who looked.
type ownPage struct {
	V        region.View
	Consent  region.Consent
	Looks    []region.Look
	Partners []region.Partner
	Verdicts []effect.Verdict
	Notes    []region.Note
	Month    string
	Tallies  []effect.Tally
}

func showOwn(c *call) error {
	v, err := c.m.Office(c.m.Own)
	if err != nil {
		return &region.Error{Code: "own_missing", Message: "あなたの事業所番号が、登録簿に見つかりません。", Next: "市町村の普及担当に、番号を確かめてもらってください。"}
	}
	p := ownPage{V: v, Month: isoDay(monthBefore(c.site.Now()))[:7]}
	if p.Consent, err = c.m.ConsentOf(); err != nil {
		return err
	}
	if p.Looks, err = c.m.Looks(); err != nil {
		return err
	}
	if p.Partners, err = c.m.Partners(c.r.Context(), c.m.Own, "自分の事業所"); err != nil {
		return err
	}
	if p.Verdicts, err = c.m.Verdicts(c.m.Own); err != nil {
		return err
	}
	if p.Tallies, err = c.m.Tallies(c.m.Own); err != nil {
		return err
	}
	return c.showPairs("own", v.Name, p)
}

func correctOwn(c *call) error {
	err := c.m.Correct(c.r.Context(), adoption.State(c.r.FormValue("state")), c.r.FormValue("software"), c.r.FormValue("version"), adoption.Answer(c.r.FormValue("closed")), c.r.FormValue("fix"))
	if err != nil {
		return err
	}
	return c.done("/own", "corrected")
}

func giveConsent(c *call) error {
	if c.r.FormValue("terms") == "" {
		return &region.Error{Code: "terms", Message: "利用規約への同意に、印が入っていません。", Next: "利用規約を読んで、「読みました」に印を入れてください。"}
	}
	if err := c.m.GiveConsent(c.r.Context()); err != nil {
		return err
	}
	return c.done("/own", "consent")
}

func withdrawConsent(c *call) error {
	if err := c.m.WithdrawConsent(c.r.Context(), c.r.FormValue("object") != ""); err != nil {
		return err
	}
	return c.done("/own", "withdrawn")
}

// sendCounts takes the month's counts that the office typed in or its desk wrote out: one
// line for each partner, number and count.
func sendCounts(c *call) error {
	in, _, err := c.inputs()
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, t := range in {
		for _, row := range t.Rows {
			if len(row) < 2 {
				continue
			}
			if n, err := strconv.Atoi(row[1]); err == nil && n > 0 && len(row[0]) == 10 {
				counts[row[0]] = n
			}
		}
	}
	if len(counts) == 0 {
		return &region.Error{Code: "counts", Message: "件数の行が1つも読み取れませんでした。", Next: "1列目に相手の事業所番号、2列目に件数を入れてください。"}
	}
	if err := c.site.Map.Take(c.r.Context(), c.m.Own, c.r.FormValue("month"), counts); err != nil {
		return err
	}
	if _, err := c.site.Map.Refresh(c.r.Context(), c.r.FormValue("month")); err != nil {
		return err
	}
	return c.done("/own", "record")
}

func saveTally(c *call) error {
	n := func(f string) int { v, _ := strconv.Atoi(c.r.FormValue(f)); return max(0, v) }
	t := effect.Tally{Office: c.m.Own, Month: c.r.FormValue("month"), Returned: n("returned"), Paper: n("paper"), Fax: n("fax"), Entrusted: n("entrusted")}
	if err := c.m.SaveTally(c.r.Context(), t); err != nil {
		return err
	}
	return c.done("/own", "record")
}
