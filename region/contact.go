package region

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

// PublicRecord is the warning beside every field for notes about an office.
const PublicRecord = "公文書として開示請求の対象になることがあります"

// Outreach is the work of accompanying one office (伴走支援).
type Outreach struct {
	Number    string
	Owner     string    `json:",omitempty"` // who looks after it
	Next      time.Time `json:",omitzero"`  // next date agreed
	Pin       Pin       `json:",omitzero"`
	Postponed Postponed `json:",omitzero"`
	Contacts  []Contact `json:",omitempty"`
	Deeds     []Done    `json:",omitempty"` // 米子's actions that were done
	Followed  []int     `json:",omitempty"` // follow-ups done: 1, 3, 12 months
	First     First     `json:",omitzero"`
	Agreed    time.Time `json:",omitzero"`  // 委託契約・仕様書の条項に合意した日
	AgreedFor string    `json:",omitempty"` // which clause
}

// Pin holds an office at the head of the list, by hand.
type Pin struct {
	At  time.Time
	Why string
	Who string
}

// Postponed is 「今回は見送り」.
type Postponed struct {
	Until time.Time
	Why   string
	Who   string
}

// Contact is one call, visit, mail or meeting.
type Contact struct {
	ID      string
	At      time.Time
	Who     string
	Way     Way
	Minutes int    `json:",omitempty"`
	Note    string `json:",omitempty"`
	State   adoption.State
	Share   float64 // part of its slips with partners in use at that time, 0..1
}

// Way is how an office was contacted.
type Way string

// The ways.
const (
	ByCall    Way = "call"
	ByVisit   Way = "visit"
	ByMail    Way = "mail"
	ByMeeting Way = "meeting"
	ByOnline  Way = "online"
)

// Ways lists the ways of contact.
func Ways() []Way { return []Way{ByCall, ByVisit, ByMail, ByMeeting, ByOnline} }

// Word is the way on screen.
func (w Way) Word() string {
	return map[Way]string{ByCall: "電話", ByVisit: "訪問", ByMail: "メール・文書", ByMeeting: "来庁・会議", ByOnline: "オンライン"}[w]
}

// Done is one action taken.
type Done struct {
	Deed string
	At   time.Time
	Who  string
}

// First is the accompanied first exchange between two offices (2事業所間テスト).
type First struct {
	With     string    // office number
	Planned  time.Time `json:",omitzero"`
	Sent     time.Time `json:",omitzero"`
	Received time.Time `json:",omitzero"`
	Imported time.Time `json:",omitzero"` // taken into the care software
	Note     string    `json:",omitempty"`
}

// quarter counts the contacts of the current quarter.
func (o Outreach) quarter(today time.Time) int {
	n := 0
	for _, c := range o.Contacts {
		if c.At.Year() == today.Year() && (c.At.Month()-1)/3 == (today.Month()-1)/3 {
			n++
		}
	}
	return n
}

// justCalled is how long an office that was contacted stays out of the list, unless a date
// was agreed.
const justCalled = 14 * 24 * time.Hour

// fresh says that the office was contacted a short time ago, "" = it was not.
func (o Outreach) fresh(today time.Time) string {
	if len(o.Contacts) == 0 || !o.Next.IsZero() && !o.Next.After(today) {
		return ""
	}
	last := o.Contacts[len(o.Contacts)-1]
	switch {
	case !o.Next.IsZero():
		return "次に連絡する日は" + dayShort(o.Next) + "です"
	case today.Sub(last.At) < justCalled:
		return dayShort(last.At) + "に" + last.Way.Word() + "で連絡しました"
	}
	return ""
}

func dayShort(t time.Time) string { return fmt.Sprintf("%d月%d日", t.Month(), t.Day()) }

// asked counts the contacts that led to no start, and the highest share at one of them.
func (o Outreach) asked(r adoption.Record) (n int, share float64) {
	if r.Since(adoption.Idle, adoption.Active).IsZero() {
		for _, c := range o.Contacts {
			n, share = n+1, max(share, c.Share)
		}
	}
	return n, share
}

// AddContact records a contact.
func (s Session) AddContact(ctx context.Context, number string, c Contact, next time.Time) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	if c.Way.Word() == "" || c.At.IsZero() || c.At.After(s.Now().Add(time.Minute)) {
		return &Error{Code: "contact_way", Message: "連絡の方法か日付が入っていません。", Next: "電話・訪問などを選び、今日までの日付を入れてください。"}
	}
	c.ID, c.Who, c.State, c.Share = newID(), s.ID, s.stateOf(number), s.share(number)
	return s.outreachOf(ctx, number, "contacted", c.Way.Word(), func(o *Outreach) error {
		o.Contacts = append(o.Contacts, c)
		o.Next = next
		return nil
	})
}

// share is the part of an office's slips with partners in use.
func (s Session) share(number string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.network()
	if err != nil {
		return 0
	}
	var all, linked float64
	for _, p := range n.pairs {
		other := p.B
		if p.B == number {
			other = p.A
		} else if p.A != number {
			continue
		}
		all += float64(p.Slips)
		if s.recordState(other) == adoption.Active {
			linked += float64(p.Slips)
		}
	}
	if all == 0 {
		return 0
	}
	return linked / all
}

func (s Session) outreachOf(ctx context.Context, number, verb, text string, f func(*Outreach) error) error {
	_, err := change(ctx, s.Map, &s.outreach, number, Note{Who: s.ID, Verb: verb, Subject: number, Text: text}, func(o *Outreach) error {
		o.Number = number
		return f(o)
	})
	return err
}

// Postpone puts an office off (今回は見送り) until a day, with a reason.
func (s Session) Postpone(ctx context.Context, number string, until time.Time, why string) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	if strings.TrimSpace(why) == "" || !until.After(s.Now()) {
		return &Error{Code: "postpone_why", Message: "見送る理由か、いつまでかが入っていません。", Next: "理由と、明日以降の日付を入れてください。"}
	}
	return s.outreachOf(ctx, number, "postponed", why, func(o *Outreach) error {
		o.Postponed = Postponed{until, why, s.ID}
		return nil
	})
}

// PinTo holds an office at the head of the list; without a reason it is let go.
func (s Session) PinTo(ctx context.Context, number, why string) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	return s.outreachOf(ctx, number, "pinned", why, func(o *Outreach) error {
		o.Pin = Pin{}
		if why != "" {
			o.Pin = Pin{s.Now(), why, s.ID}
		}
		return nil
	})
}

// Change changes owner, next date, actions done, follow-ups and the first exchange.
func (s Session) Change(ctx context.Context, number, what string, f func(*Outreach) error) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	return s.outreachOf(ctx, number, "accompanied", what, f)
}

// History lists what was done about an office, newest last.
func (s Session) History(ctx context.Context, number string) ([]Note, error) {
	if err := s.need(Accompany); err != nil && number != s.Own {
		return nil, err
	}
	s.mu.RLock()
	seen := s.sees(number)
	s.mu.RUnlock()
	if !seen {
		return nil, ErrNotFound
	}
	return s.Store.Journal(ctx, number)
}
