package city

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

var ministryHeader = []string{
	"都道府県コード又は市町村コード", "No", "都道府県名", "市区町村名", "事業所名", "事業所名カナ", "サービスの種類", "住所", "方書（ビル名等）", "緯度", "経度", "電話番号",
	"FAX番号", "法人番号", "法人の名称", "事業所番号", "利用可能曜日", "利用可能曜日特記事項", "定員", "URL",
	"高齢者の方と障害者の方が同時一体的に利用できるサービス", "介護保険の通常の指定基準を満たしている", "障害福祉の通常の指定基準を満たしている", "備考",
}

// MinistryCSV is the June edition as the ministry publishes it: one file for each service,
// by file name. 地域包括支援センター are not in it.
func (c City) MinistryCSV() map[string][]byte {
	out := map[string][]byte{}
	for code, rows := range ministryRows(c.Offices) {
		out["jigyosho_"+code+".csv"] = table(ministryHeader, rows)
	}
	return out
}

// MinistryCSVDecember is the December edition under the file names used since July 2026. Two
// of its rows cannot be imported: a spreadsheet lost digits of one number, one is empty.
func (c City) MinistryCSVDecember() map[string][]byte {
	files := ministryRows(c.December())
	broken := func(code, number string) {
		row := slices.Clone(files[code][0])
		row[1], row[15] = number, number
		row[4], row[5] = styles[code].name+" 見本", "ミホン"
		files[code] = append(files[code], row)
	}
	broken("150", "9.99993E+09")
	broken("320", "")
	out := map[string][]byte{}
	for code, rows := range files {
		out["jigyosho_"+code+"_all_20270115093000.csv"] = table(ministryHeader, rows)
	}
	return out
}

// ministryRows gives the rows of each open data code, by number.
func ministryRows(offices []registry.Office) map[string][][]string {
	out := map[string][][]string{}
	for _, o := range offices {
		if o.Source != registry.Ministry {
			continue
		}
		for _, s := range o.Services {
			out[s.Code] = append(out[s.Code], ministryRow(o, s))
		}
	}
	return out
}

// ministryRow writes one service of one office; every sixth address lacks the prefecture, as
// many do in the published files.
func ministryRow(o registry.Office, s registry.Service) []string {
	address := o.Address
	if o.Number[8]%6 == 0 {
		address = address[len(Pref):]
	}
	return []string{
		o.City, o.Number, o.Pref, o.CityName, o.Name, o.Kana, s.Name, address, "", degrees(o.Lat), degrees(o.Lng), o.Phone,
		o.Fax, o.Corp, o.CorpName, o.Number, o.Days, "", people(s.Capacity), o.URL, "", "", "", "",
	}
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', 15, 64) }

func people(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// table writes a CSV as the ministry does: UTF-8 with BOM, CRLF.
func table(header []string, rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.Write(header); err != nil {
		panic("city: " + err.Error())
	}
	if err := w.WriteAll(rows); err != nil {
		panic("city: " + err.Error())
	}
	return b.Bytes()
}

var handHeader = []string{
	"事業所番号", "事業所名", "事業所名カナ", "種別", "サービスの種類", "市区町村コード", "都道府県名", "市区町村名", "住所", "緯度", "経度",
	"電話番号", "FAX番号", "法人番号", "法人の名称", "日常生活圏域", "親センター", "域外",
}

// HandList is the CSV of what no open data holds: the six centres and the nine out-of-town
// partners of 襷市東包括.
func (c City) HandList() []byte {
	var rows [][]string
	for _, o := range c.Offices {
		if o.Source == registry.Hand {
			rows = append(rows, handRow(o, "地域包括支援センター", ""))
		}
	}
	for _, o := range c.Outside {
		rows = append(rows, handRow(o, "域外の連携先", "○"))
	}
	return table(handHeader, rows)
}

// Branches is the CSV of two ブランチ in the columns of HandList. They have no number of
// their own and are not among the 214.
func (c City) Branches() []byte {
	var rows [][]string
	for i, b := range []struct{ name, kana, place string }{
		{"襷市北包括 真綿ブランチ", "タスキシキタホウカツ マワタブランチ", "真綿町2丁目4番"},
		{"襷市南包括 紡野ブランチ", "タスキシミナミホウカツ ツムノブランチ", "紡野町1丁目7番"},
	} {
		parent := c.centre(c.Zones[i*5].ID)
		o := registry.Office{
			Name: b.name, Kana: b.kana, City: Code, Pref: Pref, CityName: Name, Address: Pref + Name + b.place, Parent: parent.Number,
			Phone: fmt.Sprintf("000-0000-%04d", 8001+i), Fax: fmt.Sprintf("000-0000-%04d", 8101+i), Corp: parent.Corp, CorpName: parent.CorpName, Zone: parent.Zone,
		}
		o.Lat, o.Lng = round(parent.Lat+0.001, 1e6), parent.Lng
		rows = append(rows, handRow(o, "ブランチ", ""))
	}
	return table(handHeader, rows)
}

// centre gives the 地域包括支援センター of a zone.
func (c City) centre(zone string) registry.Office {
	i := slices.IndexFunc(c.Offices, func(o registry.Office) bool { return o.Zone == zone && o.Kind() == registry.Centre })
	return c.Offices[i]
}

func handRow(o registry.Office, kind, outside string) []string {
	service := ""
	if len(o.Services) > 0 {
		service = o.Services[0].Name
	}
	return []string{
		o.Number, o.Name, o.Kana, kind, service, o.City, o.Pref, o.CityName, o.Address, degrees(o.Lat), degrees(o.Lng),
		o.Phone, o.Fax, o.Corp, o.CorpName, o.Zone, o.Parent, outside,
	}
}

// stateWords are the states as a clerk writes them.
var stateWords = map[string]string{
	Active: "利用中", Idle: "導入済み（未活用）", Planned: "これから導入予定", Considering: "検討中", None: "意向なし", Unknown: "未確認",
}

var webWords = map[string]string{Registered: "登録済", Unregistered: "未登録", NotKnown: ""}

// AdoptionList is the CSV that a clerk would paste: all offices whose state is known. An
// office that joined before it was in use has a line for each.
func (c City) AdoptionList() []byte {
	header := []string{"事業所番号", "事業所名", "状態", "日付", "出典", "介護ソフト", "閉域網", "新WEBサービス", "導入予定月", "メモ"}
	var rows [][]string
	for i, s := range c.States {
		if s.State == Unknown {
			continue
		}
		closed := ""
		if s.Closed {
			closed = "はい"
		}
		if s.State == Active {
			rows = append(rows, []string{s.Number, c.Offices[i].Name, stateWords[Idle], day(s.Joined), "ライセンスの発行", s.Software, closed, "", "", ""})
		}
		rows = append(rows, []string{s.Number, c.Offices[i].Name, stateWords[s.State], day(s.Since), s.Source, s.Software, closed, webWords[s.WebService], s.PlannedBy, s.Reason})
	}
	return table(header, rows)
}

func day(t time.Time) string { return t.Format("2006-01-02") }
