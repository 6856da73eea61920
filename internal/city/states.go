package city

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

// The reasons why offices that joined do not use the exchange yet (未活用).
const (
	reasonApply = "電子証明書までは入っています。利用申請がまだです。"
	reasonNet   = "閉域網のため、今の接続では使えません。"
	reasonOld   = "介護ソフトの版が古く、データの取込に対応していません。"
	reasonAlone = "データでやり取りできる連携先がまだありません。"
)

// deal is how many planners, centres and providers get a state.
var deal = []struct {
	state, reason              string
	planner, centre, providers int
}{
	{Active, "", 2, 1, 0}, // beside those of the story
	{Idle, reasonApply, 1, 0, 4},
	{Idle, reasonNet, 0, 2, 1},
	{Idle, reasonOld, 1, 0, 1},
	{Idle, reasonAlone, 0, 0, 2},
	{Planned, "", 4, 1, 13},
	{Considering, "", 5, 1, 26},
	{None, "", 1, 0, 13},
}

// story are the states of the partners that still use paper.
var story = map[string]State{
	irori:             {State: None, Reason: "1人で運営しており、操作を覚える時間が取れません。"},
	luhn("999990829"): {State: Planned, PlannedBy: "2027-03"},
	luhn("999990830"): {State: Considering, Reason: "介護ソフトの対応状況を販売元に問い合わせています。"},
	luhn("999990831"): {State: Considering, Reason: "連携先の多くがFAXのため、効果がまだ分かりません。"},
}

// dealer gives every office its state.
type dealer struct {
	rng    *rand.Rand
	states []State
	pool   map[registry.Kind][]int // places of offices without a state
}

// makeStates gives the states in the order of the offices.
func makeStates(offices []registry.Office) []State {
	d := &dealer{rng: rand.New(rand.NewPCG(seed, 2)), pool: map[registry.Kind][]int{}}
	for _, o := range offices {
		d.states = append(d.states, State{Number: o.Number, State: Unknown, WebService: NotKnown})
	}
	d.fixed(offices)
	for _, x := range deal {
		d.give(registry.Planner, x.planner, x.state, x.reason)
		d.give(registry.Centre, x.centre, x.state, x.reason)
		d.give(registry.Provider, x.providers, x.state, x.reason)
	}
	for i := range d.states {
		d.describe(&d.states[i], i)
	}
	d.join()
	d.web()
	return d.states
}

// fixed sets the states that the story tells and shuffles the rest.
func (d *dealer) fixed(offices []registry.Office) {
	active := []string{itoguchi, east}
	for _, p := range partners[:linked] {
		active = append(active, p.full())
	}
	for i, o := range offices {
		s := &d.states[i]
		if slices.Contains(active, o.Number) {
			s.State = Active
		} else if t, ok := story[o.Number]; ok {
			s.State, s.Reason, s.PlannedBy = t.State, t.Reason, t.PlannedBy
		} else {
			d.pool[o.Kind()] = append(d.pool[o.Kind()], i)
		}
	}
	for _, kind := range []registry.Kind{registry.Planner, registry.Centre, registry.Provider} {
		p := d.pool[kind]
		d.rng.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
	}
}

func (d *dealer) give(kind registry.Kind, n int, state, reason string) {
	for _, i := range d.pool[kind][:n] {
		d.states[i].State, d.states[i].Reason = state, reason
	}
	d.pool[kind] = d.pool[kind][n:]
}

var softwares = []string{"ソフトA", "ソフトB", "ソフトC", "ソフトD", "ソフトE", "ソフトF"}

var whyThinking = []string{
	"機能や効果をもう少し知ってから決めたいとのことです。", "導入の方法が分からないとのことです。", "法人の方針がまだ決まっていません。",
	"費用と削減できる時間を比べているところです。", "連携先のうち使う事業所が増えたら始めたいとのことです。", "介護ソフトの更新に合わせて考えるとのことです。",
	"閉域網のため、接続の方法を確認しています。", "事務の担当が替わり、引き継ぎを待っています。",
}

var whyNot = []string{
	"利用者が少なく、紙で足りるとのことです。", "同じ機能を持つ別のサービスを使っています。", "パソコンを使う職員がいないとのことです。", "来年度に事業を見直す予定です。",
}

var sources = []string{"電話", "訪問", "アンケート", "電話", "2026-09-16 操作体験会"}

// describe fills in what is known of one office beside its state.
func (d *dealer) describe(s *State, i int) {
	soft := softwares[d.rng.IntN(len(softwares))]
	day := date(2026, 5, 11).AddDate(0, 0, d.rng.IntN(225))
	source := sources[d.rng.IntN(len(sources))]
	pick, month := d.rng.IntN(64), d.rng.IntN(5)
	switch s.State {
	case Unknown:
		return
	case Planned:
		s.plan(pick, month, day)
	case Considering:
		s.Reason = cmp.Or(s.Reason, whyThinking[i%len(whyThinking)])
		s.Step = pick % 2
	case None:
		s.Reason = cmp.Or(s.Reason, whyNot[i%len(whyNot)])
	case Idle, Active:
		s.Closed = s.Number == east || s.Reason == reasonNet
		s.Step = map[string]int{"": 7, reasonApply: 5, reasonNet: 6, reasonOld: 6, reasonAlone: 7}[s.Reason]
	}
	s.Since, s.Source, s.Software = weekday(day), source, soft
	s.Closed = s.Closed || s.Reason == whyThinking[6]
	if source == sources[4] && !s.Since.After(date(2026, 9, 16)) {
		s.Source = "電話"
	}
}

// plan sets the month of the start and how far the preparation is: every third is stuck.
func (s *State) plan(pick, month int, day time.Time) {
	s.PlannedBy = cmp.Or(s.PlannedBy, []string{"2027-01", "2027-02", "2027-03", "2027-04", "2027-06"}[month])
	s.Step = 1 + pick%4
	if pick%3 == 0 && day.Before(date(2026, 11, 20)) {
		s.StuckSince = weekday(day)
		s.Reason = []string{"", "パソコンの管理者の許可を待っています。", "介護ソフトの出力の設定を確認しています。", "電子請求用のIDが見つからないとのことです。", "ダウンロードした後の手順で止まっています。"}[s.Step]
	}
}

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, JST) }

// weekday moves a Saturday or Sunday to the Monday after it.
func weekday(t time.Time) time.Time {
	switch t.Weekday() {
	case time.Saturday:
		return t.AddDate(0, 0, 2)
	case time.Sunday:
		return t.AddDate(0, 0, 1)
	}
	return t
}
