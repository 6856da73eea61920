package excel_test

import (
	"bytes"
	"slices"
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

func TestNumbersOfOfficesStayTextAndFormulasAreNone(t *testing.T) {
	var buf bytes.Buffer
	if err := excel.Write(&buf, []excel.Table{table()}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"A1": "令和8年12月", "A3": "0012345678", "B3": "1234", "A4": "=1+1", "A5": "以上"} {
		if got, err := f.GetCellValue("確認表", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v", cell, got, err)
		}
	}
	if formula, _ := f.GetCellFormula("確認表", "A4"); formula != "" {
		t.Errorf("A4 became the formula %q", formula)
	}
	if kind, _ := f.GetCellType("確認表", "A3"); kind == excelize.CellTypeNumber {
		t.Error("the office number became a number")
	}
}

func TestReadGivesWhatWasWritten(t *testing.T) {
	var buf bytes.Buffer
	second := table()
	second.Sheet = "二枚目"
	if err := excel.Write(&buf, []excel.Table{table(), second}); err != nil {
		t.Fatal(err)
	}
	tabs, err := excel.Read(&buf, 100)
	if err != nil || len(tabs) != 2 {
		t.Fatalf("%d tabs, %v", len(tabs), err)
	}
	if got := tabs[0][2]; !slices.Equal(got, []string{"0012345678", "1234"}) {
		t.Errorf("%q", got)
	}
}

func TestReadOfRubbishIsAnError(t *testing.T) {
	if _, err := excel.Read(bytes.NewReader([]byte("PK\x03\x04rubbish")), 10); err == nil {
		t.Error("rubbish was read")
	}
}
