package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
)

const drawerClients = "clients"

// Client is what the office knows about a client (利用者), built from the letters.
type Client struct {
	Key           careplan.ClientKey
	Name, Kana    string
	Sex, Birth    string
	Address       string
	Phone         string
	Level         string // 要介護状態区分
	PreviousLevel string
	LevelChanged  string // 要介護状態変更日
	CertFrom      string // 認定有効期間
	CertTo        string
	Status        string // 認定状況区分: 1 申請中
	Limit         int    // 区分支給限度基準額
	PreviousLimit int
	Manager       string // 担当 (member id), as chosen here
	Planner       string // 担当ケアマネ by name, as the files say
	PlanOffice    string // number of the planning office
	Marks         []string
	Events        []ClientEvent
	Learned       time.Time // how new the newest file about the client is
}

// Label is the client's name, or the insured number while the name is unknown.
func (c Client) Label() string { return cmp.Or(c.Name, "被保険者番号 "+c.Key.Insured) }

// EventKind is a kind of event in a client's life that changes the exchange.
type EventKind string

// The events of a client.
const (
	Hospital   EventKind = "hospital"  // 入院
	Discharged EventKind = "discharge" // 退院
	Facility   EventKind = "facility"  // 入所
	Died       EventKind = "died"      // 死亡
	MovedAway  EventKind = "moved"     // 転居
	Paused     EventKind = "paused"    // 休止
	Ended      EventKind = "ended"     // 終了
	NewManager EventKind = "manager"   // 担当変更
	Met        EventKind = "meeting"   // サービス担当者会議
	Monitored  EventKind = "monitoring"
)

var eventWords = map[EventKind]string{
	Hospital: "入院", Discharged: "退院", Facility: "入所", Died: "死亡", MovedAway: "転居", Paused: "休止", Ended: "終了", NewManager: "担当変更", Met: "担当者会議", Monitored: "モニタリング",
}

// Word is the event as it stands on screen.
func (k EventKind) Word() string { return eventWords[k] }

// EventKinds lists the events in the order of the buttons.
func EventKinds() []EventKind {
	return []EventKind{Hospital, Discharged, Facility, Died, MovedAway, Paused, Ended, NewManager}
}

// RecordKinds are the records of a care manager's work with a client.
func RecordKinds() []EventKind { return []EventKind{Monitored, Met} }

// ClientEvent is one event of a client (出来事). It never deletes an expected actual.
type ClientEvent struct {
	ID   string
	Kind EventKind
	Day  string // YYYYMMDD
	Note string
	By   string
	At   time.Time
}

// readClients reads the register at the start.
func (b *Bench) readClients(ctx context.Context) error {
	rows, err := b.Cabinet.Drawer(ctx, drawerClients, "")
	if err != nil {
		return fmt.Errorf("read clients: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range rows {
		var c Client
		if err := json.Unmarshal(r.JSON, &c); err != nil {
			return fmt.Errorf("decode client: %w", err)
		}
		b.clients[c.Key] = stored[Client]{c, r.Version}
	}
	return nil
}

// Client reads a client of the register.
func (b *Bench) Client(k careplan.ClientKey) (Client, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.clients[k]
	return s.Value, ok
}

// ClientName gives a client's name for a label; the number when nothing is known.
func (b *Bench) ClientName(k careplan.ClientKey) string {
	c, _ := b.Client(k)
	c.Key = k
	return c.Label()
}

// Clients lists the register by kana.
func (b *Bench) Clients() []Client {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Client, 0, len(b.clients))
	for _, s := range b.clients {
		out = append(out, s.Value)
	}
	slices.SortFunc(out, func(x, y Client) int {
		return cmp.Or(cmp.Compare(fold(x.Kana), fold(y.Kana)), cmp.Compare(x.Key.String(), y.Key.String()))
	})
	return out
}

