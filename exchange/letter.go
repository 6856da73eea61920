package exchange

import (
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// State is where a letter stands at the post office; receipt has the words.
type State string

// The states. A letter is accepted once, fetched or withdrawn, and answered at the end.
const (
	Waiting   State = receipt.StateAccepted
	Collected State = receipt.StateFetched
	Imported  State = receipt.StateImported
	Refused   State = receipt.StateRefused
	TakenBack State = receipt.StateWithdrawn
)

// Letter (連携データ) is a sealed letter as the post office knows it.
type Letter struct {
	ID       header.LetterID
	From, To header.Address
	Header   []byte // canonical bytes of the clear header
	Envelope header.Hash
	Size     int64
	State    State
	Receipt  []byte
	Answer   *receipt.SignedAnswer
	Reasons  []byte
	Replaced header.LetterID // the letter that replaced it (旧版), if any
	At       time.Time       // accepted
	Noticed  bool            // reported as uncollected
	Gone     bool            // the body was removed after the retention time
	Inline   bool            // the sealed bytes lie in the store, not in Bodies
	Body     []byte          // given to AddLetter when they do
}

// shown is the letter's state in the words of receipt.Status. Replaced and uncollected are
// no states of their own: a replaced letter can still be read and answered, an uncollected
// one still be fetched or taken back.
func (l Letter) shown() string {
	switch {
	case l.State == TakenBack:
		return receipt.StateWithdrawn
	case !l.Replaced.IsZero():
		return receipt.StateSuperseded
	case l.State == Waiting && l.Noticed:
		return receipt.StateUncollected
	}
	return string(l.State)
}

// Send is the memory of one accepted letter. It outlives the letter and its body, so that
// a repeat gets the same receipt however late it comes.
type Send struct {
	From     header.Address
	Letter   header.LetterID
	To       header.Address
	Envelope header.Hash
	Receipt  []byte
}

// Line is one line of a mailbox as it is stored; reading it joins the letter.
type Line struct {
	Cursor int64
	Kind   string // receipt.EntryLetter…
	From   header.Address
	Letter header.LetterID
	Notice string
	At     time.Time
}

// Event is one thing that happened. Its leaf goes into the log.
type Event struct {
	ID     string
	Kind   receipt.Kind
	At     time.Time
	From   header.Address // letter events
	Letter header.LetterID
	Office string // statement and revocation events
	Epoch  int
	Leaf   []byte
	Hash   header.Hash
	Seq    int64 // -1 until numbered
}

// Office (事業所) is an office registered at this post office.
type Office struct {
	Number   string
	Name     string
	Types    []string // サービス種類コード it may use
	Epoch    int      // newest announced key, 0 before the first
	LastSeen time.Time
}

// has reports whether the office may use a service type.
func (o Office) has(t string) bool {
	for _, own := range o.Types {
		if own == t {
			return true
		}
	}
	return false
}

// Usage is what an office has used of its limits, with its current epoch and types.
type Usage struct {
	Office Office
	Sent   int64 // letters in the hour
	Stored int64 // bytes of bodies kept
}

// StatementRow is an announced key with the sealed secret of its epoch.
type StatementRow struct {
	Office  string
	Epoch   int
	Signed  receipt.SignedStatement
	Keyring []byte
	Event   string
	At      time.Time
}

// Head is a signed head of the log.
type Head struct {
	Size int64
	Note []byte
	At   time.Time
}
