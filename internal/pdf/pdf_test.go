package pdf_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

func TestTheSameSheetsGiveTheSameBytes(t *testing.T) {
	want := write(t, month(), plan(80))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if !bytes.Equal(write(t, month(), plan(80)), want) {
				t.Error("two runs differ")
			}
		})
	}
	all.Wait()
	if n := bytes.Count(want, []byte("Date (D:20261224093000")); n != 2 {
		t.Errorf("the file bears the given time %d times, want it made and changed then", n)
	}
}

func TestALongTableBreaksAndRepeatsItsHead(t *testing.T) {
	file := write(t, table(40))
	if n := len(regexp.MustCompile(`/Type /Page\n`).FindAll(file, -1)); n != 2 {
		t.Fatalf("%d pages, want 2", n)
	}
	rows := 0
	for i, p := range pages(t, file) {
		for _, want := range []string{"サービス一覧", "日付", "内容", "単位", "申請中", "生保単独", "作成　居宅介護支援　いとぐち", fmt.Sprintf("%d/2", i+1)} {
			if count(p, want) != 1 {
				t.Errorf("page %d says %s %d times", i+1, want, count(p, want))
			}
		}
		rows += count(p, "244")
	}
	if rows != 40 {
		t.Errorf("%d rows on all pages, want 40", rows)
	}
}

func TestPagesAreNumberedWithinTheirSheet(t *testing.T) {
	got := pages(t, write(t, table(2), table(40), table(2)))
	for i, want := range []string{"1/1", "1/2", "2/2", "1/1"} {
		if i >= len(got) || count(got[i], want) != 1 {
			t.Errorf("page %d of %d is not numbered %s", i+1, len(got), want)
			continue
		}
		if last := got[i][len(got[i])-1]; last.text != want || last.size != 7 {
			t.Errorf("page %d ends with %q at %.1f pt", i+1, last.text, last.size)
		}
	}
}

// A row taller than a page, alone or held together by a span, continues on the next page.
func TestNoLineIsLostWhereAPageEnds(t *testing.T) {
	span := form.Sheet{Title: "見本", Blocks: []form.Block{{Head: 1, Widths: []float64{1, 3, 3}, Rows: [][]form.Cell{
		{label("課題"), label("目標"), label("内容")}, {{Text: story(20), Rows: 40}, {Text: "はじめ"}, {Text: story(70)}},
	}}}}
	for i := range 39 {
		span.Blocks[0].Rows = append(span.Blocks[0].Rows, []form.Cell{{Text: fmt.Sprintf("目標%d", i)}, {Text: "内容\n内容\n内容"}})
	}
	held := form.Sheet{Title: "見本", Blocks: []form.Block{{Widths: []float64{1, 1}, Rows: [][]form.Cell{{{Text: story(150), Rows: 80}, {Text: "はじめ"}}}}}}
	for range 79 {
		held.Blocks[0].Rows = append(held.Blocks[0].Rows, []form.Cell{{Text: "内容\n内容\n内容"}})
	}
	for name, c := range map[string]struct {
		sheet     form.Sheet
		sentences int
	}{"a text held by a span": {held, 150}, "a long text": {plan(200), 200}, "a long span": {span, 70}} {
		t.Run(name, func(t *testing.T) {
			text := ""
			for i, p := range pages(t, write(t, c.sheet)) {
				text += said(p)
				for _, piece := range p {
					if piece.y < 20 {
						t.Errorf("page %d: %q stands at %.0f pt, under the page", i+1, piece.text, piece.y)
					}
				}
			}
			for n := range c.sentences {
				if !strings.Contains(text, fmt.Sprintf("%04d）", n+1)) {
					t.Errorf("sentence %d is lost", n+1)
				}
			}
		})
	}
}

// A heading and a head stand above a row on the same page, in every way one table can stand
// under another.
func TestNoHeadStandsAlone(t *testing.T) {
	for n := 1; n < 60; n++ {
		s := table(n)
		s.Blocks = append(s.Blocks, table(3).Blocks[0])
		for i, p := range pages(t, write(t, s)) {
			row, head, heading := lowest(p, "244"), lowest(p, "日付"), lowest(p, "サービス")
			if row < 20 || row > head || row > heading {
				t.Fatalf("%d rows, page %d: last row at %.0f pt, last head at %.0f, last heading at %.0f", n, i+1, row, head, heading)
			}
		}
	}
}

// lowest is the height in pt where a text stands last, far above the page when it does not.
func lowest(page []piece, text string) float64 {
	y := 9999.0
	for _, p := range page {
		if p.text == text {
			y = min(y, p.y)
		}
	}
	return y
}

func TestWhatTheFontHasNotIsShownAndNamed(t *testing.T) {
	s := form.Sheet{Title: "見本𠮷", Foot: []string{"脚😀"}, Badges: []string{"札\u0e01"}, Blocks: []form.Block{{Heading: "題한", Widths: []float64{1}, Rows: [][]form.Cell{{{Text: "𠮷野\ufeff﨑髙①㈱〜−\r\n\t한ｶﾅ"}}}}}}
	if got, want := string(pdf.Missing([]form.Sheet{s})), "\u0e01한😀𠮷"; got != want {
		t.Errorf("missing %q, want %q", got, want)
	}
	page := pages(t, write(t, s))[0]
	for _, want := range []string{"見本〓", "脚〓", "札〓", "題〓", "〓野﨑髙①㈱〜−", " 〓ｶﾅ"} {
		if count(page, want) != 1 {
			t.Errorf("%q is not on the page: %q", want, said(page))
		}
	}
	if got := pdf.Missing([]form.Sheet{month(), plan(3)}); len(got) > 0 {
		t.Errorf("missing %q", got)
	}
}