// ChangeClient lets f change a client.
func (b *Bench) ChangeClient(ctx context.Context, k careplan.ClientKey, n Note, f func(*Client) error) error {
	id := k.String()
	c, err := change(ctx, b.Cabinet, drawerClients, id, "", n, func(c *Client) error {
		c.Key = k
		return f(c)
	})
	if err != nil {
		return fmt.Errorf("change client: %w", err)
	}
	r, err := b.Cabinet.Get(ctx, drawerClients, id)
	if err != nil {
		return fmt.Errorf("read client: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clients[k] = stored[Client]{c, r.Version}
	b.changed()
	return nil
}

// AddEvent notes an event of a client with its day.
func (b *Bench) AddEvent(ctx context.Context, k careplan.ClientKey, e ClientEvent, who string) error {
	if _, ok := eventWords[e.Kind]; !ok || len(e.Day) != 8 {
		return &Error{Code: "event_incomplete", Message: "出来事の種類か日付が入っていません。", Next: "種類を選び、日付を入れて、もう一度「記録する」を押してください。"}
	}
	e.ID, e.By, e.At = newID(), who, b.Now().UTC()
	return b.ChangeClient(ctx, k, b.note(who, "event "+string(e.Kind), k.String(), e.Day), func(c *Client) error {
		c.Events = append(c.Events, e)
		slices.SortStableFunc(c.Events, func(x, y ClientEvent) int { return cmp.Compare(x.Day, y.Day) })
		return nil
	})
}

// RemoveEvent takes an event back that was noted by mistake.
func (b *Bench) RemoveEvent(ctx context.Context, k careplan.ClientKey, id, who string) error {
	return b.ChangeClient(ctx, k, b.note(who, "event removed", k.String(), ""), func(c *Client) error {
		c.Events = slices.DeleteFunc(c.Events, func(e ClientEvent) bool { return e.ID == id })
		return nil
	})
}

// learn takes what a unit says about its clients into the register. Older files never
// overwrite newer knowledge.
func (b *Bench) learn(ctx context.Context, c *Content, at time.Time) error {
	news := map[careplan.ClientKey]Client{}
	take := func(k careplan.ClientKey) Client {
		if n, ok := news[k]; ok {
			return n
		}
		known, _ := b.Client(k)
		known.Key = k
		return known
	}
	for _, p := range c.People {
		news[p.Client] = learnPerson(take(p.Client), p, at)
	}
	for _, p := range c.Plans {
		news[p.Client] = learnPlan(take(p.Client), p, at)
	}
	for _, s := range c.Slips {
		news[s.Client] = learnSlip(take(s.Client), s, at)
	}
	return b.saveClients(ctx, news)
}

func learnPerson(c Client, p careplan.Supplement, at time.Time) Client {
	if at.Before(c.Learned) {
		return c
	}
	if c.Level != "" && p.Level != c.Level {
		c.PreviousLevel, c.PreviousLimit = c.Level, c.Limit
	}
	c.Name, c.Kana, c.Sex, c.Birth = p.Name, p.Kana, p.Sex, p.Birth
	c.Address, c.Phone = p.Address, p.Phone
	c.Level, c.Status, c.Limit = p.Level, p.Status, p.Limit
	c.LevelChanged = p.LevelChanged
	c.PreviousLevel = cmp.Or(p.PreviousLevel, c.PreviousLevel)
	c.CertFrom, c.CertTo = cmp.Or(p.LimitFrom, c.CertFrom), cmp.Or(p.LimitTo, c.CertTo)
	c.Learned = at
	return c
}

func learnPlan(c Client, p careplan.Plan, at time.Time) Client {
	if at.Before(c.Learned) && c.CertTo != "" {
		return c
	}
	c.CertFrom, c.CertTo = cmp.Or(p.CertFrom, c.CertFrom), cmp.Or(p.CertTo, c.CertTo)
	c.Status, c.Level = cmp.Or(p.Status, c.Status), cmp.Or(p.Level, c.Level)
	c.Planner = cmp.Or(p.Author, c.Planner)
	return c
}

func learnSlip(c Client, s careplan.Slip, at time.Time) Client {
	if len(s.Visits) == 0 {
		return c
	}
	if v := s.Visits[0]; !s.Actual && !at.Before(c.Learned) || c.PlanOffice == "" {
		c.PlanOffice = cmp.Or(v.Planner, c.PlanOffice)
		c.Planner = cmp.Or(v.PlannerName, c.Planner)
	}
	return c
}

// saveClients writes what changed in one transaction.
func (b *Bench) saveClients(ctx context.Context, news map[careplan.ClientKey]Client) error {
	for {
		rows, fresh, err := b.changedClients(news)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = b.Cabinet.Put(ctx, nil, rows...)
		if err == nil {
			b.keepClients(fresh)
			return nil
		}
		if !isConflict(err) {
			return fmt.Errorf("write clients: %w", err)
		}
		if err := b.readClients(ctx); err != nil {
			return err
		}
	}
}

func (b *Bench) changedClients(news map[careplan.ClientKey]Client) ([]Row, []stored[Client], error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var rows []Row
	var fresh []stored[Client]
	for k, c := range news {
		old := b.clients[k]
		r, err := row(drawerClients, k.String(), "", old.version, c)
		if err != nil {
			return nil, nil, err
		}
		before, err := row(drawerClients, k.String(), "", old.version, old.Value)
		if err != nil {
			return nil, nil, err
		}
		if old.version == 0 || string(before.JSON) != string(r.JSON) {
			rows, fresh = append(rows, r), append(fresh, stored[Client]{c, old.version + 1})
		}
	}
	return rows, fresh, nil
}

func (b *Bench) keepClients(fresh []stored[Client]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range fresh {
		b.clients[s.Value.Key] = s
	}
	b.changed()
}
