package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

var made = pdf.Options{Created: time.Date(2026, 12, 24, 9, 30, 0, 0, time.UTC), Author: "架空"}

// long is a table that does not fit on one page.
func long(rows int) form.Sheet {
	b := form.Block{Heading: "サービス", Widths: []float64{1, 3, 1}, Head: 1, Rows: [][]form.Cell{{{Text: "日付", Head: true, Tint: form.Label}, {Text: "内容", Head: true, Tint: form.Label}, {Text: "単位", Head: true, Tint: form.Label}}}}
	for range rows {
		b.Rows = append(b.Rows, []form.Cell{{Text: "12月24日"}, {Text: "身体介護（𠮷野家ではなく、見本の文章です。）とても長いので、枠の中で折り返して表示されなければなりません。"}, {Text: "244", Align: form.Right}})
	}
	return form.Sheet{Title: "サービス提供票", Corner: "第６表", Blocks: []form.Block{b}, Foot: []string{"作成 居宅介護支援 いとぐち"}, Badges: []string{"申請中"}}
}

func write(t *testing.T, sheets ...form.Sheet) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := pdf.Write(&buf, sheets, made); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// text takes the words out of a PDF with poppler, a page each.
func text(t *testing.T, b []byte) []string {
	t.Helper()
	if strings.Contains(","+os.Getenv("SKIP")+",", ",pdf,") {
		t.Skip("SKIP=pdf")
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (apt-get install poppler-utils): %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func TestTheSameSheetsGiveTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, long(3)), write(t, long(3))) {
		t.Error("two runs differ")
	}
}

func TestALongTableBreaksAndRepeatsItsHead(t *testing.T) {
	pages := text(t, write(t, long(90)))
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	rows := 0
	for i, p := range pages {
		if !strings.Contains(p, "内容") || !strings.Contains(p, "いとぐち") {
			t.Errorf("page %d has no head or no foot", i+1)
		}
		rows += strings.Count(p, "12月24日")
	}
	if rows != 90 {
		t.Errorf("%d rows on all pages, want 90", rows)
	}
}

func TestWhatTheFontHasNotIsShownAsSuch(t *testing.T) {
	page := text(t, write(t, long(1)))[0]
	if !strings.Contains(page, "〓野家") || !strings.Contains(page, "申請中") {
		t.Errorf("page:\n%s", page)
	}
}

func BenchmarkSlip(b *testing.B) {
	block := form.Block{Head: 1}
	for range 34 {
		block.Widths = append(block.Widths, 1)
	}
	for range 14 {
		var row []form.Cell
		for range 34 {
			row = append(row, form.Cell{Text: "1", Align: form.Center})
		}
		block.Rows = append(block.Rows, row)
	}
	s := form.Sheet{Title: "サービス利用票", Landscape: true, Blocks: []form.Block{block}}
	for b.Loop() {
		if err := pdf.Write(&bytes.Buffer{}, []form.Sheet{s}, made); err != nil {
			b.Fatal(err)
		}
	}
}
