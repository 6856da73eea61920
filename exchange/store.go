package exchange

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Store keeps the post office's rows. Write is one durable transaction: when it returns
// nil, a loss of power loses nothing of it; when it returns an error, nothing was written.
// f may be run again after a conflict and must not keep what it did before. Read sees a
// consistent state and writes nothing.
type Store interface {
	Write(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	Read(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
}

// ErrNoRow is what a Tx answers when a row is not there.
var ErrNoRow = errors.New("exchange: no such row")

// Tx is what can be done with rows inside a transaction. It holds no rule of the post
// office: it finds, adds, and changes under a condition, and says whether it did.
type Tx interface {
	// AddSend remembers for the whole evidence period that a letter was sent. When the
	// letter was sent before, it answers that earlier row and false.
	AddSend(ctx context.Context, s Send) (Send, bool, error)
	// NextCursor counts a mailbox on. The row stays locked until the transaction ends, so
	// that cursors become visible in their order and no reader skips one.
	NextCursor(ctx context.Context, box header.Address) (int64, error)
	AddEntry(ctx context.Context, box header.Address, e Line) error
	Lines(ctx context.Context, box header.Address, after int64, limit int) ([]receipt.Entry, error)

	AddLetter(ctx context.Context, l Letter) error
	Letter(ctx context.Context, from header.Address, id header.LetterID) (Letter, error)
	// MoveLetter changes the state if it is one of the given, and reports whether it did.
	// Fetch and withdraw contend here on one row.
	MoveLetter(ctx context.Context, from header.Address, id header.LetterID, to State, in ...State) (bool, error)
	// SetAnswer keeps the final answer if there is none yet, and reports whether it did.
	SetAnswer(ctx context.Context, from header.Address, id header.LetterID, to State, a receipt.SignedAnswer, reasons []byte) (bool, error)
	// Due lists letters in a state that were accepted before a time (µs) and are neither
	// reported (when waiting) nor gone.
	Due(ctx context.Context, state State, before int64, limit int) ([]Letter, error)
	MarkGone(ctx context.Context, from header.Address, id header.LetterID) error
	// MarkNoticed notes that a letter was reported, and whether this was the first time
	// and the letter still waits.
	MarkNoticed(ctx context.Context, from header.Address, id header.LetterID) (bool, error)
	BodyInUse(ctx context.Context, h header.Hash) (bool, error)

	AddEvent(ctx context.Context, e Event) error
	Events(ctx context.Context, from header.Address, id header.LetterID) ([]Event, error)
	StatementEvent(ctx context.Context, office string, epoch int) (Event, error)

	PutOffice(ctx context.Context, o Office) error
	Office(ctx context.Context, number string) (Office, error)
	Offices(ctx context.Context) ([]Office, error)
	// CountSend adds to the office's use in the hour and gives the use and its current row.
	CountSend(ctx context.Context, number string, hour int64, bytes int64) (Usage, error)
	SeenOffice(ctx context.Context, number string, at time.Time) error
	FreeBytes(ctx context.Context, number string, bytes int64) error

	// AddStatement announces an epoch if the office's epoch is the one before, and reports
	// whether it did.
	AddStatement(ctx context.Context, st StatementRow) (bool, error)
	Statement(ctx context.Context, office string, epoch int) (StatementRow, error)
	NewestStatement(ctx context.Context, office string) (StatementRow, error)

	// Lease takes or renews a named lease for a holder, and reports whether it is held.
	Lease(ctx context.Context, name, holder string, now time.Time, length time.Duration) (bool, error)
	Unnumbered(ctx context.Context, limit int) ([]Event, error)
	Number(ctx context.Context, event string, seq int64) error
	LogHashes(ctx context.Context, indexes []int64) ([]header.Hash, error)
	AddLogHashes(ctx context.Context, first int64, hashes []header.Hash) error
	Head(ctx context.Context) (Head, error)
	AddHead(ctx context.Context, h Head) error
	Touch(ctx context.Context, node string, at time.Time) error
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

// readyBody is what Ready writes and removes again.
func readyBody() io.Reader { return strings.NewReader("tasuki ready") }
