package registry

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Digit is what the check digit (検証番号) of a published number says. It only ever warns.
type Digit int

// The outcomes.
const (
	DigitOK    Digit = iota // the rule over the first nine characters holds
	DigitOld                // OK（旧方式）: the older medical rule over characters 4 to 9 holds
	DigitDoubt              // 要確認: neither holds, or the number has a wrong form
)

// String gives the outcome as people read it.
func (d Digit) String() string {
	switch d {
	case DigitOK:
		return "OK"
	case DigitOld:
		return "OK（旧方式）"
	}
	return "要確認"
}

// numberLetters are the letters an office number may hold, worth 10 and up; I, O, Q are not used.
const numberLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

var (
	numberForm   = regexp.MustCompile(`^[0-9]{2}[0-9A-HJ-NPR-Z][0-9A-HJ-NPR-Z]{6}[0-9]$`)
	numberScient = regexp.MustCompile(`^([0-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})$`)
	digitsOnly   = regexp.MustCompile(`^[0-9]+$`)
	decimalTail  = regexp.MustCompile(`^([0-9]{9,10})\.0+$`)
)

// CheckNumber checks the last character of an office number (事業所番号, 10 characters).
// It follows the published rule, then the older rule of medical numbers where that is in use.
func CheckNumber(number string) Digit {
	if !numberForm.MatchString(number) {
		return DigitDoubt
	}
	if NumberDigit(number[:9]) == number[9] {
		return DigitOK
	}
	if oldRuleAllowed(number) && luhn(number[3:9]) == number[9] {
		return DigitOld
	}
	return DigitDoubt
}

// oldRuleAllowed tells where numbers with the older check digit were seen: 埼玉, 千葉, 東京,
// 神奈川 and 静岡, and the medical kinds everywhere.
func oldRuleAllowed(number string) bool {
	switch number[:2] {
	case "11", "12", "13", "14", "22":
		return true
	}
	return strings.IndexByte("1356", number[2]) >= 0
}

// NumberDigit makes the check digit ('0' to '9') for the first nine characters of an office
// number: modulus 10, weights 2 and 1 from the right, products split into digits. It gives
// 0 for a wrong length or a character that numbers do not use.
func NumberDigit(first9 string) byte {
	if len(first9) != 9 {
		return 0
	}
	return luhn(first9)
}

// luhn is modulus 10, weight 2-1 split; 0 for a character that has no value.
func luhn(s string) byte {
	sum, double := 0, true
	for i := len(s) - 1; i >= 0; i-- {
		v := charValue(s[i])
		if v < 0 {
			return 0
		}
		if double {
			v *= 2
		}
		sum += v/10 + v%10
		double = !double
	}
	return byte('0' + (10-sum%10)%10)
}

// charValue is 0-9 for digits, 10-32 for letters, -1 for the rest.
func charValue(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	if i := strings.IndexByte(numberLetters, c); i >= 0 {
		return 10 + i
	}
	return -1
}

// CleanNumber brings an office number as people and spreadsheets write it to its 10
// characters. repaired names each repair in Japanese. ok is false when the number cannot be
// made whole; then repaired holds one sentence that says why and what to do.
func CleanNumber(s string) (number string, repaired []string, ok bool) {
	if n := strings.TrimSpace(s); numberForm.MatchString(n) {
		return n, nil, true
	}
	n, repaired := plainNumber(s)
	if m := decimalTail.FindStringSubmatch(n); m != nil {
		n = m[1]
		repaired = append(repaired, "末尾の「.0」を取り除きました。")
	}
	if whole, found := wholeScientific(n); found {
		n = whole
		repaired = append(repaired, "指数の表記（E+）を番号に戻しました。")
	}
	if len(n) == 9 && digitsOnly.MatchString(n) && validPref("0"+n[:1]) {
		n = "0" + n
		repaired = append(repaired, "先頭の0を補い、10桁にしました。")
	}
	if numberForm.MatchString(n) {
		return n, repaired, true
	}
	return "", []string{numberHelp(n)}, false
}

