package regionweb

import (
	"cmp"
	"strconv"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/support"
)

func listInquiries(c *call) error {
	words := c.r.FormValue("q")
	list, err := c.m.Inquiries(words)
	if err != nil {
		return err
	}
	troubles := c.m.Troubles(words)
	return c.show("inquiries", "問い合わせ", struct {
		Words    string
		List     []region.Inquiry
		Troubles []region.Trouble
		Own      bool
	}{words, list, troubles[:min(60, len(troubles))], c.m.May(region.Ask)})
}

func saveInquiry(c *call) error {
	number, _, ok := registry.CleanNumber(c.r.FormValue("number"))
	if !ok {
		return &region.Error{Code: "number", Message: "事業所番号を読み取れません。", Next: "10桁の番号を入れてください。"}
	}
	minutes, _ := strconv.Atoi(cmp.Or(c.r.FormValue("minutes"), "0"))
	step, _ := strconv.Atoi(cmp.Or(c.r.FormValue("step"), "0"))
	q := region.Inquiry{
		ID: c.r.FormValue("id"), Number: number, From: c.r.FormValue("from"), To: c.r.FormValue("to"), Symptom: c.r.FormValue("symptom"),
		Solution: c.r.FormValue("solution"), Minutes: minutes, Step: step, Trouble: c.r.FormValue("trouble"),
	}
	if _, err := c.m.SaveInquiry(c.r.Context(), q); err != nil {
		return err
	}
	return c.done("/inquiries", "inquiry")
}

func showInquiry(c *call) error {
	q, err := c.m.Inquiry(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.show("inquiry", "問い合わせ", struct {
		Q        region.Inquiry
		Troubles []region.Trouble
	}{q, c.m.Troubles("")})
}

func saveTrouble(c *call) error {
	t := support.Trouble{ID: c.r.FormValue("id"), Symptom: c.r.FormValue("symptom"), Cause: c.r.FormValue("cause"), Remedy: c.r.FormValue("remedy"), Who: c.r.FormValue("who"), From: c.r.FormValue("from"), To: c.r.FormValue("to"), Source: c.set.Name + "の記録"}
	if err := c.m.SaveTrouble(c.r.Context(), t); err != nil {
		return err
	}
	return c.done("/inquiries", "trouble")
}

func excelInquiries(c *call) error {
	list, err := c.m.Inquiries(c.r.FormValue("q"))
	if err != nil {
		return err
	}
	t := table{Title: "問い合わせの記録", Heads: []string{"日付", "事業所番号", "事業所名", "手順", "送る側のソフト", "受ける側のソフト", "困りごと", "解決", "分"}}
	for _, q := range list {
		t.Rows = append(t.Rows, []string{isoDay(q.At), q.Number, c.site.officeName(q.Number), itoa(q.Step), q.From, q.To, q.Symptom, q.Solution, itoa(q.Minutes)})
	}
	t.Foot = []string{region.PublicRecord}
	return c.excel("問い合わせの記録", t)
}
