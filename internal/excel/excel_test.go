package excel_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tasuki-care/tasuki/internal/excel"
)

func table() excel.Table {
	return excel.Table{
		Sheet: "確認表", Title: "令和8年12月", Heads: []string{"事業所番号", "単位"}, Widths: []float64{14, 10},
		Rows: [][]excel.Value{{excel.Text("0012345678"), excel.Number(1234)}, {excel.Text("=1+1"), excel.Number(-5)}}, Foot: []string{"以上"},
	}
}

func write(t *testing.T, tables ...excel.Table) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := excel.Write(&buf, tables); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func open(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func style(t *testing.T, f *excelize.File, cell string) *excelize.Style {
	t.Helper()
	id, err := f.GetCellStyle("確認表", cell)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTextsStayTexts(t *testing.T) {
	for _, text := range []string{"9999900001", "0012345678", "=1+1", "+81", "-5", "@SUM(A1)", "=HYPERLINK(\"http://example.invalid\")", "2026/12/24", "TRUE", "1E5", " 前後 ", "一行\n二行", "<b>&\"'"} {
		t.Run(text, func(t *testing.T) {
			v := excel.Text(text)
			f := open(t, write(t, excel.Table{Sheet: "確認表", Title: text, Heads: []string{text}, Rows: [][]excel.Value{{v}}, Foot: []string{text}}))
			for _, cell := range []string{"A1", "A2", "A3", "A4"} {
				if got, err := f.GetCellValue("確認表", cell); err != nil || got != text {
					t.Errorf("%s: %q, %v", cell, got, err)
				}
				if formula, _ := f.GetCellFormula("確認表", cell); formula != "" {
					t.Errorf("%s became the formula %q", cell, formula)
				}
				if kind, _ := f.GetCellType("確認表", cell); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					t.Errorf("%s is of type %d", cell, kind)
				}
				if got := style(t, f, cell).NumFmt; got != 49 {
					t.Errorf("%s: number format %d: an edited cell would become a formula", cell, got)
				}
			}
		})
	}
}

func TestNumbersAreNumbers(t *testing.T) {
	f := open(t, write(t, table()))
	for cell, want := range map[string]string{"B3": "1234", "B4": "-5"} {
		kind, err := f.GetCellType("確認表", cell)
		if got, _ := f.GetCellValue("確認表", cell); err != nil || got != want || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s: %q of type %d, %v", cell, got, kind, err)
		}
	}
}

