package form

import (
	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// Options say how forms are drawn. The zero value draws a 利用票 with years in 和暦.
type Options struct {
	Marks        map[Origin]string             // sentence of the finding (確認事項) at the cell
	Style        calendar.Style                // 和暦 or 西暦
	ProviderCopy bool                          // サービス提供票 instead of サービス利用票
	Signature    bool                          // a line for 確認・同意
	Draft        bool                          // 原案
	Consent      string                        // 同意日, YYYYMMDD
	Actuals      []careplan.Slip               // 実績 to show as second row of a 予定
	Names        map[careplan.ClientKey]string // names of clients where the files carry none
	Office       string                        // 連携先: label of receiver or sender
}
