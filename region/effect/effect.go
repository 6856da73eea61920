// Package effect is what the exchange saves and what it costs: a calculator whose every
// assumption can be seen and changed, time studies before and after, counts of paper, and
// the rules of subsidies and 加算 as data. It knows numbers an office gives about itself.
// It never promises a saving from joining alone, and never decides about public money.
package effect

import (
	"fmt"
	"math"
)

// Error is something the person at the screen can act on.
type Error struct{ Code, Message, Next string }

func (e *Error) Error() string { return "effect: " + e.Code }

// Assumption is one number of the calculator (前提).
type Assumption struct {
	Key, Name string
	Value     float64
	Unit      string
	Basis     string // where it comes from, or 「仮定」
	Editable  bool
}

// Keys of the assumptions.
const (
	wage     = "wage"
	before   = "before"
	after    = "after"
	pages    = "pages"
	paper    = "paper"
	fax      = "fax"
	post     = "post"
	hand     = "hand"
	setup    = "setup"
	licence  = "licence"
	faxShare = "faxshare"
	posted   = "postshare"
)

// Assumptions are the numbers the calculator starts with.
func Assumptions() []Assumption {
	return []Assumption{
		{wage, "1時間あたりの人件費", 1800, "円", "仮定。事業所の数字に直してください", true},
		{before, "紙・FAXのとき、提供票1枚にかかる時間", 6, "分", "仮定（印刷・仕分け1、送付2、実績の転記2.5、確認0.5）", true},
		{after, "データのとき、提供票1枚にかかる時間", 2, "分", "国の説明「およそ3分の1」による", true},
		{pages, "提供票1枚あたりの用紙", 2, "枚", "仮定", true},
		{paper, "用紙・印刷", 3, "円/枚", "仮定", true},
		{fax, "FAXの通信", 10, "円/回", "仮定", true},
		{post, "封筒と切手", 110, "円/通", "仮定（2024年10月の郵便料金をもとに）", true},
		{faxShare, "紙のうちFAXで送る割合", 60, "%", "仮定", true},
		{posted, "紙のうち郵送する割合", 20, "%", "仮定。残りは手渡しなどとします", true},
		{hand, "紙とデータの両方を続ける手間", 2, "時間/月", "仮定。つながった割合が0 %と100 %のときはかかりません", true},
		{setup, "はじめの準備", 5, "時間（1回）", "仮定（事業所3、支援者2）", true},
		{licence, "ライセンス", 21000, "円/年", "国のシステムの通常料金。キャンペーン中は0円", true},
	}
}

// Volumes are an office's own numbers.
type Volumes struct {
	SlipsOut, SlipsIn int     // slips a month, sent and received
	Linked            float64 // part of them with partners that are linked, 0..1
}

// DefaultVolumes are those of a care office of usual size: about 390 slips a month.
func DefaultVolumes() Volumes { return Volumes{SlipsOut: 195, SlipsIn: 195, Linked: 0.3} }

// Line is one line of the bill: a month before and now, and how it was computed.
type Line struct {
	Name          string
	Before, After float64
	Unit          string
	How           string
}

// Bill is a month's effect. Net is yen a month, positive when it pays.
type Bill struct {
	Lines                       []Line
	MinutesBefore, MinutesAfter int
	YenBefore, YenAfter         int
	Net                         int
	Note                        []string
}

// Calculate gives the effect of a month. It depends on the linked share, never on joining
// alone: with nothing linked the office pays the licence and saves nothing.
func Calculate(v Volumes, list []Assumption) (Bill, error) {
	if v.SlipsOut < 0 || v.SlipsIn < 0 || v.Linked < 0 || v.Linked > 1 || math.IsNaN(v.Linked) {
		return Bill{}, &Error{"volumes", "件数かつながった割合が読み取れません。", "件数は0以上、割合は0から100までの数字にしてください。"}
	}
	a := map[string]float64{}
	for _, x := range list {
		if x.Value < 0 || math.IsNaN(x.Value) || math.IsInf(x.Value, 0) {
			return Bill{}, &Error{"assumption", "前提の数字が読み取れません（" + x.Name + "）。", "0以上の数字にしてください。"}
		}
		a[x.Key] = x.Value
	}
	return bill(v, a), nil
}

func bill(v Volumes, a map[string]float64) Bill {
	n := float64(v.SlipsOut + v.SlipsIn)
	linked, out := n*v.Linked, float64(v.SlipsOut)
	minBefore, minAfter := n*a[before], (n-linked)*a[before]+linked*a[after]
	both := 0.0
	if v.Linked > 0 && v.Linked < 1 {
		both = a[hand] * 60
	}
	each := a[pages]*a[paper] + a[faxShare]/100*a[fax] + a[posted]/100*a[post]
	yen := func(minutes float64) float64 { return minutes / 60 * a[wage] }
	b := Bill{Lines: []Line{
		{"提供票にかける時間", minBefore, minAfter, "分/月", fmt.Sprintf("%.0f枚×%.1f分。つながった%.0f枚は%.1f分", n, a[before], linked, a[after])},
		{"紙とデータを両方続ける手間", 0, both, "分/月", "相手の一部だけがつながっている間かかります"},
		{"用紙・FAX・郵送", out * each, out * (1 - v.Linked) * each, "円/月", fmt.Sprintf("送る%.0f枚×1枚%.1f円", out, each)},
		{"ライセンス", 0, a[licence] / 12, "円/月", "年額÷12"},
		{"はじめの準備", 0, yen(a[setup]*60) / 12, "円/月", "1回分を12か月で割ったもの"},
	}}
	b.MinutesBefore, b.MinutesAfter = round(minBefore), round(minAfter+both)
	b.YenBefore = round(yen(minBefore) + out*each)
	b.YenAfter = round(yen(minAfter+both) + out*(1-v.Linked)*each + a[licence]/12 + yen(a[setup]*60)/12)
	b.Net = b.YenBefore - b.YenAfter
	b.Note = []string{"前提はすべて仮定か引用です。事業所で測った時間に置き換えてください。", "効果は、相手も使って初めて出ます。つながった割合0 %のときは費用だけがかかります。"}
	return b
}

func round(x float64) int { return int(math.Round(x)) }

// Point is the effect at one linked share.
type Point struct {
	Linked float64
	Net    int
}

// Curve gives the effect from 0 to 100 % linked.
func Curve(v Volumes, list []Assumption) ([]Point, error) {
	var out []Point
	for i := 0; i <= 20; i++ {
		v.Linked = float64(i) / 20
		b, err := Calculate(v, list)
		if err != nil {
			return nil, err
		}
		out = append(out, Point{v.Linked, b.Net})
	}
	return out, nil
}

// Quote is an official figure as it was published.
type Quote struct{ Text, Source, Remark string }

// OfficialExample is the ministry's example, word for word in its numbers.
func OfficialExample() Quote {
	return Quote{
		Text:   "1事業所あたり年間816,000円、月68,368円の削減。時間はおよそ3分の1。",
		Source: "厚生労働省の説明資料（介護保険最新情報Vol.1096ほか）",
		Remark: "68,368円×12は820,416円で、816,000円とは合いません。内訳は公表資料に見つからないため、補っていません。",
	}
}
