package desk

import (
	"context"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Store keeps the desk's rows. Each method is one durable transaction: when it returns
// nil, a loss of power loses nothing of it. Rows that are not there give ErrNotFound.
type Store interface {
	// SaveOutgoing writes a letter of the outbox, new or changed, with the event that
	// explains the change.
	SaveOutgoing(ctx context.Context, o Outgoing, e Event) error
	Outgoing(ctx context.Context, id header.LetterID) (Outgoing, error)
	ListOutgoing(ctx context.Context) ([]Outgoing, error)

	// AddIncoming writes a letter of the inbox once: false when it was there already.
	AddIncoming(ctx context.Context, in Incoming, e Event) (bool, error)
	SaveIncoming(ctx context.Context, in Incoming, e Event) error
	Incoming(ctx context.Context, from header.Address, id header.LetterID) (Incoming, error)
	ListIncoming(ctx context.Context) ([]Incoming, error)

	// Events of one letter in the order they happened.
	Events(ctx context.Context, from header.Address, id header.LetterID) ([]Event, error)

	// Cursor is how far a mailbox has been read; 0 at first.
	Cursor(ctx context.Context, box header.Address) (int64, error)
	SaveCursor(ctx context.Context, box header.Address, cursor int64) error

	// Pin is a partner's key statement as first seen or later confirmed, by epoch.
	SavePin(ctx context.Context, p Pin) error
	Pin(ctx context.Context, office string, epoch int) (Pin, error)
	NewestPin(ctx context.Context, office string) (Pin, error)

	// Keys are the own office's epochs.
	SaveKey(ctx context.Context, k Key) error
	Keys(ctx context.Context) ([]Key, error)
}

// Event is one thing that happened to a letter; the list of events is the letter's story
// (経過), its state is the last word of it.
type Event struct {
	From   header.Address
	Letter header.LetterID
	Kind   string    // "queued", "sent", "fetched", "opened", "exported", "answered"…
	State  State     // the state after it
	At     time.Time //
	Note   string    // rule or code, never a personal value
}

// Pin is a partner's key statement that this desk relies on.
type Pin struct {
	Office    string
	Epoch     int
	Statement []byte // canonical bytes
	JWS       []byte
	SeenAt    time.Time
	Confirmed bool // a clerk confirmed a change of keys (相手先の鍵が変わりました)
}

// Key is one epoch of the own office's key: the secret, and the statement that announced it.
type Key struct {
	Epoch     int
	Secret    string // age identity of the epoch
	Statement []byte // canonical bytes
	JWS       []byte
	Published bool // the post office has it
	CreatedAt time.Time
}
