package deskweb

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/excel"
)

// reviewsPage is the place 実績確認（予実照合）.
type reviewsPage struct {
	Month    string
	Months   []string
	Reviews  []desk.Review
	Show     string
	Decided  int
	Complete int
	After    int
	Differ   int
	Ready    int // complete, nothing open, not decided
	Manager  string
}

// listReviews shows the clients of a month, the most damage first.
func listReviews(c *call) error {
	q := c.r.URL.Query()
	month := cmp.Or(q.Get("month"), c.bench.WorkMonth())
	all, err := c.bench.Reviews(c.r.Context(), month)
	if err != nil {
		return err
	}
	p := reviewsPage{Month: month, Show: q.Get("show")}
	for i := range 4 {
		p.Months = append(p.Months, calendar.AddMonths(calendar.Month(c.bench.Today()), 1-i))
	}
	for _, r := range all {
		if !c.sees(r.Client.Key) {
			continue
		}
		p.count(r)
		if p.shown(r) {
			p.Reviews = append(p.Reviews, r)
		}
	}
	return c.show("reviews", "実績確認（予実照合）", p)
}

func (p *reviewsPage) count(r desk.Review) {
	if r.Verdict.Kind != desk.Undecided {
		p.Decided++
	}
	if len(r.Awaited) == 0 {
		p.Complete++
	}
	if len(r.Awaited) == 0 && !r.Open() && r.Verdict.Kind == desk.Undecided {
		p.Ready++
	}
	if len(r.After) > 0 {
		p.After++
	}
	if len(r.Result.Differences) > 0 && len(r.Awaited) == 0 {
		p.Differ++
	}
}

func (p *reviewsPage) shown(r desk.Review) bool {
	switch p.Show {
	case "differ":
		return len(r.Result.Differences) > 0
	case "open":
		return r.Verdict.Kind == desk.Undecided
	case "after":
		return len(r.After) > 0
	}
	return true
}

// reviewPage is one client's month: planned row above done row, the differences in words.
type reviewPage struct {
	desk.Review
	Form    formView
	Totals  *formView
	Partner map[string]string
	Notes   []desk.Note
	Late    []string // usual reasons of 月遅れ
}

func (c *call) monthAndClient() (string, careplan.ClientKey, error) {
	k, err := parseClient(c.r.PathValue("client"))
	if err != nil {
		return "", k, err
	}
	if !c.sees(k) {
		return "", k, desk.ErrNotFound
	}
	return c.r.PathValue("month"), k, nil
}

// showReview shows one client's month.
func showReview(c *call) error {
	month, k, err := c.monthAndClient()
	if err != nil {
		return err
	}
	r, err := c.bench.Reconcile(c.r.Context(), month, k)
	if err != nil {
		return err
	}
	if r.Plan == nil && len(r.Actuals) == 0 && len(r.Awaited) == 0 {
		return desk.ErrNotFound
	}
	p := reviewPage{Review: r, Late: []string{"実績が届いていない", "認定の申請中", "事業所の訂正待ち", "区分変更の結果待ち"}}
	o := form.Options{Style: c.style(), Names: map[careplan.ClientKey]string{k: c.bench.ClientName(k)}}
	sheet := form.SlipSheet(r.Plan, joined(r.Actuals), o)
	p.Form = formView{sheet.Title, sheet.HTML(o)}
	if r.Plan != nil && len(r.Plan.Totals) > 0 {
		s := form.TotalsSheet(*r.Plan, o)
		p.Totals = &formView{s.Title, s.HTML(o)}
	}
	if p.Notes, err = c.bench.Cabinet.Journal(c.r.Context(), month+"|"+k.String()); err != nil {
		return err
	}
	return c.show("review", r.Client.Label()+"の実績確認", p)
}

// joined puts the actuals of several providers into one slip for the grid.
func joined(list []careplan.Slip) *careplan.Slip {
	if len(list) == 0 {
		return nil
	}
	out := list[0]
	out.Visits = nil
	for _, s := range list {
		out.Visits = append(out.Visits, s.Visits...)
	}
	return &out
}

func reviewPath(month string, k careplan.ClientKey) string {
	return "/reconcile/" + month + "/" + k.String()
}

