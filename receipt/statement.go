package receipt

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// MaxTerminals bounds the terminals of one office.
const MaxTerminals = 256

// Statement is an office's signed announcement of its key of one epoch and of the
// terminals that may sign for it.
type Statement struct {
	Office    string        // 事業所番号
	Epoch     int           // 1, 2, 3 …
	Recipient string        // age1pq1…: what letters to the office are sealed to
	Terminals []header.Hash // SPKI hashes, ascending
	Previous  header.Hash   // hash of the statement before; zero only in epoch 1
}

// SignedStatement is a statement as it travels: canonical bytes and a detached JWS.
type SignedStatement struct {
	Body []byte
	JWS  []byte
}

type statementText struct {
	Type      string        `json:"type"`
	Office    string        `json:"office"`
	Epoch     int           `json:"epoch"`
	Recipient string        `json:"recipient"`
	Terminals []header.Hash `json:"terminals"`
	Previous  header.Hash   `json:"previous,omitzero"`
}

const statementType = "tasuki-statement-v1"

// Canonical gives the statement's only byte form.
func (s Statement) Canonical() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("write key statement: %w", err)
	}
	return header.Canonical(statementText{
		Type: statementType, Office: s.Office, Epoch: s.Epoch, Recipient: s.Recipient,
		Terminals: s.Terminals, Previous: s.Previous,
	})
}

// Hash is the hash of the canonical bytes, by which the next statement names this one. A
// statement without lawful values has the zero hash, which names nothing.
func (s Statement) Hash() header.Hash {
	b, err := s.Canonical()
	if err != nil {
		return header.Hash{}
	}
	return header.HashOf(b)
}

// Hash names the statement in the log.
func (s SignedStatement) Hash() header.Hash { return header.HashOf(s.Body) }

// Lists reports whether a terminal may sign for the office.
func (s Statement) Lists(spki header.Hash) bool {
	_, found := slices.BinarySearchFunc(s.Terminals, spki, compareHashes)
	return found
}

// SignStatement signs a statement with the key of a terminal it lists. Terminals are put
// in order first.
func SignStatement(s Statement, key crypto.Signer, chain []*x509.Certificate) (SignedStatement, error) {
	s.Terminals = slices.Clone(s.Terminals)
	slices.SortFunc(s.Terminals, compareHashes)
	body, err := s.Canonical()
	if err != nil {
		return SignedStatement{}, err
	}
	if len(chain) == 0 || !s.Lists(signature.SPKI(chain[0])) {
		return SignedStatement{}, fmt.Errorf("sign key statement: %w", ErrUnlisted)
	}
	jws, err := signature.Sign(body, statementType, key, chain)
	if err != nil {
		return SignedStatement{}, err
	}
	return SignedStatement{Body: body, JWS: jws}, nil
}

// OpenStatement verifies and reads a statement and returns the chain of the terminal that
// signed it, which the statement itself must list. The caller judges the chain.
func OpenStatement(s SignedStatement) (Statement, []*x509.Certificate, error) {
	chain, err := verifyBody(s.Body, s.JWS, statementType)
	if err != nil {
		return Statement{}, nil, fmt.Errorf("open key statement: %w", err)
	}
	st, err := ParseStatement(s.Body)
	if err != nil {
		return Statement{}, nil, err
	}
	if !st.Lists(signature.SPKI(chain[0])) {
		return Statement{}, nil, fmt.Errorf("open key statement: %w", ErrUnlisted)
	}
	return st, chain, nil
}

// ParseStatement reads a statement's canonical bytes without any signature: for bytes that
// were verified before.
func ParseStatement(body []byte) (Statement, error) {
	if len(body) > MaxSize {
		return Statement{}, fmt.Errorf("read key statement: %w", header.ErrTooLarge)
	}
	var t statementText
	if err := header.ParseCanonical(body, &t); err != nil {
		return Statement{}, fmt.Errorf("read key statement: %w", err)
	}
	st := Statement{Office: t.Office, Epoch: t.Epoch, Recipient: t.Recipient, Terminals: t.Terminals, Previous: t.Previous}
	if t.Type != statementType {
		return Statement{}, fmt.Errorf("read key statement: %w", header.ErrInvalid)
	}
	if err := st.check(); err != nil {
		return Statement{}, fmt.Errorf("read key statement: %w", err)
	}
	return st, nil
}

func (s Statement) check() error {
	switch {
	case !header.ValidOffice(s.Office):
		return fmt.Errorf("%w: office", header.ErrInvalid)
	case s.Epoch < 1 || s.Epoch > header.MaxEpoch:
		return fmt.Errorf("%w: epoch", header.ErrInvalid)
	case (s.Epoch == 1) != s.Previous.IsZero():
		return fmt.Errorf("%w: previous", header.ErrInvalid)
	case len(s.Terminals) == 0 || len(s.Terminals) > MaxTerminals || !ascending(s.Terminals):
		return fmt.Errorf("%w: terminals", header.ErrInvalid)
	}
	r, err := age.ParseHybridRecipient(s.Recipient)
	if err != nil || r.String() != s.Recipient {
		return fmt.Errorf("%w: recipient", header.ErrInvalid)
	}
	return nil
}

func ascending(list []header.Hash) bool {
	for i := 1; i < len(list); i++ {
		if compareHashes(list[i-1], list[i]) >= 0 {
			return false
		}
	}
	return true
}

func compareHashes(a, b header.Hash) int { return bytes.Compare(a[:], b[:]) }

// The ways in which a statement does not follow another.
var (
	// ErrUnlisted: signed by a terminal that the statement which counts does not list.
	ErrUnlisted = errors.New("terminal not listed")
	// ErrSuccession: another office, an epoch that does not come after, or another chain of
	// statements. No clerk can confirm this away.
	ErrSuccession = errors.New("statement does not follow")
)

// Change is how a newly seen statement relates to the pinned one.
type Change int

// The three lawful relations.
const (
	// Same: the very statement that is pinned.
	Same Change = iota
	// SameTerminalSigned: newer, and signed by a terminal that the pinned one lists. It
	// may be pinned silently.
	SameTerminalSigned
	// NeedsConfirmation: newer, but no known terminal vouches for it. A clerk confirms
	// 「相手先の鍵が変わりました」 first.
	NeedsConfirmation
)

// Compare relates a newly seen statement to the pinned one. It verifies the new one; an
// error means that it may not be pinned at all. A statement with a gap of epochs carries
// no link to the pinned one, and is judged by its signer alone.
func Compare(pinned Statement, next SignedStatement) (Change, error) {
	st, chain, err := OpenStatement(next)
	if err != nil {
		return 0, err
	}
	if st.Hash() == pinned.Hash() {
		return Same, nil
	}
	switch {
	case st.Office != pinned.Office, st.Epoch <= pinned.Epoch:
		return 0, fmt.Errorf("compare key statements: %w", ErrSuccession)
	case st.Epoch == pinned.Epoch+1 && st.Previous != pinned.Hash():
		return 0, fmt.Errorf("compare key statements: %w", ErrSuccession)
	case pinned.Lists(signature.SPKI(chain[0])):
		return SameTerminalSigned, nil
	}
	return NeedsConfirmation, nil
}

// CheckSuccession is Compare for who accepts nothing silently but what a terminal of the
// earlier statement signed: ErrUnlisted means a person has to confirm, any other error that
// nobody can.
func CheckSuccession(before Statement, next SignedStatement) error {
	change, err := Compare(before, next)
	if err != nil {
		return err
	}
	if change == NeedsConfirmation {
		return fmt.Errorf("compare key statements: %w", ErrUnlisted)
	}
	return nil
}
