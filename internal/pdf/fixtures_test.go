package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

var made = pdf.Options{Created: time.Date(2026, 12, 24, 9, 30, 0, 0, time.UTC), Author: "架空"}

func write(t testing.TB, sheets ...form.Sheet) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := pdf.Write(&buf, sheets, made); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// piece is a text on a page; x and y in pt from the lower left.
type piece struct {
	x, y, size float64
	text       string
}

var (
	stream = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	shown  = regexp.MustCompile(`(?s)/F\w+ ([\d.]+) Tf|BT ([\d.-]+) ([\d.-]+) Td \((.*?)\) Tj ET`)
)

// pages takes the texts out of a PDF: its page contents are the streams that show text.
func pages(t testing.TB, file []byte) [][]piece {
	t.Helper()
	var out [][]piece
	for _, m := range stream.FindAllSubmatch(file, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		b, err := io.ReadAll(r)
		if err == nil && bytes.Contains(b, []byte(") Tj ET")) {
			out = append(out, pieces(b))
		}
	}
	return out
}

func pieces(content []byte) []piece {
	var out []piece
	size := 0.0
	for _, m := range shown.FindAllSubmatch(content, -1) {
		if len(m[1]) > 0 {
			fmt.Sscan(string(m[1]), &size)
			continue
		}
		p := piece{size: size, text: decode(m[4])}
		fmt.Sscan(string(m[2]), &p.x)
		fmt.Sscan(string(m[3]), &p.y)
		out = append(out, p)
	}
	return out
}

// decode reads a PDF string of UTF-16, big end first.
func decode(b []byte) string {
	b = []byte(strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(b)))
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

// said is all text of a page in the order drawn.
func said(page []piece) string {
	var out strings.Builder
	for _, p := range page {
		out.WriteString(p.text)
	}
	return out.String()
}

func count(page []piece, text string) int {
	n := 0
	for _, p := range page {
		if p.text == text {
			n++
		}
	}
	return n
}

func label(text string) form.Cell {
	return form.Cell{Text: text, Head: true, Tint: form.Label, Align: form.Center}
}

// table is a list of rows that does not fit on one page.
func table(rows int) form.Sheet {
	b := form.Block{Heading: "サービス", Widths: []float64{1, 3, 1}, Head: 1, Rows: [][]form.Cell{{label("日付"), label("内容"), label("単位")}}}
	for i := range rows {
		b.Rows = append(b.Rows, []form.Cell{{Text: fmt.Sprintf("第%d行", i+1)}, {Text: "身体介護（見本の文章です。）とても長いので、枠の中で折り返して表示されなければなりません。"}, {Text: "244", Align: form.Right}})
	}
	return form.Sheet{Title: "サービス一覧", Blocks: []form.Block{b}, Foot: []string{"作成　居宅介護支援　いとぐち"}, Badges: []string{"申請中", "生保単独"}}
}

// month is a slip (提供票) of 31 days: three columns, a row of days and one of weekdays,
// two rows (予定, 実績) for each of twelve services.
func month() form.Sheet {
	b := form.Block{Heading: "月間サービス計画及び実績の記録", Head: 2, Widths: []float64{2.6, 4.4, 3.6, 1.2}}
	top, days := []form.Cell{label("提供時間帯"), label("サービス内容"), label("事業所名"), label("")}, []form.Cell(nil)
	for i := range top {
		top[i].Rows = 2
	}
	for d := range 31 {
		b.Widths = append(b.Widths, 1)
		top = append(top, form.Cell{Text: fmt.Sprint(d + 1), Head: true, Align: form.Center, Tint: tint(d, form.Label)})
		days = append(days, form.Cell{Text: string([]rune("火水木金土日月")[d%7]), Head: true, Align: form.Center, Tint: tint(d, form.Label)})
	}
	b.Widths, b.Rows = append(b.Widths, 1.6), [][]form.Cell{append(top, form.Cell{Text: "合計", Rows: 2, Head: true, Tint: form.Label, Align: form.Center}), days}
	for i := range 12 {
		for _, kind := range []string{"予定", "実績"} {
			var row []form.Cell
			if kind == "予定" {
				row = []form.Cell{{Text: fmt.Sprintf("%02d:00\n〜%02d:30", 8+i, 9+i), Rows: 2, Align: form.Center}, {Text: "身体介護２・生活援助１", Rows: 2}, {Text: "訪問介護ステーション　見本の里", Rows: 2, Small: true}}
			}
			row = append(row, form.Cell{Text: kind, Small: true, Align: form.Center, Tint: form.Label})
			for d := range 31 {
				row = append(row, form.Cell{Text: "1", Align: form.Center, Tint: tint(d, form.Plain)})
			}
			row[len(row)-3].Text, row[len(row)-3].Tint = "※2", form.Changed
			b.Rows = append(b.Rows, append(row, form.Cell{Text: "31", Align: form.Right, Bold: true}))
		}
	}
	return form.Sheet{Title: "サービス提供票", Corner: "第６表", Landscape: true, Blocks: []form.Block{b}, Badges: []string{"原案", "申請中"}, Foot: []string{"・は日曜日と祝日です。", "作成　居宅介護支援　いとぐち"}}
}

func tint(day int, other form.Tint) form.Tint {
	if day%7 == 5 {
		return form.Sunday
	}
	return other
}

// story is a text of n numbered sentences.
func story(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "（%04d）見本 ハナさんは、住み慣れた家で「これまでどおり」暮らしたいと話しています。", i+1)
	}
	return out.String()
}

// plan is an upright sheet whose texts are longer than a page.
func plan(sentences int) form.Sheet {
	fields := form.Block{Widths: []float64{1, 2, 1, 2}, Rows: [][]form.Cell{
		{label("利用者名"), {Text: "見本 ハナ　様"}, label("生年月日"), {Text: "昭和10年1月2日"}},
		{label("居宅サービス計画作成者氏名"), {Text: "例示 一郎"}, label("作成日"), {Text: "令和8年12月1日"}},
	}}
	texts := form.Block{Heading: "意向と方針", Widths: []float64{1, 5}, Rows: [][]form.Cell{
		{label("生活に対する意向"), {Text: story(sentences), Tall: 30}},
		{label("総合的な援助の方針"), {Text: "短い方針です。", Tall: 20}},
	}}
	return form.Sheet{Title: "居宅サービス計画書（１）", Corner: "第１表", Blocks: []form.Block{fields, texts, {Open: true, Widths: []float64{3, 2}, Rows: [][]form.Cell{{{Text: "説明を受け、同意しました。"}, {Text: "署名　　　　　　　　", Align: form.Right}}}}}, Foot: []string{"作成　居宅介護支援　いとぐち"}, Badges: []string{"原案", "生保単独", "申請中", "総合事業", "住所地特例"}}
}
