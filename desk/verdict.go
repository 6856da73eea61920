package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

const drawerVerdicts = "verdicts"

// VerdictKind is how a client's month ends.
type VerdictKind string

// The ends of a client's month: 請求へ, 月遅れ, 請求なし.
const (
	Undecided VerdictKind = ""
	ToClaim   VerdictKind = "claim"
	Late      VerdictKind = "late"
	NoClaim   VerdictKind = "none"
)

var verdictWords = map[VerdictKind]string{Undecided: "未決定", ToClaim: "請求へ", Late: "月遅れ", NoClaim: "請求なし"}

// Word is the verdict as it stands on screen.
func (k VerdictKind) Word() string { return verdictWords[k] }

// Verdict is what the office decided about a client's month, by whom and when.
type Verdict struct {
	Client    careplan.ClientKey
	Month     string
	Kind      VerdictKind
	Reason    string
	By        string
	At        time.Time
	Confirmed bool // 実績を確認した
	Carry     []Carry
	Closed    []string // ledger ids of the actuals that the verdict knew
}

// Carry is how many excess units (限度超) a provider carries.
type Carry struct {
	Provider, Type string
	Units          int
}

// Judge decides how a client's month ends. 月遅れ and 請求なし need a reason.
func (b *Bench) Judge(ctx context.Context, v Verdict, who string) error {
	if (v.Kind == Late || v.Kind == NoClaim) && v.Reason == "" {
		return &Error{Code: "no_reason", Message: v.Kind.Word() + "の理由が入っていません。", Next: "理由を選ぶか入力して、もう一度押してください。"}
	}
	m, err := b.MonthOf(ctx, v.Month)
	if err != nil {
		return err
	}
	id := v.Month + "|" + v.Client.String()
	_, err = change(ctx, b.Cabinet, drawerVerdicts, id, v.Month, b.note(who, "verdict "+string(v.Kind), id, v.Reason), func(old *Verdict) error {
		v.Confirmed = v.Confirmed || v.Kind == ToClaim
		if v.Carry == nil {
			v.Carry = old.Carry
		}
		v.By, v.At, v.Closed = who, b.Now().UTC(), m.actualIDs(v.Client)
		*old = v
		return nil
	})
	if err != nil {
		return fmt.Errorf("write verdict: %w", err)
	}
	b.forget()
	return nil
}

// ConfirmActuals notes that a person looked at a client's actuals (確認した).
func (b *Bench) ConfirmActuals(ctx context.Context, month string, k careplan.ClientKey, who string) error {
	id := month + "|" + k.String()
	_, err := change(ctx, b.Cabinet, drawerVerdicts, id, month, b.note(who, "confirmed", id, ""), func(v *Verdict) error {
		v.Client, v.Month, v.Confirmed, v.By, v.At = k, month, true, who, b.Now().UTC()
		return nil
	})
	if err != nil {
		return fmt.Errorf("confirm actuals: %w", err)
	}
	b.forget()
	return nil
}

// CarryExcess notes which providers carry the units over the limit; the care manager
// chooses.
func (b *Bench) CarryExcess(ctx context.Context, month string, k careplan.ClientKey, carry []Carry, who string) error {
	r, err := b.Reconcile(ctx, month, k)
	if err != nil {
		return err
	}
	chosen := map[reconcile.Pair]int{}
	for _, c := range carry {
		chosen[reconcile.Pair{Provider: c.Provider, Type: c.Type}] = c.Units
	}
	if _, err := reconcile.Distribute(r.Result, chosen); err != nil {
		return &Error{Code: "carry_sum", Message: fmt.Sprintf("割り振った単位数の合計が、限度超過の%d単位と合いません。", r.Result.Excess), Next: "合計が同じになるように入れ直してください。", Err: err}
	}
	id := month + "|" + k.String()
	_, err = change(ctx, b.Cabinet, drawerVerdicts, id, month, b.note(who, "carry", id, ""), func(v *Verdict) error {
		v.Client, v.Month, v.Carry = k, month, carry
		return nil
	})
	if err != nil {
		return fmt.Errorf("write distribution: %w", err)
	}
	b.forget()
	return nil
}

// actualIDs are the rows of the ledger that hold a client's actuals now.
func (m *Month) actualIDs(k careplan.ClientKey) []string {
	var out []string
	for _, p := range m.Expected {
		if f, ok := m.Done[p]; ok && p.Client == k {
			out = append(out, f.Entry.ID)
		}
	}
	return out
}

// LateActual (締め後の訂正) is an actual that came after the client's month went to the claim and
// says something else than the one that was known then.
type LateActual struct {
	Found
	Units int // how many units more (or fewer)
}

