package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

const drawerChanges = "changes"

// ServiceChange (変更連絡) is a change of a service that two offices agreed on: 中止, 振替,
// 追加, 時間変更. A difference in the actuals that it explains is 連絡済.
type ServiceChange struct {
	ID      string
	Client  careplan.ClientKey
	Partner header.Address
	Kind    string // 中止, 振替, 追加, 時間変更
	Day     string // YYYYMMDD
	To      string // 振替先 day, or the new time
	Note    string
	Out     bool
	Entry   string
	By      string
	At      time.Time
}

// ChangeKinds are the kinds of a change.
func ChangeKinds() []string { return []string{"中止", "振替", "追加", "時間変更"} }

// SendChange tells a partner of a change and keeps it for the comparison of the month.
func (b *Bench) SendChange(ctx context.Context, c ServiceChange, who string) error {
	if _, ok := calendar.Parse(c.Day); !ok || c.Client == (careplan.ClientKey{}) {
		return &Error{Code: "change_incomplete", Message: "利用者か日付が入っていません。", Next: "利用者と日付を入れて、もう一度送ってください。"}
	}
	c.ID, c.By, c.At, c.Out = newID(), who, b.Now().UTC(), true
	text := fmt.Sprintf("【変更連絡】%s　%s %s", c.Kind, calendar.Short(c.Day), b.ClientName(c.Client)+"様")
	if c.To != "" {
		to := c.To
		if _, ok := calendar.Parse(to); ok {
			to = calendar.Short(to)
		}
		text += " → " + to
	}
	if c.Note != "" {
		text += "\n" + c.Note
	}
	id, err := b.SendMessage(ctx, Message{To: c.Partner, Client: c.Client, Text: text, Change: &c}, who)
	if err != nil {
		return err
	}
	c.Entry = id
	return b.keepChange(ctx, c)
}

// changeLine is how a message carries a change for the partner's desk, inside the sealed
// text: kind, day, and the new day or time.
const changeLine = "変更: "

// line writes the change for the message; "" if there is none.
func (c *ServiceChange) line() string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s%s %s %s\n", changeLine, c.Kind, c.Day, c.To)
}

// changeOf reads the change that a message carries; what is none stays text.
func changeOf(k careplan.ClientKey, body string) (*ServiceChange, string) {
	rest, ok := strings.CutPrefix(body, changeLine)
	if !ok {
		return nil, body
	}
	line, text, _ := strings.Cut(rest, "\n")
	parts := strings.Fields(line)
	if len(parts) < 2 || !slices.Contains(ChangeKinds(), parts[0]) {
		return nil, body
	}
	if _, ok := calendar.Parse(parts[1]); !ok {
		return nil, body
	}
	c := &ServiceChange{Client: k, Kind: parts[0], Day: parts[1], Note: text}
	if len(parts) > 2 {
		c.To = parts[2]
	}
	return c, text
}

// NoteChange keeps a change that a partner told by telephone or message.
func (b *Bench) NoteChange(ctx context.Context, c ServiceChange, who string) error {
	c.ID, c.By, c.At = newID(), who, b.Now().UTC()
	return b.keepChange(ctx, c)
}

func (b *Bench) keepChange(ctx context.Context, c ServiceChange) error {
	r, err := row(drawerChanges, c.ID, calendar.Month(c.Day), 0, c)
	if err != nil {
		return err
	}
	if err := b.Cabinet.Put(ctx, nil, r); err != nil {
		return fmt.Errorf("write change: %w", err)
	}
	b.forget()
	return nil
}
