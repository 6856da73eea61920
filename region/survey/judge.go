package survey

import (
	"slices"
	"unicode/utf8"
)

// longest is the most characters one text may have.
const longest = 4000

// Judge looks at one answer. Problems with Stop keep it from being sent; the others are
// kept and reported. A checker of office numbers may be passed in: it returns "" or a
// Japanese sentence. Without one only the form of the number is looked at.
func (f Form) Judge(a Answer, office ...func(number string) string) []Problem {
	asked := f.Asked(a)
	var out []Problem
	for _, q := range asked {
		out = append(out, judgeValue(q, a.Values[q.ID], office)...)
	}
	return append(out, f.judgeRest(a, asked)...)
}

func judgeValue(q Question, v Value, office []func(string) string) []Problem {
	if v.Empty() {
		if q.Required {
			return []Problem{q.problem("required", true, "まだ答えていない必須の質問です。", "回答を入力してください。")}
		}
		return nil
	}
	var out []Problem
	if utf8.RuneCountInString(v.Text) > longest {
		out = append(out, q.problem("tooLong", true, "文章が"+itoa(longest)+"文字を超えています。", itoa(longest)+"文字以内にしてください。"))
	}
	switch q.Kind {
	case Single, Multi:
		return append(out, judgeChoices(q, v)...)
	case Number:
		return append(out, judgeNumber(q, v)...)
	case OfficeNumber:
		return append(out, judgeOffice(q, v.Text, office)...)
	}
	return out
}

func judgeChoices(q Question, v Value) []Problem {
	var out []Problem
	picked := v.picked()
	unknown := 0
	for _, id := range picked {
		if _, ok := q.Option(id); !ok {
			unknown++
		}
	}
	if unknown > 0 {
		out = append(out, q.problem("unknownOption", true, "選択肢にない回答が"+itoa(unknown)+"つあります。", "選択肢の中から選んでください。"))
	}
	if q.Kind == Single && len(picked) > 1 {
		out = append(out, q.problem("twoChoices", true, "1つだけ選ぶ質問に"+itoa(len(picked))+"つの回答があります。", "1つにしてください。"))
	}
	if q.Required && len(picked) == 0 {
		out = append(out, q.problem("required", true, "選択肢がまだ選ばれていません。", "選択肢の中から選んでください。"))
	}
	return out
}

func judgeNumber(q Question, v Value) []Problem {
	if v.Number == nil {
		return []Problem{q.problem("notANumber", true, "数として読めません。", "数字だけで入力してください。")}
	}
	n := *v.Number
	if q.Min != nil && n < *q.Min || q.Max != nil && n > *q.Max {
		return []Problem{q.problem("range", true, "数が"+span(q.Min, q.Max)+"の範囲に入っていません。", "範囲の中の数を入力してください。")}
	}
	return nil
}

func judgeOffice(q Question, text string, office []func(string) string) []Problem {
	number := foldNumber(text)
	say := officeShape(number)
	for _, check := range office {
		if say == "" && check != nil {
			say = check(number)
		}
	}
	if say == "" {
		return nil
	}
	return []Problem{q.problem("officeNumber", true, say, "指定通知書や請求書の事業所番号を見て、入力し直してください。")}
}

func officeShape(number string) string {
	if utf8.RuneCountInString(number) != 10 {
		return "事業所番号は10桁です。今は" + itoa(utf8.RuneCountInString(number)) + "桁です。"
	}
	for _, r := range number {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return "事業所番号に数字と英字のほかの文字があります。"
		}
	}
	return ""
}

// judgeRest reports values of questions that were not asked or do not exist.
func (f Form) judgeRest(a Answer, asked []Question) []Problem {
	var out []Problem
	for _, q := range f.Questions {
		isAsked := slices.ContainsFunc(asked, func(x Question) bool { return x.ID == q.ID })
		if !isAsked && !a.Values[q.ID].Empty() {
			out = append(out, q.problem("notAsked", false, "この質問の対象ではない方の回答です。集計のnには入れず、回答は残します。",
				"分岐のもとになった質問の回答が正しいか、確認してください。"))
		}
	}
	unknown := 0
	for id, v := range a.Values {
		if _, ok := f.Question(id); !ok && !v.Empty() {
			unknown++
		}
	}
	if unknown > 0 {
		out = append(out, Problem{Code: "unknownQuestion", Message: "このアンケートにない質問への回答が" + itoa(unknown) + "つあります。回答は残します。",
			Next: "アンケートの版が合っているか、確認してください。"})
	}
	return out
}

// answered says whether v counts in the n of q: a choice question wants a choice, a number
// a number that can be read, the others a text.
func (q Question) answered(v Value) bool {
	switch q.Kind {
	case Single, Multi:
		return len(v.picked()) > 0
	case Number:
		return v.Number != nil
	}
	return trim(v.Text) != ""
}

func (q Question) problem(code string, stop bool, message, next string) Problem {
	return Problem{Code: code, Question: q.ID, No: q.No, Message: message, Next: next, Stop: stop}
}

func span(low, high *int64) string {
	switch {
	case low != nil && high != nil:
		return i64(*low) + "から" + i64(*high) + "まで"
	case low != nil:
		return i64(*low) + "以上"
	case high != nil:
		return i64(*high) + "以下"
	}
	return ""
}
