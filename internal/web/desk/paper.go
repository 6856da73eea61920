package deskweb

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
)

// letter is one A4 of words: a cover for FAX, a notice.
func letter(title, to string, lines []string, foot ...string) form.Sheet {
	open := form.Block{Widths: []float64{1}, Open: true}
	open.Rows = append(open.Rows, []form.Cell{{Text: to + "　御中", Bold: true, Tall: 12}})
	for _, l := range lines {
		open.Rows = append(open.Rows, []form.Cell{{Text: l, Tall: 7}})
	}
	return form.Sheet{Title: title, Blocks: []form.Block{open}, Foot: foot}
}

// cover is the sheet on top of a FAX: to whom, from whom, what, how many clients. It names
// no client.
func (c *call) cover(e desk.Entry) form.Sheet {
	card, err := c.bench.CardByID(c.r.Context(), e.CardID())
	if err != nil {
		card.Address = e.Partner
	}
	what := e.Kind()
	if e.Month != "" {
		what += "（" + c.style().Month(e.Month) + "分）"
	}
	title, number := "FAX送付状", "FAX: "+card.Fax
	if e.Channel == desk.Mail {
		title, number = "送付状", "メール: "+card.Mail
	}
	return letter(title, card.Label(), []string{
		number, "日付: " + c.style().Date(c.bench.Today()), "差出人: " + c.bench.Name + "（事業所番号 " + c.bench.Desk.Office + "）", "",
		"次のとおりお送りします。", "・" + what + "　" + fmt.Sprint(len(e.Clients)) + "名分", "", "宛先が違うときは、お手数ですが差出人へお電話のうえ、破棄してください。",
	}, "この送付状に利用者の氏名は書いていません。")
}

// printNotice is 「連携開始のお知らせ」 to a partner, with a part to send back.
func printNotice(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	card, err := c.bench.Card(c.r.Context(), to)
	if err != nil {
		return err
	}
	if card.ID == "" {
		return desk.ErrNotFound
	}
	s := letter("ケアプランデータ連携開始のお知らせ", card.Label(), []string{
		c.style().Date(c.bench.Today()), c.bench.Name + "（事業所番号 " + c.bench.Desk.Office + "）", "",
		"このたび当事業所では、提供票やケアプランを、紙やFAXに代えてデータで送受信できるようにしました。",
		"費用はかかりません。データは、送り先の事業所だけが開ける形に封をして届けます。",
		"お使いの介護ソフトが標準仕様のCSVに対応していれば、そのまま取り込めます。画面で見て印刷することもできます。", "",
		"ご意向を下の欄にご記入のうえ、FAXまたは手渡しでお返しください。", "",
	})
	s.Blocks = append(s.Blocks, form.Block{Widths: []float64{1, 3}, Rows: [][]form.Cell{
		{{Text: "ご意向", Head: true, Tint: form.Label}, {Text: "□ すぐに始める　　□ 説明を聞いてから決める　　□ 今は始めない", Tall: 10}},
		{{Text: "介護ソフトと版", Head: true, Tint: form.Label}, {Text: "", Tall: 10}},
		{{Text: "担当の方・電話", Head: true, Tint: form.Label}, {Text: "", Tall: 10}},
	}})
	return c.printPDF("連携開始のお知らせ_"+to.Office+".pdf", []form.Sheet{s})
}

// handOverClient packs a client's month for the next care office.
func handOverClient(c *call) error {
	k, err := parseClient(c.r.PathValue("client"))
	if err != nil {
		return err
	}
	if !c.sees(k) {
		return desk.ErrNotFound
	}
	month := c.r.URL.Query().Get("month")
	files, err := c.bench.Handover(c.r.Context(), k, month, c.member.ID)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return &desk.Error{Code: "nothing_to_hand", Message: calendar.Era.Month(month) + "の引継ぎに入れるデータがありません。", Next: "提供票やケアプランを送るか受け取った月を選んでください。"}
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range files {
		w, err := z.Create(path.Join(f.Folder, f.Name))
		if err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		if _, err := w.Write(f.Bytes); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/zip")
	c.w.Header().Set("Content-Disposition", attachment("引継ぎ_"+k.Insured+"_"+month+".zip"))
	_, err = buf.WriteTo(c.w)
	return err
}
