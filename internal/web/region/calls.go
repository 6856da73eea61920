package regionweb

import (
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

// callsPage is 声かけリスト.
type callsPage struct {
	List     region.CallList
	Rows     []region.Call
	More     int
	First    []region.Call // 使い始め支援
	Put      []region.Call
	Orders   []order
	Outlooks []region.Outlook
	Bundles  []region.Bundle
	Zones    []registry.Zone
	Filter   region.Filter
	Until    string
	Budget   int
	Plan     *figureView
	Query    string
	N        int
	Sizes    []int
}

// order is one way to go through the list.
type order struct {
	ID, Name string
	Here     bool
}

func (c *call) order() outreach.Order {
	for _, o := range []outreach.Order{outreach.Size, outreach.List, outreach.PlannedBy, outreach.ReadyBy, outreach.NowBy, outreach.Degree, outreach.ZoneBy} {
		if string(o) == c.r.FormValue("order") {
			return o
		}
	}
	return outreach.Recommended
}

func showCalls(c *call) error {
	n := 25
	if v, err := strconv.Atoi(c.r.FormValue("n")); err == nil && v > 0 && v <= 500 {
		n = v
	}
	p := callsPage{Filter: c.filter(), Zones: c.site.Map.Zones(), Budget: c.set.Budget, Until: isoDay(c.site.Now().AddDate(0, 3, 0)), Query: query(c), N: n, Sizes: []int{12, 25, 50, 100}}
	var err error
	if p.List, err = c.m.Calls(c.r.Context(), c.order(), p.Filter, n); err != nil {
		return err
	}
	p.Rows, p.More = p.List.Rows[:min(n, len(p.List.Rows))], max(0, len(p.List.Rows)-n)
	p.Put = p.List.Put[:min(100, len(p.List.Put))]
	for _, o := range []outreach.Order{outreach.Recommended, outreach.Size, outreach.PlannedBy, outreach.List} {
		p.Orders = append(p.Orders, order{string(o), o.Name(), o == p.List.Order})
	}
	if c.m.May(region.SeePairs) {
		if p.Outlooks, err = c.m.Outlooks(); err != nil {
			return err
		}
		if p.Bundles, err = c.m.Bundles(c.r.Context(), 6); err != nil {
			return err
		}
		v, err := c.figure("plan")
		if err != nil {
			return err
		}
		if v.SVG != "" {
			p.Plan = &v
		}
		return c.showPairs("calls", "声かけリスト", p)
	}
	return c.show("calls", "声かけリスト", p)
}

// excelCalls gives the list to take along: reasons, but no scores and no ranks.
func excelCalls(c *call) error {
	list, err := c.m.Calls(c.r.Context(), c.order(), c.filter(), 60)
	if err != nil {
		return err
	}
	t := table{Title: "声かけリスト", Heads: []string{"事業所番号", "事業所名", "サービス", "圏域", "電話", "状態", "理由", "利用中の連携先", "担当", "結果（記入欄）"}}
	for _, r := range list.Rows[:min(60, len(list.Rows))] {
		t.Rows = append(t.Rows, []string{r.Number, r.Name, serviceNames(r.Office), c.site.Map.ZoneName(r.Zone), r.Phone, r.State().Word(), r.Words(), activeNames(r.Partners), c.site.who(r.Outreach.Owner), ""})
	}
	t.Foot = []string{"出力した日 " + dayWords(c.style(), c.site.Now()), "声をかける順番の案であり、事業所の評価ではありません。", "普及支援の目的に限り、運営指導・監査・集中減算の判定には使いません。"}
	return c.excel("声かけリスト", t)
}

func activeNames(list []region.Partner) string {
	var out []string
	for _, p := range list {
		if p.State == adoption.Active {
			out = append(out, p.Name)
		}
	}
	if len(out) > 8 {
		out = append(out[:8], "ほか"+itoa(len(out)-8)+"事業所")
	}
	return strings.Join(out, "、")
}

func saveContact(c *call) error {
	number := c.r.PathValue("number")
	minutes, _ := strconv.Atoi(c.r.FormValue("minutes"))
	k := region.Contact{At: c.on("at"), Way: region.Way(c.r.FormValue("way")), Minutes: minutes, Note: c.r.FormValue("note")}
	if err := c.m.AddContact(c.r.Context(), number, k, c.day("next")); err != nil {
		return err
	}
	if st := adoption.State(c.r.FormValue("state")); st.Valid() {
		e := adoption.Event{At: k.At, State: st, Source: k.Way.Word(), When: c.r.FormValue("when")}
		if err := c.m.SetState(c.r.Context(), number, e); err != nil {
			return err
		}
	}
	return c.done(c.back("/offices/"+number), "contact")
}

func postpone(c *call) error {
	number := c.r.PathValue("number")
	until := c.day("until")
	if until.IsZero() {
		until = c.site.Now().AddDate(0, 3, 0)
	}
	if err := c.m.Postpone(c.r.Context(), number, until, c.r.FormValue("why")); err != nil {
		return err
	}
	return c.done(c.back("/calls"), "postponed")
}

func pin(c *call) error {
	why := c.r.FormValue("why")
	if c.r.FormValue("off") == "" && strings.TrimSpace(why) == "" {
		return &region.Error{Code: "pin_why", Message: "先頭に置く理由が入っていません。", Next: "あとから見て分かる理由を、短く書いてください。"}
	}
	if c.r.FormValue("off") != "" {
		why = ""
	}
	if err := c.m.PinTo(c.r.Context(), c.r.PathValue("number"), why); err != nil {
		return err
	}
	if why == "" {
		return c.done(c.back("/calls"), "unpinned")
	}
	return c.done(c.back("/calls"), "pinned")
}

// leaveOut says that an office is not meant (対象外), with the reason.
func leaveOut(c *call) error {
	why := strings.TrimSpace(c.r.FormValue("why"))
	if why == "" {
		return &region.Error{Code: "out_why", Message: "対象外にする理由が入っていません。", Next: "「休止中」などの理由を入れてください。"}
	}
	e := adoption.Event{At: c.site.Now(), State: adoption.Out, Source: "普及担当の判断", Note: why}
	if err := c.m.SetState(c.r.Context(), c.r.PathValue("number"), e); err != nil {
		return err
	}
	return c.done(c.back("/calls"), "out")
}

func saveBudget(c *call) error {
	n, _ := strconv.Atoi(c.r.FormValue("budget"))
	if err := c.m.SetBudget(c.r.Context(), n); err != nil {
		return err
	}
	return c.done("/calls", "settings")
}

// change saves owner, next date, actions, follow-ups and the first exchange of an office.
func saveWork(c *call) error {
	number := c.r.PathValue("number")
	err := c.m.Change(c.r.Context(), number, c.r.FormValue("what"), func(o *region.Outreach) error {
		switch c.r.FormValue("what") {
		case "owner":
			o.Owner, o.Next = c.r.FormValue("owner"), c.day("next")
		case "deed":
			o.Deeds = append(o.Deeds, region.Done{Deed: c.r.FormValue("deed"), At: c.on("at"), Who: c.member.ID})
		case "follow":
			months, err := strconv.Atoi(c.r.FormValue("months"))
			if err != nil {
				return &region.Error{Code: "follow", Message: "何か月後の確認かが分かりません。", Next: "もう一度選んでください。"}
			}
			o.Followed = append(o.Followed, months)
		case "first":
			o.First = region.First{With: c.r.FormValue("with"), Planned: c.day("planned"), Sent: c.day("sent"), Received: c.day("received"), Imported: c.day("imported"), Note: c.r.FormValue("note")}
		case "agreed":
			o.Agreed, o.AgreedFor = c.day("agreed"), c.r.FormValue("clause")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.done(c.back("/offices/"+number), "record")
}
