// Package exchangetest is the contract of the post office's stores, as tests: whoever
// fulfils exchange.Store passes Run. It knows the post office's verbs and makes its own
// offices, terminals and sealed-looking letters. It never opens or seals anything: to the
// post office an envelope is a clear header and noise.
package exchangetest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/exchange/memory"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

// World is a post office with three offices: A a care manager, B home help and day care, C
// a support centre. Each has announced its first key.
type World struct {
	testing.TB
	Service *exchange.Service
	Store   exchange.Store
	Bodies  *memory.Bodies
	Clock   *Clock
	Known   note.Verifiers
	A, B, C *Office
}

// Clock is a clock that tests put forward. It never stands still: each look is later.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is a microsecond later each time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Microsecond)
	return c.now
}

// Advance puts the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Office is an office with its terminals.
type Office struct {
	Address   header.Address
	Types     []string
	Epoch     int
	Statement receipt.SignedStatement // newest
	Terminals []*Terminal
}

// Terminal is an enrolled device.
type Terminal struct {
	Key   crypto.Signer
	Chain []*x509.Certificate
	SPKI  header.Hash
}

// Caller is the office asking with its first terminal.
func (o *Office) Caller() exchange.Caller {
	return exchange.Caller{Office: o.Address.Office, Terminal: o.Terminals[0].SPKI}
}

// NewWorld opens a post office over an empty store.
func NewWorld(t testing.TB, store exchange.Store) *World {
	t.Helper()
	w := &World{TB: t, Store: store, Clock: &Clock{now: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)}}
	w.Bodies = memory.NewBodies(w.Clock.Now)
	private, public, err := note.GenerateKey(rand.Reader, "hub.example.jp/log")
	w.must(err)
	signer, err := note.NewSigner(private)
	w.must(err)
	verifier, err := note.NewVerifier(public)
	w.must(err)
	w.Known = note.VerifierList(verifier)
	w.Service = &exchange.Service{Store: store, Bodies: w.Bodies, Signer: signer, Now: w.Clock.Now, Bell: &exchange.Bell{}, Node: "one"}
	w.A = w.newOffice("9999900001", "43")
	w.B = w.newOffice("9999900011", "11", "15")
	w.C = w.newOffice("9999900046", "46")
	return w
}

// must stops the test at trouble that the test is not about.
func (w *World) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// wants checks the code of a refusal; "" means none.
func (w *World) wants(code exchange.Code, err error) {
	w.Helper()
	if got := exchange.CodeOf(err); got != code || code == "" && err != nil {
		w.Errorf("got %q (%v), want %q", got, err, code)
	}
}

func (w *World) newOffice(number string, types ...string) *Office {
	w.Helper()
	o := &Office{Address: header.Address{Office: number, Type: types[0]}, Types: types}
	w.must(w.Service.Register(w.Context(), exchange.Office{Number: number, Name: "架空事業所" + number, Types: types}))
	o.Terminals = []*Terminal{w.NewTerminal(number)}
	w.NewEpoch(o)
	return o
}

// NewTerminal makes a device with a certificate of its own.
func (w *World) NewTerminal(office string) *Terminal {
	w.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	w.must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: office},
		NotBefore: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	w.must(err)
	cert, err := x509.ParseCertificate(der)
	w.must(err)
	return &Terminal{Key: key, Chain: []*x509.Certificate{cert}, SPKI: signature.SPKI(cert)}
}

// NextStatement signs what the office would announce next, without announcing it.
func (w *World) NextStatement(o *Office, by *Terminal, listed ...*Terminal) receipt.SignedStatement {
	w.Helper()
	secret, err := age.GenerateHybridIdentity()
	w.must(err)
	st := receipt.Statement{Office: o.Address.Office, Epoch: o.Epoch + 1, Recipient: secret.Recipient().String()}
	if o.Epoch > 0 {
		st.Previous = o.Statement.Hash()
	}
	for _, t := range listed {
		st.Terminals = append(st.Terminals, t.SPKI)
	}
	signed, err := receipt.SignStatement(st, by.Key, by.Chain)
	w.must(err)
	return signed
}

// NewEpoch announces the next key with all terminals of the office.
func (w *World) NewEpoch(o *Office) {
	w.Helper()
	next := w.NextStatement(o, o.Terminals[0], o.Terminals...)
	w.must(w.Service.PublishStatement(w.Context(), o.Caller(), next, []byte("sealed secret")))
	o.Statement = next
	o.Epoch++
}

