package pki

import (
	"context"
	"errors"
	"time"
)

// Store keeps codes and certificates. Write is one durable transaction: when it returns
// nil, a loss of power loses nothing of it; when it returns an error, nothing was written.
// f may be run again after a conflict. Read writes nothing.
type Store interface {
	Write(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	Read(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
}

// ErrNoRow is what a Tx answers for a row that is not there.
var ErrNoRow = errors.New("pki: no such row")

// Tx is what can be done with rows in a transaction. It holds no rule: it finds, adds, and
// changes under a condition, and says whether it did.
type Tx interface {
	AddCode(ctx context.Context, c Code) error
	Code(ctx context.Context, hash [32]byte) (Code, error)
	// ClaimCode ties a code to a key and a certificate, if the certificate it was tied to
	// before is the given one ("" for an unused code), and reports whether it did.
	ClaimCode(ctx context.Context, hash, spki [32]byte, before, serial string) (bool, error)

	// BindKey notes that a key belongs to a terminal of an office, and gives the terminal
	// and office it belongs to: those that came first. Until the transaction ends, others
	// that ask for the same key wait.
	BindKey(ctx context.Context, spki [32]byte, terminal, office string) (ownTerminal, ownOffice string, err error)

	AddCertificate(ctx context.Context, c Certificate) error
	Certificate(ctx context.Context, serial string) (Certificate, error)
	// OfKey and OfTerminal list certificates, oldest first.
	OfKey(ctx context.Context, spki [32]byte) ([]Certificate, error)
	OfTerminal(ctx context.Context, terminal string) ([]Certificate, error)
	// Succeed names the certificate that follows a good one, if the one named before is the
	// given one, and reports whether it did. Renewals and revocations contend here.
	Succeed(ctx context.Context, serial, before, next string) (bool, error)
	// Sign turns a waiting certificate good with its signed bytes, and reports whether it did.
	Sign(ctx context.Context, serial string, der []byte) (bool, error)
	// End ends a certificate that waits or is good, and reports whether it did.
	End(ctx context.Context, serial string, to Status, reason string, at time.Time) (bool, error)
	// EndTerminal ends whatever of a terminal waits or is good, and counts it.
	EndTerminal(ctx context.Context, terminal string, reason string, at time.Time) (int, error)

	AddRevocation(ctx context.Context, r Revocation) error
	Unreported(ctx context.Context, limit int) ([]Revocation, error)
	MarkReported(ctx context.Context, id string) error
}

// Code is an enrolment code (利用開始コード) as it is kept: its secret only as a hash.
type Code struct {
	Hash    [32]byte
	Office  string
	Types   []string
	Expires time.Time
	SPKI    [32]byte // the key that used it; zero before
	Serial  string   // the certificate it led to; "" before
}

// Status is where a certificate stands.
type Status string

// A certificate is written before it is signed; only then it may be good. What has ended
// never becomes good again.
const (
	Wait       Status = "wait"
	Good       Status = "good"
	Revoked    Status = "revoked"    // 失効: by a person
	Superseded Status = "superseded" // retired by renewals that came after
	Void       Status = "void"       // waited for an intermediate that is no longer there
)

// Certificate is one certificate of a terminal.
type Certificate struct {
	Serial   string
	Office   string
	Terminal string
	Types    []string
	SPKI     [32]byte
	Status   Status
	Lint     []byte // the same certificate signed by a throwaway key, as it was linted
	DER      []byte // empty while waiting
	Follows  string // serial of the certificate this one renews, "" for a first one
	Next     string // serial of the certificate that renews this one, "" for none
	Created  time.Time
	NotAfter time.Time
	Reason   string // why it ended
}

func (c Certificate) alive() bool { return c.Status == Wait || c.Status == Good }

// Revocation is one key that was revoked, until the journal has it.
type Revocation struct {
	ID     string
	Office string
	SPKI   [32]byte
	Reason string
	At     time.Time
}
