package adoption

import (
	"fmt"
	"time"
)

// Definition is how a rate is counted; its words stand beside every figure.
type Definition struct {
	ID    string // stands in stored figures, never changed
	Name  string // 導入率（登録簿の全番号）
	Above string // what is counted
	Below string // of what
}

// The definitions of rates.
const (
	JoinedAll   = "joined-all"
	JoinedHome  = "joined-home"
	ActiveHome  = "active-home"
	PairsLinked = "pairs"
	SlipsLinked = "slips"
	AllPartners = "all-partners"
)

var definitions = []Definition{
	{JoinedAll, "導入率（全番号）", "導入済み（利用中＋未活用）の事業所番号", "登録簿にある事業所番号のすべて"},
	{JoinedHome, "導入率（居宅系）", "導入済み（利用中＋未活用）の事業所番号", "居宅介護支援・地域包括支援センターと、提供票をやり取りするサービスの事業所番号（対象外を除く）"},
	{ActiveHome, "利用率（居宅系）", "前の月に1事業所以上とデータでやり取りした事業所番号", "居宅介護支援・地域包括支援センターと、提供票をやり取りするサービスの事業所番号（対象外を除く）"},
	{PairsLinked, "つながった連携先の組", "両方が利用中の「居宅・包括とサービス事業所」の組", "やり取りがある組のすべて（実測・申告・推計）"},
	{SlipsLinked, "データで届く提供票", "両方が利用中の組の1か月の件数（予定と実績）", "やり取りがある組の1か月の件数のすべて（実測・申告・推計）"},
	{AllPartners, "連携先のすべてとつながった事業所", "連携先がすべて利用中である利用中の事業所番号", "利用中の事業所番号"},
}

// Definitions lists the definitions of rates.
func Definitions() []Definition { return definitions }

// DefinitionOf gives a definition by its id.
func DefinitionOf(id string) Definition {
	for _, d := range definitions {
		if d.ID == id {
			return d
		}
	}
	return Definition{ID: id, Name: id}
}

// Rate is a figure that cannot be quoted without its basis.
type Rate struct {
	Definition string
	Num, Den   int
	At         time.Time // 基準日
	Basis      string    // the edition or source of the denominator
}

// Percent is the rate in percent; 0 when nothing is in the denominator.
func (r Rate) Percent() float64 {
	if r.Den == 0 {
		return 0
	}
	return 100 * float64(r.Num) / float64(r.Den)
}

// String writes 43/214 = 20.1 %.
func (r Rate) String() string {
	if r.Den == 0 {
		return fmt.Sprintf("%d/0", r.Num)
	}
	return fmt.Sprintf("%d/%d = %.1f %%", r.Num, r.Den, r.Percent())
}

// Split says how much of a change comes from the numerator and how much from the
// denominator alone, in points; together they are the whole change.
type Split struct{ Numerator, Denominator float64 }

// Total is the whole change in points.
func (s Split) Total() float64 { return s.Numerator + s.Denominator }

// Change compares two rates of the same place: first the numerator over the old
// denominator, then the change of denominator.
func Change(before, after Rate) Split {
	if before.Den == 0 || after.Den == 0 {
		return Split{}
	}
	middle := 100 * float64(after.Num) / float64(before.Den)
	return Split{Numerator: middle - before.Percent(), Denominator: after.Percent() - middle}
}

// SameBasis tells whether a line may be drawn between two figures.
func SameBasis(a, b Rate) bool { return a.Definition == b.Definition && a.Basis == b.Basis }