// Header is the clear header of a new letter.
func (w *World) Header(from, to *Office) header.Header {
	w.Helper()
	id, err := header.NewLetterID(rand.Reader)
	w.must(err)
	return header.Header{
		Version: header.Version, Letter: id, From: from.Address, To: to.Address, FromEpoch: from.Epoch, ToEpoch: to.Epoch,
		Family: header.Slip, Month: "202504", Edition: "202407", Manifest: header.HashOf(id[:]),
	}
}

// Envelope is what a sealed letter looks like from outside: an age header with our stanza
// and one recipient, then noise up to a size.
func (w *World) Envelope(h header.Header, size int) []byte {
	w.Helper()
	var b bytes.Buffer
	b.WriteString("age-encryption.org/v1\n-> " + header.StanzaType + "\n")
	writeStanza(&b, h.Canonical())
	fmt.Fprintf(&b, "-> mlkem768x25519 %s\n", base64.RawStdEncoding.EncodeToString(noise(1120)))
	writeStanza(&b, noise(32))
	fmt.Fprintf(&b, "--- %s\n", base64.RawStdEncoding.EncodeToString(noise(32)))
	b.Write(noise(max(0, size-b.Len())))
	return b.Bytes()
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// writeStanza writes full lines of 48 bytes and a last shorter one, which may be empty.
func writeStanza(w io.Writer, body []byte) {
	for len(body) >= 48 {
		fmt.Fprintln(w, base64.RawStdEncoding.EncodeToString(body[:48]))
		body = body[48:]
	}
	fmt.Fprintln(w, base64.RawStdEncoding.EncodeToString(body))
}

// Accept hands an envelope in.
func (w *World) Accept(from *Office, envelope []byte) ([]byte, error) {
	return w.Service.Accept(w.Context(), from.Caller(), bytes.NewReader(envelope), int64(len(envelope)))
}

// Sent is a letter that was accepted.
type Sent struct {
	header.Header
	Envelope []byte
	Receipt  []byte
}

// Send makes and hands in a small letter that must be accepted.
func (w *World) Send(from, to *Office) Sent {
	w.Helper()
	return w.SendSized(from, to, 3000)
}

// SendSized makes and hands in a letter of a size.
func (w *World) SendSized(from, to *Office, size int) Sent {
	w.Helper()
	h := w.Header(from, to)
	envelope := w.Envelope(h, size)
	got, err := w.Accept(from, envelope)
	w.must(err)
	return Sent{h, envelope, got}
}

// Fetch fetches a letter whole.
func (w *World) Fetch(by *Office, s Sent) ([]byte, error) {
	body, err := w.Service.Fetch(w.Context(), by.Caller(), s.From, s.Letter)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// SignAnswer makes an answer of a terminal.
func (w *World) SignAnswer(s Sent, by *Terminal, v receipt.Verdict, reasons []byte) receipt.SignedAnswer {
	w.Helper()
	a := receipt.Answer{
		Letter: s.Letter, From: s.From, To: s.To, Header: header.HashOf(s.Canonical()), Verdict: v, At: w.Clock.Now(),
	}
	if reasons != nil {
		a.Reasons = header.HashOf(reasons)
	}
	signed, err := receipt.SignAnswer(a, by.Key, by.Chain)
	w.must(err)
	return signed
}

// Answer gives the receiver's word.
func (w *World) Answer(by *Office, s Sent, v receipt.Verdict, reasons []byte) error {
	return w.Service.Answer(w.Context(), by.Caller(), w.SignAnswer(s, by.Terminals[0], v, reasons), reasons)
}

// Lines lists a mailbox from its beginning.
func (w *World) Lines(o *Office) []receipt.Entry {
	w.Helper()
	entries, _, err := w.Service.List(w.Context(), o.Caller(), o.Address, 0, 0, 0)
	w.must(err)
	return entries
}

// Status asks as one of the offices.
func (w *World) Status(by *Office, s Sent) receipt.Status {
	w.Helper()
	st, err := w.Service.Status(w.Context(), by.Caller(), s.From, s.Letter)
	w.must(err)
	return st
}

// row reads a letter as it is stored.
func (w *World) row(s Sent) exchange.Letter {
	w.Helper()
	var l exchange.Letter
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		var err error
		l, err = tx.Letter(ctx, s.From, s.Letter)
		return err
	}))
	return l
}

// Second is another process over the same store: own bell, own name.
func (w *World) Second() *exchange.Service {
	s := *w.Service
	s.Bell, s.Node = &exchange.Bell{}, "two"
	return &s
}
