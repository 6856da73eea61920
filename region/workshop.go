package region

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/survey"
)

// Workshop is one 研修会 with its seats.
type Workshop struct {
	survey.Workshop
	Seats  []survey.Seat
	Report string `json:",omitempty"` // what was said, in words
}

// At is the first session's time.
func (w Workshop) At() time.Time {
	if len(w.Sessions) == 0 {
		return time.Time{}
	}
	return w.Sessions[0].At
}

// Workshops lists the workshops, newest first.
func (s Session) Workshops() ([]Workshop, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := s.workshops.all()
	for i := range list {
		list[i].Seats = s.seats(list[i].Seats)
	}
	return sorted(list, func(w Workshop) int64 { return -w.At().Unix() }), nil
}

// seats leaves those of offices the actor may see.
func (s Session) seats(all []survey.Seat) []survey.Seat {
	return slices.DeleteFunc(slices.Clone(all), func(t survey.Seat) bool { return t.Office != "" && !s.sees(t.Office) })
}

// Workshop gives one workshop.
func (s Session) Workshop(id string) (Workshop, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	w, ok := s.workshops.get(id)
	if !ok || !s.May(Accompany) {
		return w, ErrNotFound
	}
	w.Seats = s.seats(w.Seats)
	return w, nil
}

// SaveWorkshop changes a workshop; a new one has no ID.
func (s Session) SaveWorkshop(ctx context.Context, id string, f func(*Workshop) error) (Workshop, error) {
	if err := s.need(Ask); err != nil {
		return Workshop{}, err
	}
	id = cmp.Or(id, newID())
	return change(ctx, s.Map, &s.workshops, id, Note{Who: s.ID, Verb: "workshop", Subject: id}, func(w *Workshop) error {
		w.ID = id
		if err := f(w); err != nil {
			return err
		}
		for _, p := range w.Check() {
			if p.Stop {
				return &Error{Code: p.Code, Message: p.Message, Next: p.Next}
			}
		}
		return nil
	})
}

// Reply is one answer to a form, with what the map adds.
type Reply struct {
	survey.Answer
	Form      string
	By        string `json:",omitempty"` // account that entered it from paper
	Synthetic bool   `json:",omitempty"` // 合成データ
	Batch     string `json:",omitempty"` // import it came with
}

// Link is the public way to a form (回答用リンク). Its token is all one needs to answer.
type Link struct {
	Token string
	Form  string
	Until time.Time
	Who   string
}

// Forms lists the forms: those made here, then the prebuilt ones.
func (s Session) Forms() ([]survey.Form, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := s.forms.all()
	for _, f := range survey.Prebuilt() {
		if _, ok := s.forms.get(f.ID); !ok {
			list = append(list, f.For(s.set().Name))
		}
	}
	return list, nil
}

// Form gives one form, made here or prebuilt.
func (m *Map) Form(id string) (survey.Form, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.form(id)
}

func (m *Map) form(id string) (survey.Form, error) {
	if f, ok := m.forms.get(id); ok {
		return f, nil
	}
	for _, f := range survey.Prebuilt() {
		if f.ID == id {
			return f.For(m.set().Name), nil
		}
	}
	return survey.Form{}, ErrNotFound
}

// SaveForm changes a form. Questions of a form that has answers keep their ids.
func (s Session) SaveForm(ctx context.Context, f survey.Form) (survey.Form, error) {
	if err := s.need(Ask); err != nil {
		return f, err
	}
	f.ID = cmp.Or(f.ID, newID())
	return change(ctx, s.Map, &s.forms, f.ID, Note{Who: s.ID, Verb: "form", Subject: f.ID, Text: f.Title}, func(old *survey.Form) error {
		if err := s.keepAsked(*old, f); err != nil {
			return err
		}
		f.Version = old.Version + 1
		*old = f
		return nil
	})
}

func (s Session) keepAsked(old, now survey.Form) error {
	for _, r := range s.answers.items {
		if r.value.Form != old.ID || old.ID == "" {
			continue
		}
		for id := range r.value.Values {
			if _, ok := now.Question(id); !ok {
				return &Error{Code: "form_answered", Message: "回答のある質問は消せません。", Next: "質問を残すか、新しいアンケートを作ってください。"}
			}
		}
	}
	return nil
}

// OpenForm makes a link with which anybody who has it may answer until a day.
func (s Session) OpenForm(ctx context.Context, form string, until time.Time) (Link, error) {
	if err := s.need(Ask); err != nil {
		return Link{}, err
	}
	f, err := s.Form(form)
	if err != nil {
		return Link{}, err
	}
	if p := f.Check(); len(p) > 0 {
		return Link{}, &Error{Code: p[0].Code, Message: p[0].Message, Next: p[0].Next}
	}
	if !until.After(s.Now()) {
		return Link{}, &Error{Code: "form_until", Message: "受付の終わりの日が過ぎています。", Next: "明日以降の日付を入れてください。"}
	}
	l := Link{Token: newID() + newID(), Form: form, Until: until, Who: s.ID}
	_, err = change(ctx, s.Map, &s.links, l.Token, Note{Who: s.ID, Verb: "opened", Subject: form}, func(old *Link) error {
		*old = l
		return nil
	})
	return l, err
}

