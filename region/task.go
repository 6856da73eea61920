package region

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/support"
)

// Task is something to do until a day: a subsidy's deadline, an update of many offices at
// once (一斉更新), a letter, a yearly review.
type Task struct {
	ID     string
	Title  string
	Kind   string    // 期限, 一斉更新, 文書, 整理
	Due    time.Time `json:",omitzero"`
	Owner  string    `json:",omitempty"`
	Note   string    `json:",omitempty"`
	Source string    `json:",omitempty"` // 要綱 …
	For    []string  `json:",omitempty"` // office numbers
	Done   []string  `json:",omitempty"` // offices that are done
	Closed time.Time `json:",omitzero"`
}

// Left counts the offices that are not done.
func (t Task) Left() int { return len(t.For) - len(t.Done) }

// Tasks lists the tasks: open ones by day, then the closed ones.
func (s Session) Tasks() ([]Task, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := s.tasks.all()
	slices.SortStableFunc(list, func(a, b Task) int {
		return cmp.Or(cmp.Compare(b2i(!a.Closed.IsZero()), b2i(!b.Closed.IsZero())), a.Due.Compare(b.Due))
	})
	return list, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// SaveTask changes a task; a new one has no ID.
func (s Session) SaveTask(ctx context.Context, id string, f func(*Task) error) (Task, error) {
	if err := s.need(Accompany); err != nil {
		return Task{}, err
	}
	id = cmp.Or(id, newID())
	return change(ctx, s.Map, &s.tasks, id, Note{Who: s.ID, Verb: "task", Subject: id}, func(t *Task) error {
		t.ID = id
		if err := f(t); err != nil {
			return err
		}
		if t.Title == "" {
			return &Error{Code: "task_title", Message: "やることの名前が入っていません。", Next: "「ソフトの一斉更新」のように、短く書いてください。"}
		}
		return nil
	})
}

// Sheet is the ICT sheet of one 包括 (端末・閉域網・ソフト版・許可サイト・USB規程・システム部門の許可).
type Sheet struct {
	Number  string
	Answers map[string]string // by item
	At      time.Time
	Who     string
}

// Sheets lists the centres with their sheets; a centre without one has no answers.
func (s Session) Sheets() ([]Sheet, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Sheet
	for _, o := range s.cache.offices {
		if o.Kind() == "centre" && !o.Outside && s.sees(o.Number) {
			v, _ := s.sheets.get(o.Number)
			v.Number = o.Number
			out = append(out, v)
		}
	}
	return out, nil
}

// SaveSheet writes the answers of one centre.
func (s Session) SaveSheet(ctx context.Context, number string, answers map[string]string) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	_, err := change(ctx, s.Map, &s.sheets, number, Note{Who: s.ID, Verb: "sheet", Subject: number}, func(v *Sheet) error {
		*v = Sheet{number, answers, s.Now(), s.ID}
		return nil
	})
	return err
}

// Letter is a letter, flyer, clause or policy paper (方針文書): a template edited here, or one
// that was sent out.
type Letter struct {
	ID       string
	Template string // id of the template it was made from
	Title    string
	Body     string
	DocNo    string    `json:",omitempty"` // 文書番号
	Date     time.Time `json:",omitzero"`
	Sender   string    `json:",omitempty"` // 発信者
	To       []string  `json:",omitempty"` // office numbers
	Sent     time.Time `json:",omitzero"`
	Who      string
}

// Letters lists the letters, newest first.
func (s Session) Letters() ([]Letter, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sorted(s.letters.all(), func(l Letter) int64 { return -l.Date.Unix() }), nil
}

// Letter gives one letter.
func (s Session) Letter(id string) (Letter, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l, ok := s.letters.get(id)
	if !ok || !s.May(Accompany) {
		return l, ErrNotFound
	}
	return l, nil
}