func TestLinesBreakWhereTheyMay(t *testing.T) {
	sheet := func(text string) form.Sheet {
		return form.Sheet{Blocks: []form.Block{{Widths: []float64{1, 5}, Rows: [][]form.Cell{{{Text: text}, {}}}}}}
	}
	for name, text := range map[string]string{
		"signs":   strings.Repeat("見本です、「例示」ですと言った。（仮名）ッ", 9),
		"numbers": strings.Repeat("単位は12,345で09:00から", 9),
		"no end":  strings.Repeat("ー", 300),
		"latin":   strings.Repeat("x", 300),
	} {
		t.Run(name, func(t *testing.T) {
			page := pages(t, write(t, sheet(text)))[0]
			lines := slices.DeleteFunc(page, func(p piece) bool { return p.text == "1/1" })
			if len(lines) < 5 {
				t.Fatalf("%d lines", len(lines))
			}
			joined := ""
			for i, l := range lines {
				joined += l.text
				first, last := []rune(l.text)[0], []rune(l.text)[len([]rune(l.text))-1]
				if name == "signs" && (strings.ContainsRune("、。」）ッ", first) || strings.ContainsRune("「（", last)) {
					t.Errorf("line %d: %q", i, l.text)
				}
				if cut := regexp.MustCompile(`^[0-9:,]+`).FindString(l.text); cut != "" && cut != "12,345" && cut != "09:00" {
					t.Errorf("line %d begins within a number: %q", i, l.text)
				}
				if wide := 8 * float64(len([]rune(l.text))); name != "latin" && name != "numbers" && wide > 32*72/25.4 {
					t.Errorf("line %d is %.0f pt wide", i, wide)
				}
			}
			if joined != text {
				t.Errorf("lines join to %q", joined)
			}
		})
	}
}

func TestATextShrinksBeforeItWraps(t *testing.T) {
	for name, c := range map[string]struct {
		cell  form.Cell
		lines int
		size  func(float64) bool
	}{
		"fits":              {form.Cell{Text: "見本"}, 1, func(s float64) bool { return s == 8 }},
		"shrinks":           {form.Cell{Text: "見本見本見本見"}, 1, func(s float64) bool { return s >= 5 && s < 8 }},
		"short, but wraps":  {form.Cell{Text: "見本見本見本見本見本見本"}, 2, func(s float64) bool { return s >= 5 }},
		"long":              {form.Cell{Text: strings.Repeat("見本", 10)}, 4, func(s float64) bool { return s == 8 }},
		"too long":          {form.Cell{Text: strings.Repeat("見本", 20), Tall: 6.5}, 7, func(s float64) bool { return s == 8 }},
		"long, fixed frame": {form.Cell{Text: strings.Repeat("見本", 10), Tall: 6.5}, 2, func(s float64) bool { return s >= 5 && s < 8 }},
	} {
		t.Run(name, func(t *testing.T) {
			s := form.Sheet{Blocks: []form.Block{{Widths: []float64{20, 192 - 20}, Rows: [][]form.Cell{{c.cell, {}}}}}}
			page := pages(t, write(t, s))[0]
			lines := slices.DeleteFunc(page, func(p piece) bool { return p.text == "1/1" })
			if len(lines) != c.lines || !c.size(lines[0].size) {
				t.Errorf("%d lines at %.2f pt", len(lines), lines[0].size)
			}
		})
	}
}

func TestPaperStandsAsTheSheetSays(t *testing.T) {
	file := write(t, month(), plan(1))
	for _, want := range []string{"[0 0 841.89 595.28]", "[0 0 595.28 841.89]"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("no page %s", want)
		}
	}
	if got := pages(t, file); len(got) != 2 {
		t.Errorf("%d pages, want 2", len(got))
	}
}

func TestOddSheetsAreDrawn(t *testing.T) {
	for name, s := range map[string]form.Sheet{
		"empty":            {},
		"no columns":       {Blocks: []form.Block{{Rows: [][]form.Cell{{{Text: "見本"}}}}}},
		"more than widths": {Blocks: []form.Block{{Widths: []float64{1}, Rows: [][]form.Cell{{{Text: "見本", Cols: 4, Rows: 9}, {Text: "本"}}}}}},
		"head of all":      {Blocks: []form.Block{{Head: 9, Widths: []float64{1}, Rows: [][]form.Cell{{{Text: "見本"}}}}}},
		"a head of pages":  {Blocks: []form.Block{{Head: 1, Widths: []float64{1}, Rows: [][]form.Cell{{{Text: story(300)}}, {{Text: "見本"}}}}}},
		"tall":             {Blocks: []form.Block{{Widths: []float64{1}, Rows: [][]form.Cell{{{Text: "見本", Tall: 900}}}}}},
		"long all around":  {Title: story(40), Corner: "見本", Foot: strings.Split(story(90), "。"), Badges: strings.Split(story(9), "、")},
		"a long heading":   {Blocks: []form.Block{{Heading: story(90), Widths: []float64{1}, Rows: [][]form.Cell{{{Text: "見本"}}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if len(pages(t, write(t, s))) == 0 {
				t.Error("no page")
			}
		})
	}
}

func BenchmarkSlip(b *testing.B) {
	s := month()
	s.Blocks[0].Rows = s.Blocks[0].Rows[:14]
	for b.Loop() {
		write(b, s)
	}
}

func TestALabelIsSaidAgainWhereItsTextContinues(t *testing.T) {
	for i, p := range pages(t, write(t, plan(200))) {
		if strings.Contains(said(p), "見本 ハナさん") && count(p, "生活に対する意向") != 1 {
			t.Errorf("page %d does not say what the text is", i+1)
		}
	}
}
