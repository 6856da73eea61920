package registry

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The columns this package reads. Detect gives their places under these names.
const (
	ColNumber    = "number"   // 事業所番号
	ColNo        = "no"       // No: the number in the ministry's files, a serial elsewhere
	ColCityCode  = "citycode" // 都道府県コード又は市町村コード
	ColPref      = "pref"
	ColCity      = "city"
	ColName      = "name"
	ColKana      = "kana"
	ColService   = "service" // サービスの種類, 実施サービス
	ColCode      = "code"    // open data code
	ColAddress   = "address"
	ColBuilding  = "building"
	ColLat       = "lat"
	ColLng       = "lng"
	ColPhone     = "phone"
	ColFax       = "fax"
	ColCorp      = "corp"
	ColCorpName  = "corpname"
	ColDays      = "days"
	ColDaysNote  = "daysnote"
	ColCapacity  = "capacity"
	ColURL       = "url"
	ColKind      = "kind"      // 種別 of a hand list
	ColParent    = "parent"    // centre of a branch
	ColZone      = "zone"      // 日常生活圏域
	ColOutside   = "outside"   // 域外
	ColSuccessor = "successor" // 承継先の事業所番号
	ColState     = "state"     // 導入状況
	ColDate      = "date"
	ColSoftware  = "software"
	ColVersion   = "version"
	ColNote      = "note"
	colIgnored   = "-" // known, not read
)

// ministryHeader are the 24 columns of the open data, in order, with what each is read as.
var ministryHeader = [24][2]string{
	{"都道府県コード又は市町村コード", ColCityCode}, {"No", ColNo}, {"都道府県名", ColPref}, {"市区町村名", ColCity},
	{"事業所名", ColName}, {"事業所名カナ", ColKana}, {"サービスの種類", ColService}, {"住所", ColAddress},
	{"方書（ビル名等）", ColBuilding}, {"緯度", ColLat}, {"経度", ColLng}, {"電話番号", ColPhone},
	{"FAX番号", ColFax}, {"法人番号", ColCorp}, {"法人の名称", ColCorpName}, {"事業所番号", ColNumber},
	{"利用可能曜日", ColDays}, {"利用可能曜日特記事項", ColDaysNote}, {"定員", ColCapacity}, {"URL", ColURL},
	{"高齢者の方と障害者の方が同時一体的に利用できるサービス", colIgnored}, {"介護保険の通常の指定基準を満たしている", colIgnored},
	{"障害福祉の通常の指定基準を満たしている", colIgnored}, {"備考", ColNote},
}

// municipalHeader are the columns of the 推奨データセット「介護サービス事業所一覧」.
var municipalHeader = [][2]string{
	{"都道府県コード又は市区町村コード", ColCityCode}, {"NO", ColNo}, {"都道府県名", ColPref}, {"市区町村名", ColCity},
	{"事業所名称", ColName}, {"事業所名称_カナ", ColKana}, {"事業所名称（カナ）", ColKana}, {"実施サービス", ColService},
	{"住所", ColAddress}, {"方書", ColBuilding}, {"緯度", ColLat}, {"経度", ColLng}, {"電話番号", ColPhone},
	{"内線番号", colIgnored}, {"内線", colIgnored}, {"FAX番号", ColFax}, {"法人番号", ColCorp}, {"法人の名称", ColCorpName},
	{"事業所番号", ColNumber}, {"利用可能曜日", ColDays}, {"利用可能曜日特記事項", ColDaysNote}, {"定員", ColCapacity},
	{"URL", ColURL}, {"備考", ColNote},
}

