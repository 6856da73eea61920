package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
)

// Deletion is the list before deletion (廃棄予定の一覧) while at is zero, and the 廃棄記録 once it was
// done. Both bear the same 照合番号 if they list the same records: so the record proves that
// what was deleted is what was agreed.
func Deletion(list []DueItem, by string, at time.Time) form.Sheet {
	s := form.Sheet{Title: "廃棄予定の一覧", Landscape: true}
	if !at.IsZero() {
		s.Title = "廃棄記録"
	}
	s.Blocks = []form.Block{answer(deletionLines(list, by, at)...)}
	if len(list) > 0 {
		s.Blocks = append(s.Blocks, deletionTable(list), signatures(at))
		s.Foot = []string{"照合番号 " + ListNumber(list) + "（廃棄予定の一覧と廃棄記録の番号が同じなら、同じ記録を廃棄しています）"}
	}
	return s
}

// ListNumber is the 照合番号 of a list: the first 16 digits of the SHA-256 of its records, in
// their order.
func ListNumber(list []DueItem) string {
	h := sha256.New()
	for _, d := range list {
		fmt.Fprintf(h, "%q %q %q %q %q %q\n", d.Ref, d.RecordKind, d.Client.String(), d.Insurer, d.Start, d.Until)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func deletionLines(list []DueItem, by string, at time.Time) []string {
	switch {
	case len(list) == 0:
		return []string{"廃棄する記録はありません。"}
	case at.IsZero():
		return []string{
			fmt.Sprintf("保存期間を過ぎた記録が %d件あります。まだ廃棄していません。", len(list)),
			"残すものがあれば「廃棄停止」にしてから、この一覧を承認してください。必要な記録は、先に書き出してください。",
		}
	}
	who := ""
	if by != "" {
		who = by + "が、"
	}
	return []string{fmt.Sprintf("%s%sに、保存期間を過ぎた記録 %d件を廃棄しました。", who, calendar.Era.Moment(at), len(list))}
}

func deletionTable(list []DueItem) form.Block {
	b := form.Block{Widths: []float64{4, 5, 5, 3, 5, 2, 5}, Head: 1, Rows: [][]form.Cell{{
		label("記録の番号"), label("記録の種類"), label("利用者（保険者番号-被保険者番号）"), label("保険者"), label("保存の始まり"), label("年数"), label("保存の終わり"),
	}}}
	for _, d := range list {
		b.Rows = append(b.Rows, []form.Cell{
			small(d.Ref), {Text: d.RecordKind}, {Text: clientWord(d.Client)}, {Text: strings.TrimSpace(d.Insurer)},
			{Text: calendar.Era.Date(d.Start)}, {Text: strconv.Itoa(d.Years) + "年", Align: form.Right}, {Text: calendar.Era.Date(d.Until)},
		})
	}
	return b
}

func clientWord(k careplan.ClientKey) string {
	if k == (careplan.ClientKey{}) {
		return "事業所の記録"
	}
	return k.String()
}

// signatures leaves room for the names of two people.
func signatures(at time.Time) form.Block {
	first := "承認した人"
	if !at.IsZero() {
		first = "廃棄した人"
	}
	return form.Block{Widths: []float64{2, 5, 2, 5}, Rows: [][]form.Cell{{label(first), {Tall: 12}, label("確認した人"), {Tall: 12}}}}
}