// Links lists the links of a form.
func (s Session) Links(form string) []Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(s.links.all(), func(l Link) bool { return l.Form != form || !s.May(Ask) })
}

// FormOf gives the form behind a link; ErrNotFound when there is none or its time is over.
func (m *Map) FormOf(token string) (survey.Form, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	l, ok := m.links.get(token)
	if !ok || m.Now().After(l.Until) {
		return survey.Form{}, ErrNotFound
	}
	f, err := m.form(l.Form)
	if err == nil && f.Closed {
		err = ErrNotFound
	}
	return f, err
}

// AnswerBy takes an answer that came through a link.
func (m *Map) AnswerBy(ctx context.Context, token string, a survey.Answer) error {
	f, err := m.FormOf(token)
	if err != nil {
		return err
	}
	for _, p := range f.Judge(a) {
		if p.Stop {
			return &Error{Code: p.Code, Message: p.Message, Next: p.Next}
		}
	}
	a.ID, a.At, a.Via, a.Office = newID(), m.Now(), survey.Link, f.OfficeOf(a)
	_, err = m.addAnswers(ctx, "", Reply{Answer: a, Form: f.ID})
	return err
}

// AddAnswers takes answers from paper or a table.
func (s Session) AddAnswers(ctx context.Context, form string, list ...survey.Answer) (int, error) {
	if err := s.need(Ask); err != nil {
		return 0, err
	}
	f, err := s.Form(form)
	if err != nil {
		return 0, err
	}
	var out []Reply
	batch := newID()
	for _, a := range list {
		a.ID, a.Office = newID(), f.OfficeOf(a)
		if a.At.IsZero() {
			a.At = s.Now()
		}
		out = append(out, Reply{Answer: a, Form: form, By: s.ID, Batch: batch})
	}
	return s.addAnswers(ctx, s.ID, out...)
}

// SeedAnswers writes answers without asking who may; for the demo.
func (m *Map) SeedAnswers(ctx context.Context, list ...Reply) error {
	_, err := m.addAnswers(ctx, "", list...)
	return err
}

func (m *Map) addAnswers(ctx context.Context, who string, list ...Reply) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []Row
	for _, r := range list {
		row, err := m.answers.row(r.ID, r)
		if err != nil {
			return 0, err
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	return len(rows), m.put(ctx, Note{Who: who, Verb: "answered", Subject: list[0].Form}, rows...)
}

// Answers gives the answers to a form, with office numbers: for 保険者 alone.
func (s Session) Answers(form string) ([]Reply, error) {
	if err := s.need(Ask); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.repliesTo(form), nil
}

func (s Session) repliesTo(form string) []Reply {
	list := slices.DeleteFunc(s.answers.all(), func(r Reply) bool { return r.Form != form })
	return sorted(list, func(r Reply) int64 { return r.At.UnixNano() })
}

// RemoveAnswer takes a wrong or doubled answer out.
func (s Session) RemoveAnswer(ctx context.Context, id string) error {
	if err := s.need(Ask); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.answers.get(id)
	if !ok {
		return ErrNotFound
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "unanswered", Subject: r.Form}, s.answers.without(id))
}

// ZoneTotals is what 包括 may see of the answers: counts by zone, n of 5 and more.
func (s Session) ZoneTotals(form string) (survey.ZoneTable, error) {
	if err := s.need(Accompany); err != nil {
		return survey.ZoneTable{}, err
	}
	f, err := s.Form(form)
	if err != nil {
		return survey.ZoneTable{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []survey.Answer
	for _, r := range s.repliesTo(form) {
		list = append(list, r.Answer)
	}
	zone := func(n string) string { o, _ := s.Map.office(n); return o.Zone }
	return survey.ZoneTotals(f, list, zone, s.set().Few), nil
}

// Intent counts the offices by what they said about joining, for publication: counts only
// (参加意向数の公表). Groups under 3 are joined with their neighbour, and marked so.
type Intent struct {
	Joined, Planned, Considering, Other int
	Of                                  int
}

// Intents counts the states of 居宅系 offices as they may be published.
func (s Session) Intents() (Intent, error) {
	if err := s.need(SeeRates); err != nil {
		return Intent{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var n Intent
	for _, o := range s.cache.offices {
		st := s.recordState(o.Number)
		if !home(o) || st == adoption.Out {
			continue
		}
		n.Of++
		switch {
		case st.Joined():
			n.Joined++
		case st == adoption.Planned:
			n.Planned++
		case st == adoption.Considering:
			n.Considering++
		default:
			n.Other++
		}
	}
	if n.Planned > 0 && n.Planned < Few || n.Considering > 0 && n.Considering < Few {
		n.Considering, n.Planned = n.Considering+n.Planned, 0
	}
	return n, nil
}
