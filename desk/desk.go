// Package desk is the office (事業所) at work: it checks what a clerk drops, seals it for
// the partner, keeps it until the post office has answered for it, fetches and opens what
// comes, hands it to the care software and returns the answer.
//
// It knows careplan, envelopes and receipts, and reaches the post office only through the
// small interface Post and its own rows only through Store. It never speaks HTTP or SQL,
// never sends what was not flushed to its outbox first, and never shows a byte of a letter
// that was not verified whole.
package desk

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Desk is one office's desk on one terminal (端末).
type Desk struct {
	Office   string           // 事業所番号
	Types    []string         // サービス種類コード the number may use here
	Terminal Terminal         // this terminal's keys
	Roots    *x509.CertPool   // who vouches for terminals' certificates
	Hub      note.Verifiers   // who may sign receipts and checkpoints
	Post     Post             // the way to the post office
	Store    Store            // the desk's rows
	Shelf    Shelf            // sealed bytes, one file a letter
	Importer Importer         // where files for the care software go; nil = nowhere
	Now      func() time.Time // the clock
	Rand     io.Reader        // randomness of letter ids
}

// Terminal is one enrolled device (端末): its signing key with the certificate chain, leaf
// first, and its own age identity, to which the office's epoch keys are sealed.
type Terminal struct {
	Key      crypto.Signer
	Chain    []*x509.Certificate
	Identity *age.HybridIdentity
}

// Addresses are the mailboxes of this desk: the number with each of its service types.
func (d *Desk) Addresses() []header.Address {
	out := make([]header.Address, 0, len(d.Types))
	for _, t := range d.Types {
		out = append(out, header.Address{Office: d.Office, Type: t})
	}
	return out
}

// owns reports whether an address belongs to this desk.
func (d *Desk) owns(a header.Address) bool {
	for _, own := range d.Addresses() {
		if own == a {
			return true
		}
	}
	return false
}

// Error is something a clerk can act on: a sentence and the next step. It is neither a
// finding about a letter nor an answer of the post office.
type Error struct {
	Code    string // our identifier, for tests and logs
	Message string // one Japanese sentence
	Next    string // the next step
	Err     error  // the cause, if any
}

func (e *Error) Error() string { return fmt.Sprintf("desk: %s", e.Code) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrNotFound is what a Store answers for a row that is not there.
var ErrNotFound = errors.New("desk: not found")
