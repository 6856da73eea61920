package region

import (
	"context"
	"strings"
	"time"
)

// Terms is the version of the 利用規約 an office agrees to.
const Terms = "2026-11"

// Consent is an office's word about its pair data (連携先ごとの件数): given and withdrawn by the
// office itself. An objection also keeps it out of what its partners send.
type Consent struct {
	Number    string
	Given     time.Time `json:",omitzero"`
	Withdrawn time.Time `json:",omitzero"`
	Objected  time.Time `json:",omitzero"`
	Terms     string    // version of the 利用規約
	By        string    // account
	Paper     string    `json:",omitempty"` // signed paper: its date and number, when the municipality entered it
}

// Holds tells whether counts from the office's own desk may be taken.
func (c Consent) Holds() bool {
	return !c.Given.IsZero() && c.Withdrawn.IsZero() && c.Objected.IsZero()
}

// ConsentOf reads the own consent.
func (s Session) ConsentOf() (Consent, error) {
	if err := s.need(SeeOwn); err != nil {
		return Consent{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, _ := s.consents.get(s.Own)
	c.Number = s.Own
	return c, nil
}

// GiveConsent switches the counts of the own office on.
func (s Session) GiveConsent(ctx context.Context) error {
	if err := s.need(SeeOwn); err != nil {
		return err
	}
	return s.consent(ctx, s.Own, "consented", func(c *Consent) {
		*c = Consent{Number: s.Own, Given: s.Now(), Terms: Terms, By: s.ID}
	})
}

// RecordConsent enters a consent that was signed on paper.
func (s Session) RecordConsent(ctx context.Context, number, paper string) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	if strings.TrimSpace(paper) == "" {
		return &Error{Code: "consent_paper", Message: "同意書の日付が入っていません。", Next: "同意書の日付（と文書番号）を入れてください。"}
	}
	s.mu.RLock()
	c, _ := s.consents.get(number)
	s.mu.RUnlock()
	if !c.Objected.IsZero() || !c.Withdrawn.IsZero() {
		return &Error{Code: "consent_withdrawn", Message: "この事業所は同意を取りやめています。", Next: "事業所が自分の画面で、もう一度同意する必要があります。"}
	}
	return s.consent(ctx, number, "consented", func(c *Consent) {
		*c = Consent{Number: number, Given: s.Now(), Terms: Terms, By: s.ID, Paper: paper}
	})
}

// WithdrawConsent switches them off: what the office sent is erased. With object the counts
// its partners sent about it are erased and refused, too.
func (s Session) WithdrawConsent(ctx context.Context, object bool) error {
	if err := s.need(SeeOwn); err != nil {
		return err
	}
	err := s.consent(ctx, s.Own, "withdrew", func(c *Consent) {
		c.Number, c.Withdrawn, c.By = s.Own, s.Now(), s.ID
		if object {
			c.Objected = s.Now()
		}
	})
	if err != nil {
		return err
	}
	return s.forget(ctx, s.Own, object)
}

func (s Session) consent(ctx context.Context, number, verb string, f func(*Consent)) error {
	_, err := change(ctx, s.Map, &s.consents, number, Note{Who: s.ID, Verb: verb, Subject: number, Text: Terms}, func(c *Consent) error {
		f(c)
		return nil
	})
	return err
}

// forget erases an office's counts: its own, what it declared, and with object what others said.
func (m *Map) forget(ctx context.Context, number string, object bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []Row
	for id, i := range m.traffic.items {
		t := i.value
		if t.Reporter == number {
			rows = append(rows, m.traffic.without(id))
		} else if object && t.drop(number) {
			r, err := m.traffic.row(id, t)
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
	}
	for id, i := range m.estimates.items {
		if e := i.value; e.By == number || object && (e.A == number || e.B == number) {
			rows = append(rows, m.estimates.without(id))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return m.put(ctx, Note{Verb: "erased", Subject: number}, rows...)
}

// Consents counts the offices whose counts may be taken.
func (s Session) Consents() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, c := range s.consents.items {
		if c.value.Holds() {
			n++
		}
	}
	return n
}

// Look is one view of pair data: who saw which offices' partners, where and when.
type Look struct {
	ID      string
	At      time.Time
	Who     string // account
	Name    string
	Duty    Duty
	Page    string   // 声かけリスト, 連携先の図 …
	Offices []string // whose partners were shown, as one or the other end
}

// looked writes a view of pair data down before it is shown.
func (s Session) looked(ctx context.Context, page string, offices []string) error {
	if len(offices) == 0 {
		return nil
	}
	l := Look{ID: s.Now().UTC().Format("20060102T150405.000000000") + newID()[:4], At: s.Now(), Who: s.ID, Name: s.Name, Duty: s.Duty, Page: page, Offices: offices}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.looks.row(l.ID, l)
	if err != nil {
		return err
	}
	return s.put(ctx, Note{}, r)
}

// Looks lists who saw the own office's pair data, newest first.
func (s Session) Looks() ([]Look, error) {
	if err := s.need(SeeOwn); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Look
	for _, l := range s.looks.all() {
		for _, n := range l.Offices {
			if n == s.Own {
				l.Offices = []string{n}
				out = append(out, l)
				break
			}
		}
	}
	return sorted(out, func(l Look) int64 { return -l.At.UnixNano() }), nil
}