func confirmActuals(c *call) error {
	month, k, err := c.monthAndClient()
	if err != nil {
		return err
	}
	if err := c.bench.ConfirmActuals(c.r.Context(), month, k, c.member.ID); err != nil {
		return err
	}
	return c.done(reviewPath(month, k), "confirmed")
}

func judgeClient(c *call) error {
	month, k, err := c.monthAndClient()
	if err != nil {
		return err
	}
	v := desk.Verdict{Client: k, Month: month, Kind: desk.VerdictKind(c.r.FormValue("kind")), Reason: c.r.FormValue("reason")}
	if err := c.bench.Judge(c.r.Context(), v, c.member.ID); err != nil {
		return err
	}
	return c.done(reviewPath(month, k), "verdict")
}

// claimAll sends all clients without open differences to the claim at once.
func claimAll(c *call) error {
	month := c.r.PathValue("month")
	if _, err := c.bench.ClaimAll(c.r.Context(), month, c.types(), c.member.ID); err != nil {
		return err
	}
	return c.done("/reconcile?month="+month, "verdict")
}

func carryExcess(c *call) error {
	month, k, err := c.monthAndClient()
	if err != nil {
		return err
	}
	r, err := c.bench.Reconcile(c.r.Context(), month, k)
	if err != nil {
		return err
	}
	var carry []desk.Carry
	for _, l := range r.Result.Lines {
		n, err := strconv.Atoi(cmp.Or(c.r.FormValue("carry-"+l.Provider+"-"+l.Type), "0"))
		if err != nil || n < 0 {
			return &desk.Error{Code: "carry_number", Message: "割り振る単位数が数字ではありません。", Next: "0以上の数字を入れてください。"}
		}
		carry = append(carry, desk.Carry{Provider: l.Provider, Type: l.Type, Units: n})
	}
	if err := c.bench.CarryExcess(c.r.Context(), month, k, carry, c.member.ID); err != nil {
		return err
	}
	return c.done(reviewPath(month, k), "carried")
}

// tablePage is the 給付管理確認表, for print.
type tablePage struct {
	Month string
	Rows  []desk.ClaimRow
	Sums  desk.ClaimSums
}

// claimTable is the 給付管理確認表: what the month ends with, client by client.
func claimTable(c *call) error {
	month := c.r.PathValue("month")
	rows, sums, err := c.bench.ClaimTable(c.r.Context(), month, c.types())
	if err != nil {
		return err
	}
	return c.show("claims", "給付管理確認表", tablePage{month, rows, sums})
}

func claimExcel(c *call) error {
	month := c.r.PathValue("month")
	rows, _, err := c.bench.ClaimTable(c.r.Context(), month, c.types())
	if err != nil {
		return err
	}
	t := excel.Table{
		Sheet: "給付管理確認表", Title: c.bench.Name + "　" + calendar.Era.Month(month) + "　給付管理確認表",
		Heads:  []string{"被保険者番号", "氏名", "事業所番号", "事業所", "種類", "計画単位", "実績単位", "差", "限度超", "実績", "請求の扱い", "理由", "決めた人", "決めた日時"},
		Widths: []float64{14, 18, 13, 28, 6, 10, 10, 8, 8, 10, 10, 24, 14, 20},
		Foot:   []string{"給付管理票と請求そのものは、介護ソフトで作ります。"},
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, []excel.Value{
			excel.Text(r.Client.Key.Insured), excel.Text(r.Client.Label()), excel.Text(r.Line.Provider), excel.Text(r.Line.ProviderName), excel.Text(r.Line.Type),
			excel.Number(float64(r.Line.PlanUnits)), excel.Number(float64(r.Line.ActualUnits)), excel.Number(float64(r.Line.ActualUnits - r.Line.PlanUnits)), excel.Number(float64(r.Line.Over)),
			excel.Text(r.State.Word()), excel.Text(r.Verdict.Kind.Word()), excel.Text(r.Verdict.Reason), excel.Text(c.office.memberName(r.Verdict.By)), excel.Text(moment(c, r)),
		})
	}
	c.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.w.Header().Set("Content-Disposition", attachment("給付管理確認表_"+month+".xlsx"))
	if err := excel.Write(c.w, []excel.Table{t}); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func moment(c *call, r desk.ClaimRow) string {
	if r.Verdict.At.IsZero() {
		return ""
	}
	return c.style().Moment(r.Verdict.At)
}
