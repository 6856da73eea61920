package receipt

import (
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Entry is one line of a mailbox's feed, in the order of its cursor.
type Entry struct {
	Cursor   int64
	Kind     string // "letter", "answer" or "notice"
	Letter   header.LetterID
	From, To header.Address
	Header   []byte        // letter: canonical bytes of the clear header
	Receipt  []byte        // letter: the stored receipt
	Answer   *SignedAnswer // answer
	Reasons  []byte        // answer: sealed reasons, if refused
	Notice   string        // notice: one of the notices below
	Size     int64         // letter: sealed bytes
	Envelope header.Hash   // letter: of the sealed bytes
	At       time.Time
}

// The kinds of lines in a mailbox.
const (
	EntryLetter = "letter"
	EntryAnswer = "answer"
	EntryNotice = "notice"
)

// The notices.
const (
	NoticeFetched     = "fetched"     // to the sender: 相手先 受取済
	NoticeUncollected = "uncollected" // to both sides
	NoticeExpiring    = "expiring"
	NoticeWithdrawn   = "withdrawn"
	NoticeSuperseded  = "superseded"
)

// Partner (連携先) is what the directory tells about an address, with the newest key
// statement and the proof that the log includes it.
type Partner struct {
	Address   header.Address
	Name      string
	Types     []string // service types registered under the number
	Statement SignedStatement
	Proof     []byte    // inclusion proof of the statement, see VerifyStatementProof
	LastSeen  time.Time // when a terminal of the office last asked for its mail
	Channel   string    // what the office said it works with: "tasuki", "national", "fax"…
}

// Event is one thing that happened to a letter, as the post office tells it.
type Event struct {
	Kind Kind
	At   time.Time
	Leaf header.Hash
	Seq  int64 // position in the log; -1 until it is numbered
}

// Status is the story of a letter so far.
type Status struct {
	Letter   header.LetterID
	From, To header.Address
	State    string // see the constants
	Events   []Event
}

// The states of a letter as the post office knows them.
const (
	StateAccepted    = "accepted"
	StateFetched     = "fetched"
	StateImported    = "imported"
	StateRefused     = "refused"
	StateWithdrawn   = "withdrawn"
	StateSuperseded  = "superseded"
	StateUncollected = "uncollected"
)
