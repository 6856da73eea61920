// Package api is the wire between desks and the hub: routes, headers, shapes, limits. It
// documents itself and is, with docs/api.md, all that another program needs. It knows no
// room behind the wire, decides nothing and opens no connection.
//
// All routes are HTTPS with TLS 1.3 and the terminal's certificate, except Enrol, Health
// and Ready. Times are RFC 3339 in UTC with microseconds; bytes in JSON are base64; sizes
// are bytes; addresses are written 9999900001/43 in JSON and as two segments in a path. A
// body of an error is Error, always.
//
// Every request may be repeated as it is: what was done the first time is not done twice,
// and the answer says the same.
//
// History. A field may be added at any time, and readers skip what they do not know; what
// stands here never changes its meaning or goes away within /v1.
//
//	2026-11-23  1  letters, mailboxes, answers, directory, keyrings, log, enrolment
package api

import (
	"strings"

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

// Path fills the places of a route with values that need no escaping, as office numbers,
// types, ids and epochs do: Path(RouteKeyring, "3") is "/v1/keyrings/3".
func Path(route string, values ...string) string {
	_, pattern, _ := strings.Cut(route, " ")
	var b strings.Builder
	for _, value := range values {
		before, after, _ := strings.Cut(pattern, "{")
		_, rest, _ := strings.Cut(after, "}")
		b.WriteString(before)
		b.WriteString(value)
		pattern = rest
	}
	b.WriteString(pattern)
	return b.String()
}

// Limits of the wire. The post office's own limits are narrower where they differ.
const (
	MaxEnvelope = 300 << 20 // bytes of a sealed letter
	MaxDocument = 2 << 20   // bytes of a JSON body with a certificate
	MaxEnrol    = 16 << 10  // bytes of a JSON body without one
	MaxLines    = 10000     // largest limit of List; the hub may give fewer lines
	MaxMailbox  = 4 << 20   // bytes of lines after which List ends a page
	MaxReply    = 8 << 20   // bytes of any answer that is not a letter
	MaxWait     = 60        // seconds of a long poll
)

// The values in the query of List, all optional whole numbers.
const (
	QueryAfter = "after" // cursor to go on from; 0: from the beginning
	QueryLimit = "limit" // lines wanted; 0: as many as the hub gives
	QueryWait  = "wait"  // seconds to wait for news when there is none
)

// HeaderDigest carries the SHA-256 of an envelope in hexadecimal, on Send and on Fetch.
const HeaderDigest = "Tasuki-Sha256"

// TypeEnvelope is the media type of a sealed letter.
const TypeEnvelope = "application/x-tasuki-envelope"

// CodeInternal is the code of trouble inside the hub; Reference names it in the hub's log.
const CodeInternal = "internal"

// Error is the body of every refusal. Clients branch on Code and show Message and Next.
type Error struct {
	Code      string `json:"code"`                // closed list, docs/api.md
	Message   string `json:"message"`             // one Japanese sentence
	Next      string `json:"next"`                // the next step
	Reference string `json:"reference,omitempty"` // of trouble inside the hub, for its operator
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

// Mailbox is a page of a mailbox's feed and the cursor to go on from. A page without lines
// is the end for now.
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
	LastSeen  *receipt.Time  `json:"last_seen,omitempty"`
	Channel   string         `json:"channel"`
}

// Keyring is the sealed secret of an epoch.
type Keyring struct {
	Keyring []byte `json:"keyring"`
}

// Done is the answer of a verb that has nothing to tell but that it is done.
type Done struct{}

// Health is the answer of Health ("ok") and Ready ("ready").
type Health struct {
	Status string `json:"status"`
}