func TestTheTabIsReadyForPrint(t *testing.T) {
	odd := table()
	odd.Sheet = "見本'ハナ"
	f := open(t, write(t, table(), odd))
	b, _ := f.Pkg.Load("xl/worksheets/sheet1.xml")
	for _, want := range []string{`paperSize="9"`, `orientation="landscape"`, `fitToWidth="1"`, `fitToHeight="0"`, `<pageSetUpPr fitToPage="true">`, `<autoFilter ref="$A$2:$B$4">`, `<cols><col min="1"`} {
		if !bytes.Contains(b.([]byte), []byte(want)) {
			t.Errorf("the tab has no %s", want)
		}
	}
	if panes, err := f.GetPanes("確認表"); err != nil || !panes.Freeze || panes.YSplit != 2 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	if !style(t, f, "A2").Font.Bold || !style(t, f, "B2").Font.Bold {
		t.Error("the head is not bold")
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	for name, want := range map[string]string{"確認表 _xlnm.Print_Titles": "'確認表'!$1:$2", "見本'ハナ _xlnm.Print_Titles": "'見本''ハナ'!$1:$2"} {
		if names[name] != want {
			t.Errorf("%s is %q, want %q", name, names[name], want)
		}
	}
	if got := names["確認表 _xlnm._FilterDatabase"]; !strings.HasSuffix(got, "$A$2:$B$4") {
		t.Errorf("filter over %q", got)
	}
	if width, err := f.GetColWidth("確認表", "A"); err != nil || width != 14 {
		t.Errorf("column A is %v wide, %v", width, err)
	}
}

func TestWriteRefusesWhatExcelWouldLose(t *testing.T) {
	cell := func(v excel.Value) []excel.Table {
		return []excel.Table{{Sheet: "確認表", Rows: [][]excel.Value{{v}}}}
	}
	for name, tables := range map[string][]excel.Table{
		"the same tab twice": {table(), table()},
		"no name":            {{}},
		"a bad name":         {{Sheet: "a/b"}},
		"not a number":       cell(excel.Number(math.NaN())),
		"no end":             cell(excel.Number(math.Inf(1))),
		"a long text":        cell(excel.Text(strings.Repeat("あ", 32768))),
	} {
		if err := excel.Write(io.Discard, tables); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := excel.Write(io.Discard, cell(excel.Text(strings.Repeat("あ", 32767)))); err != nil {
		t.Error(err)
	}
}

func TestReadGivesWhatWasWritten(t *testing.T) {
	second := table()
	second.Sheet = "二枚目"
	tabs, err := excel.Read(bytes.NewReader(write(t, table(), second)), 5)
	want := [][]string{{"令和8年12月"}, {"事業所番号", "単位"}, {"0012345678", "1234"}, {"=1+1", "-5"}, {"以上"}}
	if err != nil || !reflect.DeepEqual(tabs, [][][]string{want, want}) {
		t.Errorf("%q, %v", tabs, err)
	}
}

func TestReadShowsCellsAsExcelDoes(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	thousands, err := f.NewStyle(&excelize.Style{NumFmt: 3})
	if err := errors.Join(err, f.SetCellValue("Sheet1", "A1", 12345), f.SetCellStyle("Sheet1", "A1", "A1", thousands), f.SetCellBool("Sheet1", "C1", true)); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	tabs, err := excel.Read(&buf, 10)
	if err != nil || !reflect.DeepEqual(tabs, [][][]string{{{"12,345", "", "TRUE"}}}) {
		t.Errorf("%q, %v", tabs, err)
	}
}

// with is a file whose part of that name holds other bytes.
func with(t *testing.T, file []byte, part string, content io.Reader) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, entry := range r.File {
		if entry.Name != part {
			if err := w.Copy(entry); err != nil {
				t.Fatal(err)
			}
		}
	}
	to, err := w.Create(part)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const worksheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`

func TestReadOfTooMuchIsAnError(t *testing.T) {
	plain := write(t, table())
	sheet := func(rows string) []byte {
		return with(t, plain, "xl/worksheets/sheet1.xml", strings.NewReader(worksheet+rows+"</sheetData></worksheet>"))
	}
	shared := with(t, sheet(strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 30)+`</row>`, 100)), "xl/sharedStrings.xml",
		strings.NewReader(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>`+strings.Repeat("a", 30000)+`</t></si></sst>`))
	for name, file := range map[string][]byte{
		"rows":         sheet(strings.Repeat(`<row><c t="inlineStr"><is><t>a</t></is></c></row>`, 101)),
		"a row far on": sheet(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`),
		"columns":      sheet(`<row r="1"><c r="XFD1"><v>1</v></c></row>`),
		"packed bytes": bytes.Repeat(plain, 16<<20/len(plain)+1),
		"a shown text": shared,
	} {
		if tabs, err := excel.Read(bytes.NewReader(file), 100); !errors.Is(err, excel.ErrTooLarge) || tabs != nil {
			t.Errorf("%s: %d tabs, %v", name, len(tabs), err)
		}
	}
	zeros := with(t, plain, "xl/media/image1.png", io.LimitReader(zero{}, 65<<20))
	if _, err := excel.Read(bytes.NewReader(zeros), 100); err == nil || len(zeros) > 1<<20 {
		t.Errorf("%d bytes that unzip to 65 MB: %v", len(zeros), err)
	}
	if _, err := excel.Read(bytes.NewReader(sheet(`<row r="100"><c r="A100"><v>1</v></c></row>`)), 100); err != nil {
		t.Errorf("as many rows as may be: %v", err)
	}
}

type zero struct{}

func (zero) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestReadOfRubbishIsAnError(t *testing.T) {
	for _, rubbish := range []string{"", "PK\x03\x04rubbish", "番号,単位\r\n1,2"} {
		if _, err := excel.Read(strings.NewReader(rubbish), 10); err == nil {
			t.Errorf("%q was read", rubbish)
		}
	}
}
