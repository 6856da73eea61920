package form_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func html(sheets []form.Sheet, o form.Options) string {
	var out strings.Builder
	for _, s := range sheets {
		out.WriteString(string(s.HTML(o)))
	}
	return out.String()
}

func TestAFindingIsShownAtItsCell(t *testing.T) {
	start := form.Origin{Kind: spec.UPPLAN, Line: 1, Col: 12}
	count := form.Origin{Kind: spec.UPPLAN, Line: 2, Col: 14}
	o := form.Options{Marks: map[form.Origin]string{start: "時刻ではありません。", count: `回数が"多い"ようです。`}}
	got := html(sheetsOf(t, sample(t, "02_K2_slip"), o), o)
	for _, want := range []string{
		`<th id="f-UPPLAN-1-12" class="small marked stick l0" scope="rowgroup" rowspan="2" title="時刻ではありません。">09:00<br>～09:30<span class="vh"> 時刻ではありません。</span></th>`,
		`<td id="f-UPPLAN-2-14" class="mid marked" title="回数が&#34;多い&#34;ようです。">1<span class="vh"> 回数が&#34;多い&#34;ようです。</span></td>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %s", want)
		}
	}
}

// Whatever item of whatever record a finding names, exactly one place answers to its link.
func TestEveryFindingHasExactlyOnePlace(t *testing.T) {
	dirs := []string{"01_K1_plan", "02_K2_slip", "03_K5_actual", "09_Y2_prevention_plan_with_basic_info", "11_Y4_prevention_slip", "06_K6_delete_actual", "17_V32_plan"}
	for _, dir := range dirs {
		t.Run(dir, func(t *testing.T) {
			u := sample(t, dir)
			o := form.Options{Marks: everyPlace(t, u)}
			got := html(sheetsOf(t, u, o), o)
			seen := map[string]int{}
			for _, m := range regexp.MustCompile(` id="(f-[^"]+)"`).FindAllStringSubmatch(got, -1) {
				seen[m[1]]++
			}
			for id, n := range seen {
				if n != 1 {
					t.Errorf("%s stands %d times", id, n)
				}
			}
			for _, id := range o.Marks {
				if seen[id] == 0 {
					t.Fatalf("%s is nowhere", id)
				}
			}
		})
	}
}

// everyPlace marks every item of every record with the name of its link.
func everyPlace(t *testing.T, u *careplan.Unit) map[form.Origin]string {
	t.Helper()
	out := map[form.Origin]string{}
	for _, f := range u.Files {
		if f.Layout == nil || f.Layout.Binary {
			continue
		}
		d, err := careplan.ReadDocument(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range d.Records {
			for col := range len(d.Layout.Fields) + 1 {
				o := form.Origin{Kind: d.Layout.Kind, Line: r.Line, Col: col}
				out[o] = strings.Join([]string{"f", string(o.Kind), itoa(o.Line), itoa(o.Col)}, "-")
			}
		}
	}
	return out
}

func TestPagesKeepToAStrictPolicy(t *testing.T) {
	for _, dir := range []string{"01_K1_plan", "02_K2_slip", "09_Y2_prevention_plan_with_basic_info"} {
		got := html(sheetsOf(t, sample(t, dir), form.Options{Signature: true}), form.Options{})
		for _, never := range []string{"style=", "<script", "<style", "onclick", "src=", "javascript:"} {
			if strings.Contains(got, never) {
				t.Errorf("%s has %s", dir, never)
			}
		}
	}
	for _, never := range []string{"url(", "@import", "http:", "https:"} {
		if strings.Contains(form.CSS, never) {
			t.Errorf("CSS has %s", never)
		}
	}
}

func TestTextsCannotBecomeMarkup(t *testing.T) {
	s := slipOf("20260302 0900 0930 111111")
	s.Visits[0].Article = `<b onclick="x">&`
	o := form.Options{Marks: map[form.Origin]string{{Kind: spec.UPPLAN, Line: 1, Col: 14}: `"><img src=x>`}}
	got := string(form.SlipSheet(s, nil, o).HTML(o))
	if strings.Contains(got, "<b ") || strings.Contains(got, "<img") || !strings.Contains(got, "&lt;b onclick=&#34;x&#34;&gt;&amp;") {
		t.Error("text is not escaped")
	}
}

// Every row of every grid fills its columns, spans counted: otherwise cells slip sideways.
func TestRowsFillTheirColumns(t *testing.T) {
	for _, dir := range []string{"01_K1_plan", "02_K2_slip", "03_K5_actual", "06_K6_delete_actual", "09_Y2_prevention_plan_with_basic_info", "11_Y4_prevention_slip", "16_Y6_delete_prevention_plan", "17_V32_plan"} {
		for _, s := range sheetsOf(t, sample(t, dir), form.Options{Signature: true}) {
			for _, b := range s.Blocks {
				rowsFill(t, dir+" "+s.Title+" "+b.Heading, b)
			}
		}
	}
}

func rowsFill(t *testing.T, name string, b form.Block) {
	t.Helper()
	reach := make([]int, len(b.Widths)) // the row up to which a place is taken
	for i, row := range b.Rows {
		free := 0
		for _, r := range reach {
			if r <= i {
				free++
			}
		}
		col := 0
		for _, c := range row {
			for col < len(reach) && reach[col] > i {
				col++
			}
			for range max(c.Cols, 1) {
				free--
				if col < len(reach) {
					reach[col] = i + max(c.Rows, 1)
				}
				col++
			}
		}
		if free != 0 {
			t.Errorf("%s, row %d: %d places too many or too few", name, i, free)
		}
	}
}

func TestHTMLIsWellFormed(t *testing.T) {
	for _, dir := range []string{"01_K1_plan", "02_K2_slip", "09_Y2_prevention_plan_with_basic_info"} {
		text := html(sheetsOf(t, sample(t, dir), form.Options{}), form.Options{})
		text = regexp.MustCompile(`<(br|col class="w\d+")>`).ReplaceAllString(text, "<$1/>")
		d := xml.NewDecoder(strings.NewReader("<body>" + text + "</body>"))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(dir, err)
			}
		}
	}
}

// Every class a cell can get has a rule in the style sheet.
func TestEveryClassHasItsStyle(t *testing.T) {
	text := ""
	for _, dir := range []string{"01_K1_plan", "02_K2_slip", "09_Y2_prevention_plan_with_basic_info"} {
		text += html(sheetsOf(t, sample(t, dir), form.Options{Signature: true, Draft: true}), form.Options{})
	}
	for _, m := range regexp.MustCompile(`class="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		for _, class := range strings.Fields(m[1]) {
			if !regexp.MustCompile(`\.` + class + `[^0-9a-z]`).MatchString(form.CSS) {
				t.Fatalf("no style for %s", class)
			}
		}
	}
}
