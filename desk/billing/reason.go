package billing

import (
	"slices"
	"strings"
)

// reason is a reason of a return or a change with its next step. Codes are the four signs
// of the 国保連; words stand in 内容 or 備考.
type reason struct {
	codes, words []string
	next         string
}

// reasons stand in the order in which they are looked for. The codes follow the guides
// that the 国保連 of the prefectures publish (返戻(保留)一覧表の対応について).
var reasons = []reason{
	{[]string{"12QJ", "10QF"}, []string{"要介護度相違", "要介護度と相違", "要介護度不一致", "要介護度と不一致", "要介護状態区分相違", "要介護状態区分と相違"},
		"介護保険証で要介護度と認定期間を確かめ、正しい要介護度で請求し直してください。"},
	{[]string{"12PA"}, []string{"認定変更が未決定", "変更申請中", "認定申請中"},
		"認定の結果が出た月の翌月に、正しい要介護度で請求し直してください。"},
	{[]string{"12PD"}, []string{"認定有効期間外", "有効期間外の被保険者"},
		"介護保険証の認定期間を確かめ、更新の結果が出てから請求し直してください。"},
	{[]string{"12P0"}, []string{"受給者台帳なし", "受給者台帳に未登録", "受給者台帳未登録", "認定情報が未登録", "受給者情報"},
		"介護保険証で保険者番号と被保険者番号を確かめてください。合っているときは市区町村に登録を確かめてから請求し直してください。"},
	{[]string{"12P4", "12P5"}, []string{"居宅届", "認定情報と不一致", "居宅サービス計画作成"},
		"居宅サービス計画の届出（担当の事業所と開始日）を市区町村に確かめてから、請求し直してください。"},
	{[]string{"ANNM"}, []string{"給付管理票の修正"},
		"担当の居宅介護支援事業所に、給付管理票の修正を頼んでください。"},
	{nil, []string{"給付管理票なし", "給付管理票無", "給付管理票の提出依頼", "給付管理票未提出", "給付管理票が提出され"},
		"担当の居宅介護支援事業所に、給付管理票が提出されているか確かめてください。"},
	{[]string{"ANN9", "N9"}, []string{"対象となる給付管理票"},
		"もとの給付管理票が無いため、作成区分を「新規」にして給付管理票を出し直してください。"},
	{[]string{"ANN0", "ANNJ"}, []string{"同じ給付管理票", "既に該当給付管理票"},
		"給付管理票はすでに受け付けられています。直すときは作成区分を「修正」にして出してください。"},
	{[]string{"12P3", "15P6"}, []string{"支給限度額超過", "支給限度基準額超過", "支給限度基準額を超過", "限度額超過"},
		"給付管理票と請求の単位数を、利用票別表の区分支給限度基準内の単位数と比べて直してください。"},
	{[]string{"ANN2", "ANN4", "ANNL"}, []string{"重複請求", "二重請求", "同じ請求明細書", "請求明細書が重複"},
		"同じ月の請求がすでに決定していないか確かめてください。直すときは市区町村に過誤の申立てをしてから請求し直します。"},
	{[]string{"ANN7"}, []string{"過誤調整"},
		"過誤の結果を過誤決定通知書で確かめ、翌月以降に請求し直してください。"},
	{[]string{"ANNK"}, []string{"サービス情報が重複"},
		"給付管理票の中に同じ事業所とサービスの行が2つないか確かめ、1つにして出し直してください。"},
	{[]string{"ADD0", "ADD1"}, []string{"事業所台帳", "事業所基本台帳", "サービス台帳", "指定なし"},
		"事業所番号とサービス種類を確かめてください。合っているときは指定の届出を都道府県または市区町村に確かめてください。"},
	{[]string{"ASSA"}, []string{"計算値を超過", "計算値と"},
		"サービスコードの単位数、回数、合計を請求明細書で確かめ、正しい単位数で請求し直してください。"},
	{[]string{"QT"}, []string{"生年月日", "性別"},
		"介護保険証で生年月日と性別を確かめ、直して請求し直してください。"},
}

