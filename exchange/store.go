package exchange

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Store keeps the post office's rows. Write is one durable transaction: when it returns
// nil, a loss of power loses nothing of it; when it returns an error, nothing was written.
// f may be run again after a conflict and must not keep what it did before. Read writes
// nothing; each look of it sees all that is committed at that moment.
type Store interface {
	Write(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	Read(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
}

// ErrNoRow is what a Tx answers when a row is not there.
var ErrNoRow = errors.New("exchange: no such row")

// Tx is what can be done with rows inside a transaction. It holds no rule of the post
// office: it finds, adds, and changes under a condition, and says whether it did. Rows are
// locked in one order, so that transactions wait for each other and rarely deadlock: sends,
// offices, letters, bodies, events, mailboxes by their address.
type Tx interface {
	SendRows
	MailboxRows
	LetterRows
	BodyRows
	EventRows
	OfficeRows
	LogRows
	// Lease takes or renews a named lease for a holder, and reports whether it is held.
	Lease(ctx context.Context, name, holder string, now time.Time, length time.Duration) (bool, error)
	// Touch writes that a process is alive.
	Touch(ctx context.Context, node string, at time.Time) error
}

// SendRows are the memory of what was accepted.
type SendRows interface {
	// AddSend remembers for the whole evidence period that a letter was sent. When the
	// letter was sent before, it answers that earlier row and false.
	AddSend(ctx context.Context, s Send) (Send, bool, error)
	Send(ctx context.Context, from header.Address, id header.LetterID) (Send, error)
}

// MailboxRows are the lines of mailboxes.
type MailboxRows interface {
	// NextCursor counts a mailbox on. The row stays locked until the transaction ends, so
	// that cursors become visible in their order and no reader skips one.
	NextCursor(ctx context.Context, box header.Address) (int64, error)
	AddEntry(ctx context.Context, box header.Address, e Line) error
	Lines(ctx context.Context, box header.Address, after int64, limit int) ([]receipt.Entry, error)
}

// LetterRows are sealed letters.
type LetterRows interface {
	AddLetter(ctx context.Context, l Letter) error
	Letter(ctx context.Context, from header.Address, id header.LetterID) (Letter, error)
	// InlineBody reads the sealed bytes of a letter that lie in the store.
	InlineBody(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error)
	// MoveLetter changes the state if it is the given one, and reports whether it did.
	// Fetch and withdraw contend here on one row.
	MoveLetter(ctx context.Context, from header.Address, id header.LetterID, in, to State) (bool, error)
	// SetAnswer keeps the final answer of a collected letter if there is none yet, and
	// reports whether it did.
	SetAnswer(ctx context.Context, from header.Address, id header.LetterID, to State, a receipt.SignedAnswer, reasons []byte) (bool, error)
	// SetReplaced notes which letter replaced this one (旧版).
	SetReplaced(ctx context.Context, from header.Address, id, by header.LetterID) error
	// Unreported lists letters accepted before a time that still wait, were not replaced
	// and not reported; MarkNoticed notes the report, and whether this was the first.
	Unreported(ctx context.Context, before time.Time, limit int) ([]Letter, error)
	MarkNoticed(ctx context.Context, from header.Address, id header.LetterID) (bool, error)
	// Expired lists letters accepted before a time whose body is kept and that are not
	// waiting to be fetched, or wait but were replaced. MarkGone notes that the body goes,
	// removes it if it lies in the store, and reports whether this was the first time.
	Expired(ctx context.Context, before time.Time, limit int) ([]Letter, error)
	MarkGone(ctx context.Context, from header.Address, id header.LetterID) (bool, error)
}

// BodyRows count how many letters need a body that lies in Bodies. Adding a use and claiming a body for removal
// contend on one row: whichever commits second sees the other.
type BodyRows interface {
	// UseBody counts a use, unless the body is claimed for removal: then it reports false.
	UseBody(ctx context.Context, h header.Hash) (bool, error)
	LeaveBody(ctx context.Context, h header.Hash) error
	// BodyUses is how many letters need the body; -1 when it is claimed.
	BodyUses(ctx context.Context, h header.Hash) (int64, error)
	// ClaimBody claims a body that no letter needs, or whose claim was made before a time
	// and left, and reports whether it did.
	ClaimBody(ctx context.Context, h header.Hash, at, left time.Time) (bool, error)
	// LeftBodies lists bodies whose claim was made before a time.
	LeftBodies(ctx context.Context, before time.Time, limit int) ([]header.Hash, error)
	// ForgetBody ends the claim made at a time, after the removal.
	ForgetBody(ctx context.Context, h header.Hash, at time.Time) error
}

// EventRows are what happened.
type EventRows interface {
	AddEvent(ctx context.Context, e Event) error
	Events(ctx context.Context, from header.Address, id header.LetterID) ([]Event, error)
	StatementEvent(ctx context.Context, office string, epoch int) (Event, error)
}

// OfficeRows are offices and their announced keys.
type OfficeRows interface {
	PutOffice(ctx context.Context, o Office) error
	Office(ctx context.Context, number string) (Office, error)
	Offices(ctx context.Context) ([]Office, error)
	// Usage tells what an office has used of its limits in an hour (µs since 1970) so far;
	// CountSend adds a letter to it first.
	Usage(ctx context.Context, number string, hour int64) (Usage, error)
	CountSend(ctx context.Context, number string, hour int64, bytes int64) (Usage, error)
	FreeBytes(ctx context.Context, number string, bytes int64) error
	SeenOffice(ctx context.Context, number string, at time.Time) error
	// AddStatement announces an epoch if the office's epoch is the one before, and reports
	// whether it did.
	AddStatement(ctx context.Context, st StatementRow) (bool, error)
	Statement(ctx context.Context, office string, epoch int) (StatementRow, error)
	NewestStatement(ctx context.Context, office string) (StatementRow, error)
}

// LogRows are the log: numbered events, hashes of the tree, signed heads.
type LogRows interface {
	Unnumbered(ctx context.Context, limit int) ([]Event, error)
	// Number gives events their places in the log, in their order from the first on. An
	// event that has a place already is an error.
	Number(ctx context.Context, first int64, events []Event) error
	LogHashes(ctx context.Context, indexes []int64) ([]header.Hash, error)
	AddLogHashes(ctx context.Context, first int64, hashes []header.Hash) error
	Head(ctx context.Context) (Head, error)
	AddHead(ctx context.Context, h Head) error
}

// Bodies keeps sealed letters by their digest. Put returns when the bytes are flushed.
type Bodies interface {
	Put(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error)
	Open(ctx context.Context, h header.Hash) (io.ReadCloser, int64, error)
	Remove(ctx context.Context, h header.Hash) error
	// List gives the digests of bodies last written before a time, to the sweeper.
	List(ctx context.Context, before time.Time, each func(header.Hash) error) error
}

// The ways in which Bodies refuse.
var (
	ErrBodyTooLarge = errors.New("exchange: body too large")
	ErrNoBody       = errors.New("exchange: no such body")
)
