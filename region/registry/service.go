package registry

// serviceRow is one service of the open data: its codes, and whether its offices exchange
// slips with a care manager every month.
type serviceRow struct {
	code, name, claim string
	slips             bool
}

// services follow the ministry's files; 460 is our own code for 介護予防支援, which has none.
var services = []serviceRow{
	{"110", "訪問介護", "11", true},
	{"120", "訪問入浴介護", "12", true},
	{"130", "訪問看護", "13", true},
	{"140", "訪問リハビリテーション", "14", true},
	{"150", "通所介護", "15", true},
	{"155", "指定療養通所介護", "78", true},
	{"160", "通所リハビリテーション", "16", true},
	{"170", "福祉用具貸与", "17", true},
	{"210", "短期入所生活介護", "21", true},
	{"220", "短期入所療養介護（介護老人保健施設）", "22", true},
	{"230", "短期入所療養介護(療養病床を有する病院等）", "23", true},
	{"320", "認知症対応型共同生活介護", "32", false},
	{"331", "特定施設入居者生活介護（有料老人ホーム）", "33", false},
	{"332", "特定施設入居者生活介護（軽費老人ホーム）", "33", false},
	{"334", "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））", "33", false},
	{"335", "特定施設入居者生活介護（有料老人ホーム（外部サービス利用型））", "33", false},
	{"336", "特定施設入居者生活介護（軽費老人ホーム（外部サービス利用型））", "33", false},
	{"337", "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅（外部サービス利用型））)", "33", false},
	{"361", "地域密着型特定施設入居者生活介護（有料老人ホーム）", "36", false},
	{"362", "地域密着型特定施設入居者生活介護（軽費老人ホーム）", "36", false},
	{"364", "地域密着型特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））", "36", false},
	{"410", "特定福祉用具販売", "41", false},
	{"430", "居宅介護支援", "43", true},
	{"460", "介護予防支援", "46", true},
	{"510", "介護老人福祉施設", "51", false},
	{"520", "介護老人保健施設", "52", false},
	{"530", "介護療養型医療施設", "53", false},
	{"540", "地域密着型介護老人福祉施設入所者生活介護", "54", false},
	{"550", "介護医療院", "55", false},
	{"551", "短期入所療養介護（介護医療院）", "2A", true},
	{"710", "夜間対応型訪問介護", "71", true},
	{"720", "認知症対応型通所介護", "72", true},
	{"730", "小規模多機能型居宅介護", "73", false},
	{"760", "定期巡回・随時対応型訪問介護看護", "76", true},
	{"770", "看護小規模多機能型居宅介護（複合型サービス）", "77", false},
	{"780", "地域密着型通所介護", "78", true},
}

// ServiceOf gives a service by its open data code.
func ServiceOf(code string) (Service, bool) {
	for _, r := range services {
		if r.code == code {
			return Service{Code: r.code, Claim: r.claim, Name: r.name}, true
		}
	}
	return Service{}, false
}

// ExchangesSlips tells whether offices of a service exchange slips every month.
func ExchangesSlips(code string) bool {
	for _, r := range services {
		if r.code == code {
			return r.slips
		}
	}
	return false
}
