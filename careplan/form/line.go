package form

import (
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// line is one service line of 第6表: what is equal in its key, day by day.
type line struct {
	key          lineKey
	plan, actual records
}

type lineKey struct{ start, end, code, provider, article, detail string }

func keyOf(r record) lineKey {
	return lineKey{
		r.text("start_time"), r.text("end_time"), r.text("service_code"),
		r.text("service_office_number"), r.text("equipment_name"), r.text("detail_no"),
	}
}

// timed reports a band of time; 9999 stands for none.
func (k lineKey) timed() bool { return minutes(k.start) >= 0 }

// sameService leaves the band of time out.
func (k lineKey) sameService(other lineKey) bool {
	k.start, k.end = other.start, other.end
	return k == other
}

// service is what additions (加算) share with the service they belong to.
func (k lineKey) service() [2]string { return [2]string{k.provider, careplan.TypeOf(k.code)} }

// all gives the records of both rows.
func (l *line) all() records { return slices.Concat(l.plan, l.actual) }

// linesOf sorts visits into lines. What was done stands under what was planned, also when
// it began some minutes earlier or later; what nobody planned gets a line of its own.
func linesOf(plan, actual records) []*line {
	var out []*line
	for _, r := range plan {
		l := exact(&out, keyOf(r))
		l.plan = append(l.plan, r)
	}
	var rest records
	for _, r := range actual {
		i := slices.IndexFunc(out, func(l *line) bool { return l.key == keyOf(r) })
		if i < 0 {
			rest = append(rest, r)
			continue
		}
		out[i].actual = append(out[i].actual, r)
	}
	for _, r := range rest {
		l := nearest(out, r)
		if l == nil {
			l = exact(&out, keyOf(r))
		}
		l.actual = append(l.actual, r)
	}
	return sorted(out)
}

// exact finds the line of a key, or begins it.
func exact(lines *[]*line, k lineKey) *line {
	for _, l := range *lines {
		if l.key == k {
			return l
		}
	}
	l := &line{key: k}
	*lines = append(*lines, l)
	return l
}

// nearest finds the planned line of the same service that an actual most likely fulfils:
// planned on that day before not planned on it, then by the distance of the times.
func nearest(lines []*line, r record) *line {
	var best *line
	least := 0
	k, day := keyOf(r), r.text("service_date")
	for _, l := range lines {
		if len(l.plan) == 0 || !l.key.sameService(k) || l.key.timed() != k.timed() || len(on(l.actual, day)) > 0 {
			continue
		}
		d := minutes(l.key.start) - minutes(k.start)
		d = max(d, -d)
		if len(on(l.plan, day)) == 0 {
			d += 24 * 60
		}
		if best == nil || d < least {
			best, least = l, d
		}
	}
	return best
}

func on(list records, day string) records { return list.where("service_date", day) }

// sorted puts the lines of one provider and service together, by time, additions last.
func sorted(lines []*line) []*line {
	rank := map[[2]string]int{}
	for i, l := range lines {
		if _, ok := rank[l.key.service()]; !ok {
			rank[l.key.service()] = i
		}
	}
	slices.SortStableFunc(lines, func(a, b *line) int {
		if d := rank[a.key.service()] - rank[b.key.service()]; d != 0 {
			return d
		}
		if a.key.timed() != b.key.timed() {
			if a.key.timed() {
				return -1
			}
			return 1
		}
		if !a.key.timed() {
			return 0
		}
		return strings.Compare(a.key.start, b.key.start)
	})
	return lines
}

// addition reports a line without time under a service that has one.
func addition(l *line, lines []*line) bool {
	return !l.key.timed() && slices.ContainsFunc(lines, func(o *line) bool {
		return o.key.timed() && o.key.service() == l.key.service()
	})
}

// municipal reports services of 総合事業.
func municipal(list records) bool {
	return slices.ContainsFunc(list, func(r record) bool {
		t := spec.ServiceTypeOf(careplan.TypeOf(r.text("service_code")))
		return t != nil && t.Benefit == spec.MunicipalProgram
	})
}