// SaveLetter changes a letter; a new one has no ID.
func (s Session) SaveLetter(ctx context.Context, l Letter) (Letter, error) {
	if err := s.need(Load); err != nil {
		return l, err
	}
	if l.Title == "" || l.Body == "" {
		return l, &Error{Code: "letter_empty", Message: "文書の題か本文が入っていません。", Next: "ひな形を選ぶか、本文を書いてください。"}
	}
	l.ID, l.Who = cmp.Or(l.ID, newID()), s.ID
	return change(ctx, s.Map, &s.letters, l.ID, Note{Who: s.ID, Verb: "letter", Subject: l.ID, Text: l.Title}, func(old *Letter) error {
		*old = l
		return nil
	})
}

// Templates are the templates, with what was edited here.
func (s Session) Templates() []support.Template { return support.Templates() }

// DeedPlan is the editable plan of 米子's actions: which action for which class.
type DeedPlan struct {
	ID    string
	Name  string
	For   map[support.Class]bool
	When  string `json:",omitempty"` // 9月〜11月
	Owner string `json:",omitempty"`
	Off   bool   `json:",omitempty"` // taken out of the plan
}

// Deeds is the plan: the printed actions as they stand until somebody edits them.
func (s Session) Deeds() []DeedPlan {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []DeedPlan
	seen := map[string]bool{}
	for _, d := range support.Yonago() {
		p, ok := s.plans.get(d.ID)
		if !ok {
			p = DeedPlan{ID: d.ID, Name: d.Name, For: d.For}
		}
		seen[d.ID] = true
		out = append(out, p)
	}
	for _, p := range s.plans.all() {
		if !seen[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

// SaveDeed changes one action of the plan.
func (s Session) SaveDeed(ctx context.Context, d DeedPlan) error {
	if err := s.need(Ask); err != nil {
		return err
	}
	if d.Name == "" {
		return &Error{Code: "deed_name", Message: "働きかけの名前が入っていません。", Next: "短い名前を入れてください。"}
	}
	d.ID = cmp.Or(d.ID, newID())
	_, err := change(ctx, s.Map, &s.plans, d.ID, Note{Who: s.ID, Verb: "plan", Subject: d.ID}, func(old *DeedPlan) error {
		*old = d
		return nil
	})
	return err
}

// Cards gives the offices that are on the way, by stage: those planning, joined without
// use, and started less than a year ago.
func (s Session) Cards() (map[int][]View, error) {
	list, err := s.Offices(Filter{Home: true})
	if err != nil || !s.May(Accompany) {
		return nil, cmp.Or(err, s.need(Accompany))
	}
	out := map[int][]View{}
	for _, v := range list {
		switch st := v.State(); {
		case st == adoption.Planned, st == adoption.Idle, st == adoption.Considering && v.Record.Step > 0:
			out[max(1, v.Record.Step)] = append(out[max(1, v.Record.Step)], v)
		case st == adoption.Active && s.Now().Before(v.Record.Since(adoption.Active).AddDate(1, 0, 0)):
			out[8] = append(out[8], v)
		}
	}
	return out, nil
}

// Alerts are what should not wait: stuck offices, follow-ups after 1, 3, 12 months, dates agreed.
func (s Session) Alerts() ([]support.Alert, error) {
	list, err := s.Offices(Filter{})
	if err != nil || !s.May(Accompany) {
		return nil, cmp.Or(err, s.need(Accompany))
	}
	var cases []support.Case
	for _, v := range list {
		c := support.Case{Number: v.Number, Joined: v.Record.Since(adoption.Active), Step: v.Record.Step, StuckSince: v.Record.StepAt, FollowedUp: v.Outreach.Followed, Next: v.Outreach.Next}
		if v.State() == adoption.Active {
			c.Step, c.StuckSince = 0, time.Time{}
		}
		cases = append(cases, c)
	}
	return append(s.deadlines(), support.Alerts(cases, s.Now())...), nil
}

// deadlines are the open tasks whose day is near or past.
func (s Session) deadlines() []support.Alert {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []support.Deadline
	for _, t := range s.tasks.all() {
		if !t.Due.IsZero() {
			list = append(list, support.Deadline{ID: t.ID, Title: t.Title, Due: t.Due, Done: !t.Closed.IsZero()})
		}
	}
	return support.DeadlineAlerts(list, s.Now())
}
