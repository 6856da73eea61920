package region

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region/support"
)

// Inquiry is one question from an office and how it was solved (問い合わせ記録).
type Inquiry struct {
	ID       string
	At       time.Time
	Who      string
	Number   string // office that asked
	Step     int    `json:",omitempty"` // starting step it stood at
	From, To string `json:",omitempty"` // care software of sender and receiver
	Symptom  string
	Solution string    `json:",omitempty"`
	Minutes  int       `json:",omitempty"`
	Solved   time.Time `json:",omitzero"`
	Trouble  string    `json:",omitempty"` // stumbling point of the knowledge base
}

// Trouble is one stumbling point of the knowledge base: preloaded, or found here.
type Trouble struct {
	support.Trouble
	Own   bool // written down in this region
	Times int  // inquiries that ended here
}

// SaveInquiry writes an inquiry; a new one has no ID.
func (s Session) SaveInquiry(ctx context.Context, q Inquiry) (Inquiry, error) {
	if err := s.mayTouch(q.Number); err != nil {
		return q, err
	}
	if strings.TrimSpace(q.Symptom) == "" {
		return q, &Error{Code: "inquiry_empty", Message: "どんな困りごとかが入っていません。", Next: "画面に出た言葉や、できなかったことを書いてください。"}
	}
	if q.ID == "" {
		q.ID, q.At, q.Who = newID(), s.Now(), s.ID
	}
	if q.Solution != "" && q.Solved.IsZero() {
		q.Solved = s.Now()
	}
	return change(ctx, s.Map, &s.inquiries, q.ID, Note{Who: s.ID, Verb: "inquired", Subject: q.Number}, func(old *Inquiry) error {
		if old.ID != "" {
			q.At, q.Who = old.At, old.Who
		}
		*old = q
		return nil
	})
}

// Inquiries lists the inquiries the actor may see, newest first; words are looked for.
func (s Session) Inquiries(words string) ([]Inquiry, error) {
	if err := s.need(Accompany); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.DeleteFunc(s.inquiries.all(), func(q Inquiry) bool {
		return !s.sees(q.Number) || !holds(q.Symptom+" "+q.Solution+" "+q.From+" "+q.To, words)
	})
	return sorted(list, func(q Inquiry) int64 { return -q.At.UnixNano() }), nil
}

func holds(text, words string) bool {
	for _, w := range strings.Fields(strings.ReplaceAll(words, "　", " ")) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Inquiry gives one inquiry.
func (s Session) Inquiry(id string) (Inquiry, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	q, ok := s.inquiries.get(id)
	if !ok || !s.May(Accompany) || !s.sees(q.Number) {
		return q, ErrNotFound
	}
	return q, nil
}

// Troubles searches the knowledge base: what was found here first, then the preloaded points,
// those met most often at the head.
func (s Session) Troubles(words string) []Trouble {
	s.mu.RLock()
	defer s.mu.RUnlock()
	times := map[string]int{}
	for _, i := range s.inquiries.items {
		times[i.value.Trouble]++
	}
	var all []support.Trouble
	own := map[string]bool{}
	for _, t := range s.troubles.all() {
		own[t.ID] = true
		all = append(all, t.Trouble)
	}
	all = append(all, support.Troubles()...)
	var out []Trouble
	for _, t := range support.Find(all, words) {
		out = append(out, Trouble{t, own[t.ID], times[t.ID]})
	}
	slices.SortStableFunc(out, func(a, b Trouble) int { return cmp.Compare(b.Times, a.Times) })
	return out
}

// SaveTrouble adds a stumbling point found here. It must not name an office or a person.
func (s Session) SaveTrouble(ctx context.Context, t support.Trouble) error {
	if err := s.need(Ask); err != nil {
		return err
	}
	if t.Symptom == "" || t.Remedy == "" {
		return &Error{Code: "trouble_empty", Message: "症状か直し方が入っていません。", Next: "両方を、事業所名や人の名前を書かずに入れてください。"}
	}
	t.ID = cmp.Or(t.ID, newID())
	_, err := change(ctx, s.Map, &s.troubles, t.ID, Note{Who: s.ID, Verb: "learned", Subject: t.ID}, func(old *Trouble) error {
		*old = Trouble{Trouble: t, Own: true}
		return nil
	})
	return err
}