// plainNumber takes away width, spaces, hyphens and the marks of text cells.
func plainNumber(s string) (string, []string) {
	var repaired []string
	n := strings.TrimSpace(s)
	if k := norm.NFKC.String(n); k != n {
		n = k
		repaired = append(repaired, "全角を半角にしました。")
	}
	if k := dropMarks(n); k != n {
		n = k
		repaired = append(repaired, "番号の中の空白や記号を取り除きました。")
	}
	if k := strings.ToUpper(n); k != n {
		n = k
		if !numberScient.MatchString(n) {
			repaired = append(repaired, "小文字を大文字にしました。")
		}
	}
	return n, repaired
}

// dropMarks removes spaces, hyphens of every kind, and the apostrophe or ="…" that keeps a
// spreadsheet cell a text.
func dropMarks(s string) string {
	if strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		s = strings.TrimPrefix(s, "=")
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u200b', '\ufeff', '"', '\'', '’', '‘', '`',
			'-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '－', '─', '_':
			return -1
		}
		return r
	}, s)
}

// wholeScientific gives the digits of 1.71100944E+08 when none is lost.
func wholeScientific(s string) (string, bool) {
	m := numberScient.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	digits := m[1] + m[2]
	exp := int(m[3][0] - '0')
	if len(m[3]) == 2 {
		exp = exp*10 + int(m[3][1]-'0')
	}
	if len(digits) != exp+1 || len(digits) < 9 || len(digits) > 10 {
		return "", false
	}
	return digits, true
}

// numberHelp says why a number cannot be read and what to do; it never repeats the value.
func numberHelp(n string) string {
	switch {
	case n == "":
		return "事業所番号が空欄です。10桁の事業所番号を入力してください。"
	case scientificLoss(n):
		return "事業所番号が指数の表記（E+）になり、桁が失われています。Excelで列の書式を「文字列」にしてから番号を入れ直し、もう一度保存してください。"
	case len([]rune(n)) < 10:
		return "事業所番号の桁が足りません。10桁の事業所番号を確認して入れ直してください。"
	case len([]rune(n)) > 10:
		return "事業所番号の桁が多すぎます。10桁の事業所番号を確認して入れ直してください。"
	}
	return "事業所番号に使えない文字があります。数字（一部は英字）10桁の番号を確認して入れ直してください。"
}

// scientificLoss tells a spreadsheet's exponent form, with or without the sign; the hyphen
// and plus may be gone.
func scientificLoss(n string) bool { return numberScient.MatchString(n) }

// examplePref is no prefecture: codes and numbers that begin with it are kept for examples.
const examplePref = "99"

// validPref tells a prefecture number 01 to 47.
func validPref(p string) bool {
	return len(p) == 2 && p >= "01" && p <= "47" && p[1] >= '0' && p[1] <= '9'
}

// CheckCity checks a 全国地方公共団体コード (6 digits with its check digit).
func CheckCity(code string) bool {
	if len(code) != 6 || !digitsOnly.MatchString(code) || !validPref(code[:2]) && code[:2] != examplePref {
		return false
	}
	return code[5] == cityDigit(code[:5])
}

// WholeCity gives the 6 digits of a municipality code that is written with 5 or 6.
func WholeCity(code string) (string, bool) {
	if len(code) == 5 && digitsOnly.MatchString(code) {
		code += string(cityDigit(code))
	}
	return code, CheckCity(code)
}

// cityDigit makes the check digit for five digits: weights 6 to 2, modulus 11.
func cityDigit(five string) byte {
	sum := 0
	for i := range 5 {
		sum += (6 - i) * int(five[i]-'0')
	}
	return byte('0' + (11-sum%11)%10)
}

// CheckInsurer checks a 保険者番号 (6 digits). The rule comes from health-insurer numbers;
// a miss is only a doubt.
func CheckInsurer(code string) Digit {
	if len(code) != 6 || !digitsOnly.MatchString(code) || !validPref(code[:2]) && code[:2] != examplePref {
		return DigitDoubt
	}
	if luhn(code[:5]) != code[5] {
		return DigitDoubt
	}
	return DigitOK
}

// CheckCorp checks a 法人番号 (13 digits, the first one is the check digit).
func CheckCorp(number string) bool {
	if len(number) != 13 || !digitsOnly.MatchString(number) {
		return false
	}
	sum := 0
	for n := 1; n <= 12; n++ {
		d := int(number[13-n] - '0')
		if n%2 == 0 {
			d *= 2
		}
		sum += d
	}
	return int(number[0]-'0') == 9-sum%9
}
