package evidence

import (
	"fmt"
	"strconv"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// Technical is the 技術資料: the numbers, the SHA-256 of what was sent and the place in the hub's
// log, with how to check them years later without any network. It stands last in a folder.
func Technical(rows []Transfer, o Options) form.Sheet {
	var proven []Transfer
	for _, r := range inOrder(rows) {
		if r.Letter != "" && r.Envelope != "" && r.Receipt != "" {
			proven = append(proven, r)
		}
	}
	s := form.Sheet{Title: "技術資料（送受信の証明）", Landscape: true, Foot: o.foot()}
	s.Blocks = []form.Block{answer(technicalLines(len(proven), len(rows)-len(proven))...)}
	if len(proven) > 0 {
		s.Blocks = append(s.Blocks, technicalTable(proven, o), howToVerify(proven))
	}
	return s
}

func technicalLines(proven, others int) []string {
	out := []string{fmt.Sprintf("送受信 %d件は、書き換えられていないことをデータで確かめられます。", proven)}
	if proven == 0 {
		out[0] = "データで確かめられる送受信はありません。"
	}
	if others > 0 {
		out = append(out, fmt.Sprintf("ほかの %d件（FAX・紙など、受領証のないもの）は、控えで確かめてください。", others))
	}
	return append(out, "内容の確認には「データ送受信記録書」をお使いください。この資料は、改ざんの有無を問われたときのためのものです。")
}

func technicalTable(rows []Transfer, o Options) form.Block {
	b := form.Block{Widths: []float64{4, 5, 6, 6, 4, 2}, Head: 1, Rows: [][]form.Cell{{
		label("日時"), label("相手"), label("連携データの番号"), label("SHA-256"), label("受領証番号"), label("記録簿の番目"),
	}}}
	for _, r := range rows {
		b.Rows = append(b.Rows, []form.Cell{
			small(o.Style.Moment(r.At) + " " + direction(r)), small(r.Partner.Name + "\n" + r.Partner.Number),
			small(r.Letter), small(halves(r.Envelope)), small(r.Receipt), {Text: place(r), Align: form.Right, Small: true},
		})
	}
	return b
}

// halves breaks a hash in two lines.
func halves(hash string) string {
	if len(hash) <= 32 {
		return hash
	}
	return hash[:32] + "\n" + hash[32:]
}

// place counts from 1, as 「tasuki proof verify」 does.
func place(r Transfer) string {
	if r.Index < 0 {
		return "－"
	}
	return strconv.FormatInt(r.Index+1, 10)
}

func howToVerify(rows []Transfer) form.Block {
	id := rows[0].Letter
	for _, r := range rows {
		if r.Out {
			id = r.Letter
			break
		}
	}
	steps := []string{
		"1. 受領証と証明のファイルを用意します（送信した事業所で）: " + "tasuki proof get --profile フォルダ --out フォルダ " + id,
		"2. ネットワークにつながない端末で確かめます: " + fmt.Sprintf("tasuki proof verify --key ハブの検証鍵 --receipt %s.receipt %s.proof", id, id),
		"3. 「本物です」と出たら、表示された SHA-256 と「記録簿の○番目」が、この表と同じことを見てください。",
		"4. 「受領証と証明が合いません」と出たら、ファイルが別のものか、書き換えられています。1 からやり直してください。",
	}
	b := form.Block{Heading: "確かめ方", Widths: []float64{1}}
	for _, s := range steps {
		b.Rows = append(b.Rows, []form.Cell{small(s)})
	}
	return b
}
