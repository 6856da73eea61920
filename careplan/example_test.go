package careplan_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func ExampleReader() {
	r := careplan.NewReader(strings.NewReader("202407,999901,\"a \"\"b\"\", c\"\r\n"))
	for {
		rec, err := r.Read()
		if err != nil {
			break // io.EOF, or the bytes could not be read
		}
		fmt.Println(rec.N, len(rec.Cells), rec.Cell(3).Text())
	}
	// Output: 1 3 a "b", c
}

func ExampleWriter() {
	w := careplan.NewWriter(os.Stdout, spec.LayoutOf(spec.E202407, spec.DLTPLAN))
	if err := w.WriteRecord([]string{"202407", "999901", "0000000001", "202504"}); err != nil {
		fmt.Println(err)
	}
	// Output: 202407,999901,0000000001,202504
}

func ExampleEncode() {
	_, bad := careplan.Encode("𠮷田")
	for _, u := range bad {
		fmt.Printf("%c → %s (%s)\n", u.Rune, u.Proposal, u.Rule)
	}
	// Output: 𠮷 → 吉 (R022)
}

func ExampleGroup() {
	var files []*careplan.File
	for _, name := range []string{
		"UPSIKYU_202504_9999900001_43_9999900011_11_20250325090001.CSV",
		"UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV",
		"DLT1KYO_9999900001_43_9999900011_11_20250321080000.CSV",
	} {
		f, err := careplan.NewFile(name, careplan.Bytes([]byte("202407,999901\r\n"+name)))
		if err != nil {
			fmt.Println(err)
			return
		}
		files = append(files, f)
	}
	for _, u := range careplan.Group(files).Units {
		fmt.Println(u.ID, u.Spec.Name, u.From, "→", u.To, len(u.Files))
	}
	// Output:
	// K2 利用票（予定） 9999900001/43 → 9999900011/11 2
	// K3 計画書第１表_削除 9999900001/43 → 9999900011/11 1
}

func ExampleToJSON() {
	name := "DLTPLAN_202504_9999900001_43_9999900011_11_20250330080000.CSV"
	f, err := careplan.NewFile(name, careplan.Bytes([]byte("202407,999901,0000000001,202504\r\n")))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := careplan.ToJSON(f)
	fmt.Println(string(text), err)
	// Output:
	// {"source":{"name":"DLTPLAN_202504_9999900001_43_9999900011_11_20250330080000.CSV","edition":"202407","kind":"DLTPLAN"},
	//  "records":[
	//   {"csv_version":"202407","insurer_number":"999901","insured_number":"0000000001","target_month":"202504"}
	//  ]}
	//  <nil>
}