// synonyms are other names seen for a column, as squeezed by headerKey.
var synonyms = map[string][]string{
	ColNumber:    {"介護保険事業所番号", "介護事業所番号", "指定事業所番号", "事業所コード", "事業所no", "事業者番号", "指定番号", "介護保険事業者番号", "jigyosho_id", "number"},
	ColNo:        {"no", "no.", "番号", "連番", "項番", "通番"},
	ColCityCode:  {"市区町村コード", "市町村コード", "全国地方公共団体コード", "地方公共団体コード", "自治体コード", "city_code"},
	ColPref:      {"都道府県", "pref"},
	ColCity:      {"市区町村", "市町村名", "市町村", "city"},
	ColName:      {"介護サービス事業所名称", "名称", "事業所の名称", "介護事業所名", "施設名", "施設名称", "事業者名", "センター名", "name"},
	ColKana:      {"介護サービス事業所名称_カナ", "名称カナ", "名称_カナ", "事業所名称カナ", "事業所名(カナ)", "事業所名_カナ", "フリガナ", "ふりがな", "カナ", "kana"},
	ColService:   {"サービス種類", "サービス種別", "サービス名", "サービス", "提供サービス", "介護サービスの種類", "svc_name", "service_type"},
	ColCode:      {"svc", "サービスコード", "サービス種類コード", "サービス種別コード"},
	ColAddress:   {"所在地", "事業所住所", "事業所所在地", "所在地_連結表記", "addr", "address"},
	ColBuilding:  {"方書(ビル名)", "建物名", "ビル名", "建物名等(方書)"},
	ColLat:       {"lat", "latitude"},
	ColLng:       {"lng", "lon", "longitude"},
	ColPhone:     {"電話", "tel", "連絡先電話番号", "事業所電話番号", "phone"},
	ColFax:       {"fax", "ファクス番号", "ファックス番号", "ファクシミリ番号"},
	ColCorp:      {"corp_no", "法人番号(13桁)"},
	ColCorpName:  {"法人名", "法人名称", "運営法人", "運営法人名", "設置法人", "開設法人", "corp"},
	ColDays:      {"営業日", "days"},
	ColDaysNote:  {"営業日特記事項"},
	ColCapacity:  {"利用定員", "定員数", "cap"},
	ColURL:       {"ホームページ", "ホームページアドレス", "webサイト"},
	ColKind:      {"種別", "区分", "事業所区分", "センター区分"},
	ColParent:    {"親センター", "親センター番号", "所属センター", "所属センター番号", "本体センター", "本センター", "センター番号"},
	ColZone:      {"圏域", "日常生活圏域", "日常生活圏域名", "圏域名", "担当圏域", "zone_id", "圏域id"},
	ColOutside:   {"域外", "域外の連携先", "市外"},
	ColSuccessor: {"承継先", "承継先の事業所番号", "後継の事業所番号", "変更後の事業所番号", "新事業所番号"},
	ColState:     {"状態", "導入状況", "利用状況", "登録状況", "利用登録の有無", "ケアプランデータ連携システムの利用登録の有無", "ケアプランデータ連携システム", "ケアプランデータ連携システム導入状況", "導入", "ライセンス", "ライセンス状況"},
	ColDate:      {"日付", "登録日", "利用開始日", "導入日", "確認日", "更新日", "基準日", "申請日", "年月日"},
	ColSoftware:  {"ソフト", "ソフト名", "介護ソフト", "介護ソフト名", "使用ソフト", "利用ソフト", "ベンダー", "ベンダー名"},
	ColVersion:   {"版", "バージョン", "ソフトのバージョン"},
	ColNote:      {"メモ", "備考欄", "コメント"},
}

// columnOf maps every known name to its column.
var columnOf = func() map[string]string {
	out := map[string]string{}
	for col, names := range synonyms {
		for _, n := range names {
			out[n] = col
		}
	}
	for _, h := range municipalHeader {
		out[headerKey(h[0])] = h[1]
	}
	for _, h := range ministryHeader {
		out[headerKey(h[0])] = h[1]
	}
	return out
}()

// headerKey squeezes a column name: width, spaces, line breaks, case and marks at the end.
func headerKey(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u3000', '\n', '\r', '\t', '\ufeff', '"', '*', '※':
			return -1
		}
		return r
	}, s)
	return strings.TrimSuffix(strings.TrimSuffix(s, "(必須)"), "(任意)")
}

// officialName gives the published name of a column.
func officialName(col string, format Format) string {
	list := ministryHeader[:]
	if format == FormatMunicipal {
		list = municipalHeader
	}
	for _, h := range list {
		if h[1] == col {
			return h[0]
		}
	}
	if names := synonyms[col]; len(names) > 0 {
		return names[0]
	}
	return col
}

// isOfficial tells whether a column name is the published one.
func isOfficial(key string, format Format) bool {
	list := ministryHeader[:]
	if format == FormatMunicipal {
		list = municipalHeader
	}
	for _, h := range list {
		if headerKey(h[0]) == key {
			return true
		}
	}
	return false
}
