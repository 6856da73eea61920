package regionweb

// excelAdoption gives every row of an adoption list with what would be recorded.
func excelAdoption(c *call) error {
	p, err := c.adoptionPreview()
	if err != nil {
		return err
	}
	lines := table{Title: "行ごとの結果", Heads: []string{"行", "番号", "事業所", "日付", "いま", "取り込み後", "結果", "次の手順"}}
	for _, l := range p.Lines {
		lines.Rows = append(lines.Rows, []string{itoa(l.Row), l.Number, l.Name, dayWords(c.style(), l.At), l.From.Word(), l.To.Word(), l.Outcome.Word(), l.Next})
	}
	notes := table{Title: "取り込めない行", Heads: []string{"ファイル", "行", "内容", "次の手順"}}
	for _, r := range p.Rejected {
		notes.Rows = append(notes.Rows, []string{r.File, itoa(r.Row), r.Message, r.Next})
	}
	return c.excel("導入状況の取り込みの確認", lines, notes)
}