// letters are the reasons of the 増減単位数通知書 that compare with the 給付管理票. C to G
// come from the examining board.
var letters = map[string]string{
	"A": "給付管理票にこのサービスがありません。担当の居宅介護支援事業所に確かめ、要るときは給付管理票の修正を頼んでください。",
	"B": "給付管理票の単位数を超えています。実績と給付管理票を比べ、給付管理票が違うときは修正を頼んでください。",
}

const (
	nextBoard    = "審査委員会の決定です。通知書の内容を確かめ、分からないときは国保連に問い合わせてください。"
	nextReturned = "理由を元の一覧表で確かめ、直してから翌月10日までに請求し直してください。"
	nextHeld     = "保留の理由を確かめてください。給付管理票を待っているときは、請求し直さずに担当の居宅介護支援事業所に確かめてください。"
	nextChanged  = "実績と給付管理票の単位数を比べ、違うときは担当の居宅介護支援事業所に確かめてください。"
)

// next gives the next step of a row.
func next(r Row) string {
	if x := reasonOf(r.Reason); x != nil {
		return x.next
	}
	words := strings.Fields(plain(r.Reason))
	if r.Kind == KindChanged && len(words) > 0 && len(words[0]) == 1 {
		if s, ok := letters[words[0]]; ok {
			return s
		}
		if words[0] >= "C" && words[0] <= "G" {
			return nextBoard
		}
	}
	switch r.Kind {
	case KindHeld:
		return nextHeld
	case KindChanged:
		return nextChanged
	}
	return nextReturned
}

// reasonOf finds a known reason in what is written; nil if none is known.
func reasonOf(text string) *reason {
	p := plain(text)
	codes := strings.FieldsFunc(strings.ToUpper(p), func(r rune) bool { return strings.ContainsRune(" :;/,・()、。：", r) })
	joined := strings.ReplaceAll(p, " ", "")
	for i, x := range reasons {
		for _, c := range x.codes {
			if slices.Contains(codes, c) {
				return &reasons[i]
			}
		}
	}
	for i, x := range reasons {
		for _, w := range x.words {
			if strings.Contains(joined, w) {
				return &reasons[i]
			}
		}
	}
	return nil
}

// appendReason keeps what is written once. The words 返戻 and 保留 alone are a kind.
func appendReason(list []string, value string) []string {
	value = strings.Join(strings.Fields(value), " ")
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

func joinReasons(list []string) string {
	var out []string
	for _, v := range list {
		if p := plain(v); p != KindReturned && p != KindHeld {
			out = append(out, v)
		}
	}
	return strings.Join(out, " ")
}

// kindOfTitle reads the kind from the title of the list, where there is one.
func kindOfTitle(text string) string {
	if strings.Contains(text, "増減単位数通知書") || strings.Contains(text, "増減点通知書") {
		return KindChanged
	}
	return ""
}

func kindWord(v, otherwise string) string {
	switch {
	case strings.Contains(v, KindHeld) && !strings.Contains(v, KindReturned):
		return KindHeld
	case strings.Contains(v, KindReturned) && !strings.Contains(v, KindHeld):
		return KindReturned
	case strings.Contains(v, KindChanged):
		return KindChanged
	}
	return otherwise
}

// kindOfRow: a word of the row itself wins, then a column of changed units, then the title.
func kindOfRow(r Row, written, columns []string) string {
	for _, v := range written {
		if k := kindWord(plain(v), ""); k == KindHeld || k == KindReturned {
			return k
		}
	}
	switch {
	case r.Kind == KindHeld || r.Kind == KindReturned:
		return r.Kind
	case slices.Contains(columns, colDelta), r.Kind == KindChanged:
		return KindChanged
	}
	return KindReturned
}
