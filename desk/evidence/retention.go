package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// Holding is one record that is kept. Start is the day its keeping begins to count
// (完結の日: the end of the service or of the contract), "" unknown. A zero Client stands for a record of the
// office itself.
type Holding struct {
	Ref, RecordKind string
	Client          careplan.ClientKey
	Insurer         string
	Start           string
	InService       bool
	Stop            bool // 廃棄停止
	StopWhy         string
}

// Policy says how many years a record is kept. The insurer (保険者, by its ordinance) comes first:
// its years for the kind, then its years for "" (every kind), then the years of the kind,
// then Default, then five. Years below one are not believed.
type Policy struct {
	Years     map[string]int
	ByInsurer map[string]map[string]int
	Default   int
}

const fiveYears = 5

// DueItem may be deleted. Until is the last day it had to be kept.
type DueItem struct {
	Holding
	Years int
	Until string
}

// KeptItem stays, and why. Until is "" as long as the start is unknown.
type KeptItem struct {
	Holding
	Years int
	Until string
	Why   string
}

// YearsOf gives the years a record is kept.
func (p Policy) YearsOf(h Holding) int {
	own := p.ByInsurer[h.Insurer]
	for _, n := range []int{own[h.RecordKind], own[""], p.Years[h.RecordKind], p.Default} {
		if n > 0 {
			return n
		}
	}
	return fiveYears
}

// Due parts the records into those whose time is over and those that stay. Nothing of a
// client in service is due, whichever of the records says so. When in doubt a record stays.
func Due(h []Holding, p Policy, today string) (due []DueItem, kept []KeptItem) {
	serving := inService(h)
	for _, x := range h {
		years := p.YearsOf(x)
		until := keptUntil(x.Start, years)
		if why := whyKept(x, serving, until, today); why != "" {
			kept = append(kept, KeptItem{Holding: x, Years: years, Until: until, Why: why})
			continue
		}
		due = append(due, DueItem{Holding: x, Years: years, Until: until})
	}
	slices.SortStableFunc(due, func(x, y DueItem) int { return cmp.Or(cmp.Compare(x.Until, y.Until), cmp.Compare(x.Ref, y.Ref)) })
	slices.SortStableFunc(kept, func(x, y KeptItem) int { return cmp.Or(cmp.Compare(x.Until, y.Until), cmp.Compare(x.Ref, y.Ref)) })
	return due, kept
}

func inService(h []Holding) map[careplan.ClientKey]bool {
	out := map[careplan.ClientKey]bool{}
	for _, x := range h {
		if x.InService && x.Client != (careplan.ClientKey{}) {
			out[x.Client] = true
		}
	}
	return out
}

// whyKept is the reason in words, "" if there is none.
func whyKept(x Holding, serving map[careplan.ClientKey]bool, until, today string) string {
	_, known := calendar.Parse(today)
	switch {
	case x.Stop && x.StopWhy == "":
		return "廃棄を止めています。"
	case x.Stop:
		return "廃棄を止めています（" + x.StopWhy + "）。"
	case x.InService || serving[x.Client]:
		return "利用中の方の記録です。利用が終わってから数えます。"
	case until == "":
		return "保存の始まりの日が分かりません。利用が終わった日を入力してください。"
	case !known:
		return "今日の日付が分からないため、残します。"
	case today <= until:
		return fmt.Sprintf("%sまで保存します。", calendar.Era.Date(until))
	}
	return ""
}

// keptUntil is the last day of a period of years after a day, as the civil code counts
// (民法140条・143条): the first day is left out, the period ends the day before the same date, and
// on the last of the month if that date does not exist.
func keptUntil(start string, years int) string {
	first := calendar.Add(start, 1)
	if first == "" {
		return ""
	}
	year, err := strconv.Atoi(first[:4])
	if err != nil {
		return ""
	}
	same := fmt.Sprintf("%04d%s", year+years, first[4:])
	if _, ok := calendar.Parse(same); ok {
		return calendar.Add(same, -1)
	}
	days := calendar.Days(same[:6])
	if len(days) == 0 {
		return ""
	}
	return days[len(days)-1]
}
