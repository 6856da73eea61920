// Package api is the wire between desks and the hub: routes, headers, shapes. It documents
// itself and is all that another program needs. It knows no room behind the wire and never
// does anything.
//
// All routes are HTTPS with TLS 1.3 and the terminal's certificate, except Enrol, Health
// and Ready. Times are RFC 3339 in UTC with microseconds; bytes in JSON are base64. A body
// of an error is Error, always.
//
// History: 2026-11-23 version 1.
package api

import (
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// The routes, as patterns of net/http.
const (
	RouteEnrol      = "POST /v1/enrol"
	RouteRenew      = "POST /v1/renew"
	RouteSend       = "POST /v1/letters"
	RouteList       = "GET /v1/mailboxes/{office}/{type}"
	RouteFetch      = "GET /v1/letters/{office}/{type}/{letter}"
	RouteAnswer     = "POST /v1/letters/{office}/{type}/{letter}/answer"
	RouteWithdraw   = "POST /v1/letters/{office}/{type}/{letter}/withdraw"
	RouteStatus     = "GET /v1/letters/{office}/{type}/{letter}/status"
	RouteProof      = "GET /v1/letters/{office}/{type}/{letter}/proof"
	RouteLookup     = "GET /v1/offices/{office}/{type}"
	RouteStatement  = "POST /v1/statements"
	RouteKeyring    = "GET /v1/keyrings/{epoch}"
	RouteCheckpoint = "GET /v1/log/checkpoint"
	RouteHealth     = "GET /healthz"
	RouteReady      = "GET /readyz"
)

// Routes lists every route.
func Routes() []string {
	return []string{
		RouteEnrol, RouteRenew, RouteSend, RouteList, RouteFetch, RouteAnswer, RouteWithdraw, RouteStatus,
		RouteProof, RouteLookup, RouteStatement, RouteKeyring, RouteCheckpoint, RouteHealth, RouteReady,
	}
}

// Limits of the wire; the post office's own limits are narrower where they differ.
const (
	MaxEnvelope = 300 << 20 // bytes of a sealed letter
	MaxDocument = 2 << 20   // bytes of any JSON body
	MaxWait     = 60        // seconds of a long poll
)

// HeaderDigest carries the SHA-256 of an envelope in hexadecimal, on Send and on Fetch.
const HeaderDigest = "Tasuki-Sha256"

// TypeEnvelope is the media type of a sealed letter.
const TypeEnvelope = "application/x-tasuki-envelope"

// Error is the body of every refusal. Clients branch on Code and show Message and Next.
type Error struct {
	Code      string `json:"code"`                // closed list, docs/api.md
	Message   string `json:"message"`             // one Japanese sentence
	Next      string `json:"next"`                // the next step
	Reference string `json:"reference,omitempty"` // of an internal error, for the operator
	Retry     bool   `json:"retry"`               // the same request may work later
}

// EnrolRequest turns an enrolment code's secret and a PKCS #10 request into a certificate.
type EnrolRequest struct {
	Secret string `json:"secret"`
	CSR    []byte `json:"csr"`
}

// RenewRequest asks for a further certificate for this terminal.
type RenewRequest struct {
	CSR []byte `json:"csr"`
}

// Enrolled is a terminal's certificate chain, leaf first, and what the hub knows of the
// office.
type Enrolled struct {
	Chain  [][]byte `json:"chain"`
	Office string   `json:"office"`
	Name   string   `json:"name"`
	Types  []string `json:"types"`
	HubKey string   `json:"hub_key"` // note verifier key of receipts and checkpoints
}

// Signed is a canonical document with its detached JWS.
type Signed struct {
	Body []byte `json:"body"`
	JWS  []byte `json:"jws"`
}

// AnswerRequest is the receiver's verdict with its sealed reasons.
type AnswerRequest struct {
	Answer  Signed `json:"answer"`
	Reasons []byte `json:"reasons,omitempty"`
}

// StatementRequest announces a key with the sealed secret of its epoch.
type StatementRequest struct {
	Statement Signed `json:"statement"`
	Keyring   []byte `json:"keyring"`
}

// Mailbox is a stretch of a mailbox's feed and the cursor to go on from.
type Mailbox struct {
	Entries []Entry `json:"entries"`
	Next    int64   `json:"next"`
}

// Entry is one line of a mailbox: receipt.Entry on the wire.
type Entry struct {
	Cursor   int64           `json:"cursor"`
	Kind     string          `json:"kind"`
	Letter   header.LetterID `json:"letter"`
	From     header.Address  `json:"from"`
	To       header.Address  `json:"to"`
	Header   []byte          `json:"header,omitempty"`
	Receipt  []byte          `json:"receipt,omitempty"`
	Answer   *Signed         `json:"answer,omitempty"`
	Reasons  []byte          `json:"reasons,omitempty"`
	Notice   string          `json:"notice,omitempty"`
	Size     int64           `json:"size,omitempty"`
	Envelope header.Hash     `json:"envelope,omitzero"`
	At       receipt.Time    `json:"at"`
}

// Status is the story of a letter: receipt.Status on the wire.
type Status struct {
	Letter header.LetterID `json:"letter"`
	From   header.Address  `json:"from"`
	To     header.Address  `json:"to"`
	State  string          `json:"state"`
	Events []Event         `json:"events"`
}

// Event is one step of a letter's story. Seq is -1 until the log has numbered it.
type Event struct {
	Kind string       `json:"kind"`
	At   receipt.Time `json:"at"`
	Leaf header.Hash  `json:"leaf"`
	Seq  int64        `json:"seq"`
}

// Partner is what the directory tells: receipt.Partner on the wire.
type Partner struct {
	Address   header.Address `json:"address"`
	Name      string         `json:"name"`
	Types     []string       `json:"types"`
	Statement Signed         `json:"statement"`
	Proof     []byte         `json:"proof"`
	LastSeen  *time.Time     `json:"last_seen,omitempty"`
	Channel   string         `json:"channel"`
}

// Keyring is the sealed secret of an epoch.
type Keyring struct {
	Keyring []byte `json:"keyring"`
}
