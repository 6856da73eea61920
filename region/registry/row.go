package registry

import (
	"cmp"
	"strings"
)

// office reads one row of an office list; ok is false when it was rejected.
func (r *reader) office(row []string) (o Office, ok bool) {
	o.Source = r.format.Source()
	branch := r.format == FormatHand && strings.TrimSpace(r.cell(row, ColNumber)) == "" && strings.TrimSpace(r.cell(row, ColParent)) != ""
	if !branch { // a branch gets a number under its centre
		if o.Number, ok = r.number(row); !ok {
			return o, false
		}
	}
	if o.Name = r.text(row, ColName); o.Name == "" {
		r.reject(o.Number, "", "事業所名が空欄です。", "事業所名を入れてから、もう一度取り込んでください。")
		return o, false
	}
	o.Kana = r.text(row, ColKana)
	r.municipality(row, &o)
	r.address(row, &o)
	r.coordinates(row, &o)
	r.contact(row, &o)
	r.corporation(row, &o)
	o.Days, o.DaysNote = r.text(row, ColDays), r.text(row, ColDaysNote)
	r.offers(row, &o)
	if r.format == FormatHand {
		r.hand(row, &o)
	}
	return o, true
}

// municipality reads code, prefecture and name, and rolls a ward up to its city.
func (r *reader) municipality(row []string, o *Office) {
	o.Pref, o.CityName = r.text(row, ColPref), r.text(row, ColCity)
	code := r.cityCode(strings.TrimSpace(half(r.cell(row, ColCityCode))), o.Pref, o.CityName)
	if code == "" {
		return
	}
	o.City = RollUp(code)
	if o.City != code {
		o.Ward = code
	}
	name, pref, _ := City(code)
	o.Pref, o.CityName = cmp.Or(o.Pref, pref), cmp.Or(o.CityName, name)
}

// cityCode makes a good code of what stands there, or takes it from the names.
func (r *reader) cityCode(raw, pref, name string) string {
	if known(raw) || CheckCity(raw) && raw[:2] == examplePref {
		return raw
	}
	if c := r.fiveDigits(raw, pref, name); c != "" {
		return c
	}
	if c, ok := CityCode(pref, name); ok {
		if raw != "" || r.format != FormatHand {
			r.warn(WarnCity, "市区町村コードが空欄か、公表のコードと合いません。", "都道府県名と市区町村名からコードを補いました。")
		}
		return c
	}
	if raw == "" && r.format == FormatHand {
		return ""
	}
	if CheckCity(raw) && raw[2:5] != "000" {
		r.warn(WarnCity, "一覧にない市区町村コードです。", "そのまま取り込みました。合併などで変わっていないか確認してください。")
		return raw
	}
	r.warn(WarnCity, "市区町村コードが空欄か、正しくありません。", "市区町村は空欄のまま取り込みました。コードを確認してください。")
	return ""
}

// fiveDigits mends a code that lost its leading zero or its check digit. Where both could be,
// the names beside it decide; "" = neither.
func (r *reader) fiveDigits(raw, pref, name string) string {
	if len(raw) != 5 || !digitsOnly.MatchString(raw) {
		return ""
	}
	zero, digit := "0"+raw, raw+string(cityDigit(raw))
	if known(zero) && known(digit) {
		switch c, _ := CityCode(pref, name); c {
		case zero:
			digit = ""
		case digit:
			zero = ""
		default:
			return ""
		}
	}
	switch {
	case known(zero):
		r.warn(WarnLostZero, "市区町村コードが5桁です。", "先頭の0を補い、6桁にしました。")
		return zero
	case known(digit):
		r.warn(WarnCity, "市区町村コードに検査数字（6桁目）がありません。", "検査数字を補い、6桁にしました。")
		return digit
	}
	return ""
}

// known tells the code of a municipality or ward in the table.
func known(code string) bool {
	_, ok := places().code[code]
	return ok
}

// address puts prefecture and municipality before an address that lacks them, and the
// building after it.
func (r *reader) address(row []string, o *Office) {
	a := r.text(row, ColAddress)
	if a == "" {
		return
	}
	if !startsWithPref(a, o.Pref) && o.Pref != "" {
		front := o.Pref
		if o.CityName != "" && !strings.Contains(a, o.CityName) && !strings.Contains(a, cityOnly(o)) {
			front += o.CityName
		}
		a = front + a
		r.warn(WarnAddress, "住所に都道府県名がありません。", "都道府県名（必要なときは市区町村名も）を前に補いました。")
	}
	if b := r.text(row, ColBuilding); b != "" && !strings.Contains(squeeze(a), squeeze(b)) {
		a += "　" + b
	}
	o.Address = a
}

// cityOnly is the name of the city without its ward.
func cityOnly(o *Office) string {
	if name, _, ok := City(o.City); ok {
		return name
	}
	return o.CityName
}

