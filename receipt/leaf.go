package receipt

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Kind says what happened.
type Kind string

// The events of the exchange that become leaves of the log.
const (
	Accepted    Kind = "accepted"    // the letter is kept; its receipt names this leaf
	Fetched     Kind = "fetched"     // the receiver asked for the sealed bytes
	Answered    Kind = "answered"    // the receiver's final word
	Withdrawn   Kind = "withdrawn"   // taken back before it was fetched (送信取消)
	Uncollected Kind = "uncollected" // not fetched within the retention time
	Stated      Kind = "statement"   // an office announced a key
	Revoked     Kind = "revoked"     // a terminal may no longer sign
)

// Leaf is one event as the log commits to it. Its data goes only to the parties it
// concerns; everybody else sees a hash, and the 128 random bits of the letter id or the
// hash of a public key keep that hash from being guessed.
type Leaf struct {
	Kind      Kind
	At        time.Time
	Letter    header.LetterID // letter events
	From, To  header.Address  // letter events
	Header    header.Hash     // letter events
	Envelope  header.Hash     // accepted, fetched
	Size      int64           // accepted
	Answer    header.Hash     // answered: hash of the answer's canonical bytes
	Terminal  header.Hash     // who did it, or which terminal was revoked: SPKI hash
	Office    string          // statement, revoked
	Epoch     int             // statement
	Statement header.Hash     // statement: hash of its canonical bytes
}

type leafText struct {
	Type      string          `json:"type"`
	Kind      Kind            `json:"kind"`
	At        Time            `json:"at"`
	Letter    header.LetterID `json:"letter,omitzero"`
	From      header.Address  `json:"from,omitzero"`
	To        header.Address  `json:"to,omitzero"`
	Header    header.Hash     `json:"header,omitzero"`
	Envelope  header.Hash     `json:"envelope,omitzero"`
	Size      int64           `json:"size,omitempty"`
	Answer    header.Hash     `json:"answer,omitzero"`
	Terminal  header.Hash     `json:"terminal,omitzero"`
	Office    string          `json:"office,omitempty"`
	Epoch     int             `json:"epoch,omitempty"`
	Statement header.Hash     `json:"statement,omitzero"`
}

const leafType = "tasuki-leaf-v1"

// LeafData writes a leaf's canonical bytes, which the log hashes.
func LeafData(l Leaf) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("write leaf: %w", err)
	}
	b, err := header.Canonical(leafText{
		Type: leafType, Kind: l.Kind, At: At(l.At), Letter: l.Letter, From: l.From, To: l.To,
		Header: l.Header, Envelope: l.Envelope, Size: l.Size, Answer: l.Answer, Terminal: l.Terminal,
		Office: l.Office, Epoch: l.Epoch, Statement: l.Statement,
	})
	if err != nil {
		return nil, fmt.Errorf("write leaf: %w", err)
	}
	return b, nil
}

// ParseLeaf reads what LeafData wrote.
func ParseLeaf(data []byte) (Leaf, error) {
	if len(data) > MaxSize {
		return Leaf{}, fmt.Errorf("read leaf: %w", header.ErrTooLarge)
	}
	var t leafText
	if err := header.ParseCanonical(data, &t); err != nil {
		return Leaf{}, fmt.Errorf("read leaf: %w", err)
	}
	l := Leaf{
		Kind: t.Kind, At: t.At.Time, Letter: t.Letter, From: t.From, To: t.To, Header: t.Header,
		Envelope: t.Envelope, Size: t.Size, Answer: t.Answer, Terminal: t.Terminal,
		Office: t.Office, Epoch: t.Epoch, Statement: t.Statement,
	}
	if t.Type != leafType {
		return Leaf{}, fmt.Errorf("read leaf: %w", header.ErrInvalid)
	}
	if err := l.check(); err != nil {
		return Leaf{}, fmt.Errorf("read leaf: %w", err)
	}
	return l, nil
}

// LeafHash is the RFC 6962 hash of a leaf's data: SHA-256 over a zero byte and the data.
func LeafHash(data []byte) header.Hash { return header.Hash(tlog.RecordHash(data)) }

func (l Leaf) check() error {
	if l.At.IsZero() || l.Size < 0 {
		return fmt.Errorf("%w: leaf", header.ErrInvalid)
	}
	letter := !l.Letter.IsZero() && l.From.Valid() && l.To.Valid() && !l.Header.IsZero()
	ok := false
	switch l.Kind {
	case Accepted:
		ok = letter && !l.Envelope.IsZero() && l.Size > 0
	case Answered:
		ok = letter && !l.Answer.IsZero()
	case Fetched, Withdrawn, Uncollected:
		ok = letter
	case Stated:
		ok = header.ValidOffice(l.Office) && l.Epoch >= 1 && !l.Statement.IsZero()
	case Revoked:
		ok = header.ValidOffice(l.Office) && !l.Terminal.IsZero()
	}
	if !ok {
		return fmt.Errorf("%w: leaf", header.ErrInvalid)
	}
	return nil
}
