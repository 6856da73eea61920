package town

import "fmt"

// word is a part of a name as written, and its フリガナ.
type word struct{ text, kana string }

// surnames are obviously made up; some have old forms (旧字体) that Windows-31J holds.
var surnames = []word{
	{"見本", "ミホン"}, {"例示", "レイジ"}, {"仮名", "カメイ"}, {"架空", "カクウ"}, {"試験", "シケン"}, {"模擬", "モギ"},
	{"設例", "セツレイ"}, {"髙例", "タカレイ"}, {"例﨑", "レイザキ"}, {"仮邊", "カリナベ"}, {"例澤", "レイザワ"}, {"空想", "クウソウ"},
}

// givenNames go with a sex: 1 男性, 2 女性.
var givenNames = []struct {
	word
	sex string
}{
	{word{"ハナ", "ハナ"}, "2"}, {word{"一郎", "イチロウ"}, "1"}, {word{"トメ", "トメ"}, "2"}, {word{"二郎", "ジロウ"}, "1"},
	{word{"キヨ", "キヨ"}, "2"}, {word{"フミ", "フミ"}, "2"}, {word{"三郎", "サブロウ"}, "1"}, {word{"千代", "チヨ"}, "2"},
	{word{"和子", "カズコ"}, "2"}, {word{"茂", "シゲル"}, "1"}, {word{"節子", "セツコ"}, "2"},
}

// entitle gives client No. i a name that nobody else has, a sex, a day of birth (age 70
// to 99) and an address. Surnames and given names meet once in 132.
func (c *Client) entitle(i int) {
	s := surnames[i%len(surnames)]
	g := givenNames[(i/len(surnames)+i)%len(givenNames)]
	c.Name, c.Kana, c.Sex = s.text+"　"+g.text, s.kana+"　"+g.kana, g.sex
	c.Birth = fmt.Sprintf("%04d%02d%02d", 1927+i*7%30, 1+i*5%11, 1+i*11%28)
	c.Address = fmt.Sprintf("架空県襷市例町%d-%d-%d", 1+i%9, 1+i*3%20, 1+i*7%30)
}