// After lists what came after a client's month went to the claim.
func (m *Month) After(k careplan.ClientKey) []LateActual {
	v, ok := m.Verdicts[k]
	if !ok || v.Kind != ToClaim {
		return nil
	}
	var out []LateActual
	for _, p := range m.donePairs(k) {
		f := m.Done[p]
		if slices.Contains(v.Closed, f.Entry.ID) || !f.Entry.At.After(v.At) {
			continue
		}
		known := careplan.Slip{}
		for _, old := range m.Earlier[p] {
			if slices.Contains(v.Closed, old.Entry.ID) {
				known = old.Slip
			}
		}
		if !sameVisits(known, f.Slip) {
			out = append(out, LateActual{f, unitsOf(f.Slip) - unitsOf(known)})
		}
	}
	return out
}

// sameVisits compares what was done, whatever day the file was made.
func sameVisits(a, b careplan.Slip) bool {
	words := func(s careplan.Slip) []string {
		var out []string
		for _, v := range s.Visits {
			out = append(out, fmt.Sprint(v.Day, v.Units, visitWords(v)))
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(words(a), words(b))
}

func unitsOf(s careplan.Slip) int {
	sum := 0
	for _, v := range s.Visits {
		sum += v.Units * v.Count
	}
	return sum
}

// ClaimAll sends every client's month to the claim whose actuals are all here and whose
// differences, if any, were agreed on; it gives how many those are.
func (b *Bench) ClaimAll(ctx context.Context, month string, types []string, who string) (int, error) {
	reviews, err := b.Reviews(ctx, month)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range reviews {
		if r.Verdict.Kind != Undecided || len(r.Awaited) > 0 || r.Open() || !b.Sees(types, r.Client.Key) {
			continue
		}
		if err := b.Judge(ctx, Verdict{Client: r.Client.Key, Month: month, Kind: ToClaim}, who); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Open reports a difference that a person still has to look at.
func (r Review) Open() bool {
	return slices.ContainsFunc(r.Result.Differences, func(d reconcile.Difference) bool { return !d.Agreed })
}

// Review is a client's month as the page 実績確認 shows it.
type Review struct {
	Client  Client
	Month   string
	Plan    *careplan.Slip
	Actuals []careplan.Slip
	Result  reconcile.Result
	Verdict Verdict
	After   []LateActual
	Awaited []Pair
}

// Reconcile compares a client's slip and actuals of a month.
func (b *Bench) Reconcile(ctx context.Context, month string, k careplan.ClientKey) (Review, error) {
	m, err := b.MonthOf(ctx, month)
	if err != nil {
		return Review{}, err
	}
	return b.review(m, k), nil
}

func (b *Bench) review(m *Month, k careplan.ClientKey) Review {
	client, _ := b.Client(k)
	client.Key = k
	r := Review{Client: client, Month: m.Month, Verdict: m.Verdicts[k], After: m.After(k)}
	c := reconcile.Case{Client: k, Month: m.Month, Facts: factsOf(client, m)}
	if f, ok := m.Planned[k]; ok {
		slip := f.Slip
		r.Plan, c.Plan = &slip, &slip
		c.Facts.Limit = cmp.Or(limitOf(slip), client.Limit)
		c.Facts.Weekly = b.weekly(k, &slip)
	}
	for _, p := range m.donePairs(k) {
		if f := m.Done[p]; len(f.Slip.Visits) > 0 {
			r.Actuals = append(r.Actuals, f.Slip)
		} else { // by FAX, paper or telephone: here, but nothing to compare
			c.Facts.Expected = append(c.Facts.Expected, reconcile.Pair{Provider: p.Provider, Type: p.Type})
		}
	}
	for _, p := range m.Expected {
		if p.Client == k && m.State(p) == Awaited {
			r.Awaited = append(r.Awaited, p)
			c.Facts.Expected = append(c.Facts.Expected, reconcile.Pair{Provider: p.Provider, Type: p.Type})
		}
	}
	c.Actuals = r.Actuals
	r.Result = reconcile.Compare(c)
	return r
}

func limitOf(s careplan.Slip) int {
	if s.Supplement == nil {
		return 0
	}
	return s.Supplement.Limit
}

// Reviews compares all clients of a month, the most damage first.
func (b *Bench) Reviews(ctx context.Context, month string) ([]Review, error) {
	m, err := b.MonthOf(ctx, month)
	if err != nil {
		return nil, err
	}
	var out []Review
	for _, k := range m.clients() {
		out = append(out, b.review(m, k))
	}
	sortReviews(out)
	return out, nil
}
