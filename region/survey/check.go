package survey

// Check reports what keeps a form from being opened. All its problems have Stop.
func (f Form) Check() []Problem {
	c := &checker{form: f, place: map[string]int{}}
	if trim(f.ID) == "" {
		c.add(Question{}, "noID", "アンケートを区別する番号がありません。", "アンケートを作り直してください。")
	}
	if trim(f.Title) == "" {
		c.add(Question{}, "noTitle", "アンケートの題名がまだありません。", "題名を入力してください。")
	}
	c.identify()
	asked := 0
	for i, q := range f.Questions {
		if !q.Placeholder {
			asked++
		}
		c.question(i, q)
	}
	if asked == 0 {
		c.add(Question{}, "noQuestion", "質問がまだありません。", "質問を1つ以上追加してください。")
	}
	c.cycles()
	return c.found
}

type checker struct {
	form  Form
	place map[string]int // first place of an ID
	found []Problem
}

func (c *checker) add(q Question, code, message, next string) {
	c.found = append(c.found, q.problem(code, true, message, next))
}

// identify looks for missing and repeated IDs and numbers.
func (c *checker) identify() {
	numbers := map[int]bool{}
	for i, q := range c.form.Questions {
		_, twice := c.place[q.ID]
		switch {
		case trim(q.ID) == "" || q.ID == End:
			c.add(q, "noID", itoa(i+1)+"番目の質問を区別する番号がありません。", "質問を作り直してください。")
		case twice:
			c.add(q, "sameID", itoa(i+1)+"番目の質問の番号が、ほかの質問と同じです。", "質問を作り直してください。")
		default:
			c.place[q.ID] = i
		}
		if q.No < 0 || q.No > 0 && numbers[q.No] {
			c.add(q, "sameNo", "問"+itoa(q.No)+"が2つ以上あるか、0より小さい番号です。", "番号を付け直してください。")
		}
		numbers[q.No] = true
	}
}

func (c *checker) question(i int, q Question) {
	if q.Placeholder {
		return
	}
	if trim(q.Text) == "" {
		c.add(q, "noText", itoa(i+1)+"番目の質問の文がまだありません。", "質問の文を入力してください。")
	}
	if _, ok := kindWords[q.Kind]; !ok {
		c.add(q, "kind", itoa(i+1)+"番目の質問の答え方が決まっていません。", "答え方を選んでください。")
	}
	c.options(q)
	c.bounds(q)
	c.condition(i, q)
}

func (c *checker) options(q Question) {
	if !q.Kind.choice() {
		if len(q.Options) > 0 {
			c.add(q, "uselessOptions", "選択肢がありますが、答え方が「"+q.Kind.Word()+"」です。", "答え方を変えるか、選択肢を消してください。")
		}
		return
	}
	least := 1
	if q.Kind == Single {
		least = 2
	}
	if len(q.Options) < least {
		c.add(q, "fewOptions", "選択肢が"+itoa(len(q.Options))+"つです。"+itoa(least)+"つ以上必要です。", "選択肢を追加してください。")
	}
	ids, texts, others := map[string]bool{}, map[string]bool{}, 0
	for i, o := range q.Options {
		c.option(i, q, o, ids, texts)
		if o.Other {
			others++
		}
	}
	if others > 1 {
		c.add(q, "manyOthers", "自由記述の付く「その他」が"+itoa(others)+"つあります。", "1つにしてください。")
	}
}

func (c *checker) option(i int, q Question, o Option, ids, texts map[string]bool) {
	name := itoa(i+1) + "番目の選択肢"
	switch {
	case trim(o.ID) == "" || ids[o.ID]:
		c.add(q, "optionID", name+"を区別する番号がないか、ほかと同じです。", "選択肢を作り直してください。")
	case trim(o.Text) == "":
		c.add(q, "noOptionText", name+"の文がまだありません。", "文を入力するか、選択肢を消してください。")
	case texts[fold(o.Text)]:
		c.add(q, "sameOption", name+"がほかの選択肢と同じ文です。", "文を変えるか、片方を消してください。")
	}
	ids[o.ID], texts[fold(o.Text)] = true, true
	c.branch(q, o, name)
}

func (c *checker) branch(q Question, o Option, name string) {
	if o.Branch == "" {
		return
	}
	if q.Kind != Single {
		c.add(q, "branchKind", name+"に行き先がありますが、1つだけ選ぶ質問ではありません。", "行き先を消すか、答え方を「1つ選ぶ」にしてください。")
		return
	}
	if o.Branch == End {
		return
	}
	to, ok := c.place[o.Branch]
	if !ok {
		c.add(q, "branchUnknown", name+"の行き先の質問がありません。", "行き先を選び直してください。")
	} else if to <= c.place[q.ID] {
		c.add(q, "branchBack", name+"の行き先が、この質問かそれより前の質問です。", "後ろの質問を選んでください。")
	}
}

func (c *checker) bounds(q Question) {
	if q.Min != nil && q.Max != nil && *q.Min > *q.Max {
		c.add(q, "bounds", "最小の数が最大の数より大きくなっています。", "範囲を入力し直してください。")
	}
}

func (c *checker) condition(i int, q Question) {
	if q.When != nil && len(q.When.leaves()) == 0 {
		c.add(q, "emptyCondition", "表示する条件の中身がありません。", "条件を選ぶか、条件を消してください。")
	}
	for _, leaf := range q.When.leaves() {
		at, ok := c.place[leaf.Question]
		switch {
		case !ok:
			c.add(q, "whenUnknown", "表示する条件の質問がありません。", "条件を選び直してください。")
		case at >= i:
			c.add(q, "whenLater", "表示する条件に、この質問かそれより後の質問が使われています。", "前の質問を選ぶか、順番を入れ替えてください。")
		case c.form.Questions[at].Placeholder:
			c.add(q, "whenPlaceholder", "表示する条件に、表示しない質問が使われています。", "条件を選び直してください。")
		default:
			c.conditionOptions(q, c.form.Questions[at], leaf)
		}
	}
}

func (c *checker) conditionOptions(q, on Question, leaf Condition) {
	for _, id := range leaf.Options {
		if _, ok := on.Option(id); !ok {
			c.add(q, "whenOption", "表示する条件に、"+on.Label()+"にない選択肢が使われています。", "条件を選び直してください。")
			return
		}
	}
}

// cycles reports every question whose condition leads back to itself.
func (c *checker) cycles() {
	for _, q := range c.form.Questions {
		if c.reaches(q.ID, q.ID, map[string]bool{}) {
			c.add(q, "cycle", "表示する条件をたどると、この質問に戻ります。", "条件を1つ消してください。")
		}
	}
}

func (c *checker) reaches(from, to string, seen map[string]bool) bool {
	at, ok := c.place[from]
	if !ok || seen[from] {
		return false
	}
	seen[from] = true
	for _, leaf := range c.form.Questions[at].When.leaves() {
		if leaf.Question == to || c.reaches(leaf.Question, to, seen) {
			return true
		}
	}
	return false
}
