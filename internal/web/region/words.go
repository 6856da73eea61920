package regionweb

import (
	"fmt"
	"html/template"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
)

// words are the functions of the map's templates.
func (s *Site) words(style calendar.Style) template.FuncMap {
	return template.FuncMap{
		"day":       func(t time.Time) string { return dayWords(style, t) },
		"iso":       isoDay,
		"zone":      s.Map.ZoneName,
		"who":       s.who,
		"stateword": func(v adoption.State) string { return v.Word() },
		"states":    adoption.States,
		"step":      adoption.StepWord,
		"ways":      region.Ways,
		"kind":      kindWord,
		"pct":       func(f float64) string { return fmt.Sprintf("%.1f %%", 100*f) },
		"hours":     func(f float64) string { return fmt.Sprintf("%.1f時間", f) },
		"office":    s.officeName,
		"public":    func() string { return region.PublicRecord },
		"list":      func(v ...string) []string { return v },
		"seq":       func(n int) []int { return make([]int, n) },
		"rate":      func(r adoption.Rate) string { return r.String() },
		"defname":   func(id string) string { return adoption.DefinitionOf(id).Name },
	}
}

func dayWords(style calendar.Style, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return style.Date(calendar.Of(t))
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Japan).Format(time.DateOnly)
}

func kindWord(k registry.Kind) string {
	return map[registry.Kind]string{registry.Planner: "居宅介護支援", registry.Centre: "地域包括支援センター", registry.Provider: "サービス事業所", registry.Facility: "施設・居住系"}[k]
}

// who names an account.
func (s *Site) who(id string) string {
	if id == "" {
		return "自動"
	}
	if a, err := s.Map.DutyOf(id); err == nil && a.Name != "" {
		return a.Name
	}
	return id
}

// officeName names an office of the registry; its number when it is not there.
func (s *Site) officeName(number string) string { return s.Map.NameOf(number) }

// day reads a day of a form; the zero time when there is none.
func (c *call) day(field string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, c.r.FormValue(field), calendar.Japan)
	if err != nil {
		return time.Time{}
	}
	return t
}

// today is the end of today, or the day of a form if it lies before.
func (c *call) on(field string) time.Time {
	if t := c.day(field); !t.IsZero() && isoDay(t) != isoDay(c.site.Now()) {
		return t
	}
	return c.site.Now()
}