func startsWithPref(a, pref string) bool {
	if pref != "" && strings.HasPrefix(a, pref) {
		return true
	}
	for _, p := range prefectures {
		if strings.HasPrefix(a, p) {
			return true
		}
	}
	return false
}

// squeeze makes two spellings of one text the same: width, case, spaces.
func squeeze(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(half(s)), ""))
}

func (r *reader) coordinates(row []string, o *Office) {
	lat, lng, outcome := parsePlace(r.cell(row, ColLat), r.cell(row, ColLng))
	switch outcome {
	case placeSwapped:
		r.warn(WarnPlace, "緯度と経度が入れ替わっています。", "入れ替えて読みました。")
	case placeAbroad:
		r.warn(WarnPlace, "緯度・経度が日本の外を指しています。", "位置は使わずに取り込みました。住所から位置を確認してください。")
	case placeUnread:
		r.warn(WarnPlace, "緯度・経度が数値ではありません。", "位置は使わずに取り込みました。")
	}
	if (outcome == placeGood || outcome == placeSwapped) && farFrom(cmp.Or(o.Ward, o.City), lat, lng) {
		r.warn(WarnPlace, "緯度・経度が市区町村から100km以上離れています。", "位置は使わずに取り込みました。住所から位置を確認してください。")
		return
	}
	o.Lat, o.Lng = lat, lng
}

// contact reads phone, fax and web page.
func (r *reader) contact(row []string, o *Office) {
	o.Phone = r.phone(r.text(row, ColPhone), "電話番号")
	o.Fax = r.phone(r.text(row, ColFax), "FAX番号")
	raw := r.text(row, ColURL)
	address, changed := cleanURL(raw)
	o.URL = address
	switch {
	case changed && address == "" && strings.Contains(raw, "@"):
		r.warn(WarnURL, "URLの列にメールアドレスが入っています。", "URLは空欄にしました。")
	case changed && address == "":
		r.warn(WarnURL, "URLとして読めません。", "URLは空欄にしました。")
	case changed:
		r.warn(WarnURL, "URLの書き方が正しくありません。", "「http://」の書き方などを直しました。")
	}
}

func (r *reader) phone(raw, label string) string {
	p, changed := cleanPhone(raw)
	switch {
	case changed && p == "":
		r.warn(WarnPhone, label+"として読めません。", label+"は空欄にしました。")
	case changed:
		r.warn(WarnPhone, label+"に全角文字や余分な文字があります。", "半角の番号に直しました。")
	}
	return p
}

// corporation reads 法人番号 and name. A number with a wrong check digit stays as published.
func (r *reader) corporation(row []string, o *Office) {
	o.CorpName = r.text(row, ColCorpName)
	raw := strings.TrimSpace(r.cell(row, ColCorp))
	if _, asked := r.columns[ColCorp]; !asked || r.format == FormatHand && raw == "" {
		return
	}
	o.Corp = cleanCorp(raw)
	switch {
	case raw == "":
		r.warn(WarnCorpMissing, "法人番号が空欄です。", "法人は名称でまとめます。")
	case o.Corp == "":
		r.warn(WarnCorpDigit, "法人番号が13桁の数字ではありません。", "法人番号は空欄にし、法人は名称でまとめます。")
	case !CheckCorp(o.Corp):
		r.warn(WarnCorpDigit, "法人番号の検査数字が合いません（要確認）。", "公表のまま残し、法人は名称でまとめます。")
	}
	if o.Corp != "" && o.Corp != raw {
		r.warn(WarnCorpForm, "法人番号に全角文字や記号があります。", "半角の数字13桁に直しました。")
	}
}

// offers reads the services of the row.
func (r *reader) offers(row []string, o *Office) {
	names := r.cell(row, ColService)
	r.text(row, ColService) // for its report
	found, unknown := servicesIn(strings.TrimSpace(r.cell(row, ColCode)), broken.Replace(names))
	if len(found) == 0 && r.fileCode != "" && (r.format == FormatMinistry) {
		if s, ok := ServiceOf(r.fileCode); ok {
			found = []Service{s}
		}
	}
	if unknown || len(found) == 0 && r.format != FormatHand {
		r.warn(WarnService, "一覧にないサービスの種類があります。", "そのサービスは付けずに取り込みました。サービスの種類を確認してください。")
	}
	n, ok := capacity(r.cell(row, ColCapacity))
	if !ok {
		r.warn(WarnCapacity, "定員が数値ではありません。", "定員は空欄にしました。")
	}
	if len(found) == 1 {
		found[0].Capacity = n
	}
	o.Services = found
	if _, ok := ServiceOf(r.fileCode); ok && r.format == FormatMinistry {
		return // the file speaks about one service, whatever a row says
	}
	for _, s := range found {
		r.services[s.Code] = true
	}
}
