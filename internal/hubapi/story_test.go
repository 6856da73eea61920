package hubapi_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
	"github.com/tasuki-care/tasuki/receipt"
)

// The client is what a desk speaks through.
var _ desk.Post = (*client.Client)(nil)

func TestOneLetterThroughTheClient(t *testing.T) {
	w := newWorld(t)
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, 70_000)

	stored := w.mustSend(t, w.sender, envelope)
	if again := w.mustSend(t, w.sender, envelope); !bytes.Equal(again, stored) {
		t.Error("the same letter again got another receipt")
	}
	said, err := receipt.OpenReceipt(stored, w.Known)
	if err != nil || said.Envelope != header.HashOf(envelope) || said.Letter != h.Letter {
		t.Errorf("receipt %+v, %v", said, err)
	}
	lines, next := w.mustList(t, w.receiver, w.B, 0)
	if len(lines) != 1 || lines[0].Letter != h.Letter || lines[0].Size != 70_000 || !bytes.Equal(lines[0].Receipt, stored) || next != 1 {
		t.Fatalf("mailbox %+v, %d", lines, next)
	}
	if got := w.mustFetch(t, w.receiver, h); !bytes.Equal(got, envelope) {
		t.Error("fetched bytes differ")
	}
	w.answerRefused(t, h, envelope)
	w.proved(t, h, stored)
}

// answerRefused gives the letter back with reasons and looks how the sender sees it.
func (w *world) answerRefused(t *testing.T, h header.Header, envelope []byte) {
	t.Helper()
	reasons := []byte("sealed reasons")
	s := exchangetest.Sent{Header: h, Envelope: envelope}
	signed := w.SignAnswer(s, w.B.Terminals[0], receipt.Refused, reasons)
	for range 2 {
		if err := w.receiver.Answer(t.Context(), signed, reasons); err != nil {
			t.Fatal(err)
		}
	}
	lines, _ := w.mustList(t, w.sender, w.A, 1) // after the notice of the fetch
	if len(lines) != 1 || lines[0].Kind != receipt.EntryAnswer || !bytes.Equal(lines[0].Reasons, reasons) || lines[0].Answer == nil || !bytes.Equal(lines[0].Answer.JWS, signed.JWS) {
		t.Fatalf("the sender's mailbox: %+v", lines)
	}
	st, err := w.sender.Status(t.Context(), h.From, h.Letter)
	if err != nil || st.State != receipt.StateRefused || len(st.Events) != 3 || st.Events[0].At.IsZero() {
		t.Errorf("status %+v, %v", st, err)
	}
}

// proved compares the inclusion proof with the receipt.
func (w *world) proved(t *testing.T, h header.Header, stored []byte) {
	t.Helper()
	w.sequenced(t)
	proof, err := w.sender.Proof(t.Context(), h.From, h.Letter)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := receipt.VerifyInclusion(proof, w.Known)
	if err != nil {
		t.Fatal(err)
	}
	if said, _ := receipt.OpenReceipt(stored, w.Known); shown.LeafHash != said.Leaf {
		t.Error("the proof shows another leaf than the receipt names")
	}
	cp, err := w.sender.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(cp, w.Known); err != nil {
		t.Errorf("checkpoint: %v", err)
	}
}

func TestKeysThroughTheClient(t *testing.T) {
	w := newWorld(t)
	next := w.NextStatement(w.A, w.A.Terminals[0], w.A.Terminals...)
	if err := w.sender.PublishStatement(t.Context(), next, []byte("second secret")); err != nil {
		t.Fatal(err)
	}
	w.sequenced(t)
	ring, err := w.sender.Keyring(t.Context(), 2)
	if err != nil || string(ring) != "second secret" {
		t.Errorf("keyring %q, %v", ring, err)
	}
	p, err := w.receiver.Lookup(t.Context(), w.A.Address)
	if err != nil || !bytes.Equal(p.Statement.Body, next.Body) || p.Address != w.A.Address || p.Channel != "tasuki" {
		t.Fatalf("partner %+v, %v", p, err)
	}
	if !p.LastSeen.IsZero() {
		t.Error("an office that never asked for mail was seen")
	}
	w.mustList(t, w.sender, w.A, 0)
	if p, err = w.receiver.Lookup(t.Context(), w.A.Address); err != nil || p.LastSeen.IsZero() {
		t.Errorf("last seen %v, %v", p.LastSeen, err)
	}
}

func TestALongPollIsWokenByALetter(t *testing.T) {
	w := newWorld(t)
	woken := make(chan []receipt.Entry, 1)
	start := time.Now()
	go func() {
		lines, _, err := w.receiver.List(t.Context(), w.B.Address, 0, 0, 30*time.Second)
		if err != nil {
			t.Error(err)
		}
		woken <- lines
	}()
	time.Sleep(100 * time.Millisecond)
	w.mustSend(t, w.sender, w.Envelope(w.Header(w.A, w.B), 3000))
	if lines := <-woken; len(lines) != 1 {
		t.Errorf("woken with %d lines", len(lines))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("woken after %v", took)
	}
}

func TestAPollEndsWithItsCaller(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, _, err := w.receiver.List(ctx, w.B.Address, 0, 0, time.Minute)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestARevocationCountsOnAnOpenConnection(t *testing.T) {
	w := newWorld(t)
	p := w.further(t, w.A)
	wantCode(t, "before", p.ask(t, mailbox(w.A)), "", 200)
	if err := w.authority.Revoke(t.Context(), pki.SPKI(p.chain[0]), "lost"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "after", p.ask(t, mailbox(w.A)), "certificate_revoked", 401)
}

func TestEnrolmentThroughTheClient(t *testing.T) {
	w := newWorld(t)
	code, err := w.authority.NewCode(t.Context(), strings.TrimPrefix(w.base, "https://"), w.A.Address.Office, nil, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := pki.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	key := pkitest.Key(t)
	got, err := client.Enrol(t.Context(), parsed.Hub, parsed.Root, parsed.Secret, key)
	if err != nil {
		t.Fatal(err)
	}
	if got.Office != w.A.Address.Office || got.Name == "" || got.Types[0] != "43" || got.HubKey != "hub key" || len(got.Chain) != 3 {
		t.Errorf("got %+v", got)
	}
	again, err := client.Enrol(t.Context(), parsed.Hub, parsed.Root, parsed.Secret, key)
	if err != nil || !bytes.Equal(again.Chain[0], got.Chain[0]) {
		t.Errorf("the same code with the same key gave another certificate: %v", err)
	}
	w.mustList(t, w.party(key, pkitest.Chain(t, got.Chain)), w.A, 0)
}

func TestAnotherRootIsNotBelievedAtEnrolment(t *testing.T) {
	w := newWorld(t)
	secret := pkitest.NewSecret(t, w.authority, w.A.Address.Office)
	_, err := client.Enrol(t.Context(), strings.TrimPrefix(w.base, "https://"), [32]byte{1}, secret, pkitest.Key(t))
	var e *client.Error
	if !errors.As(err, &e) || e.Code != client.CodeUntrusted || e.Temporary {
		t.Errorf("got %v", err)
	}
}

func TestACertificateIsRenewedEvenLate(t *testing.T) {
	w := newWorld(t)
	p := w.further(t, w.A)
	w.clock.Add(p.chain[0].NotAfter.Sub(w.clock.Now()) + 24*time.Hour)
	wantCode(t, "reading mail", p.ask(t, mailbox(w.A)), "certificate_expired", 401)
	csr, err := client.Request(p.key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Renew(t.Context(), csr)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.Renew(t.Context(), csr); err != nil || !bytes.Equal(again.Chain[0], got.Chain[0]) {
		t.Errorf("the same request gave another certificate: %v", err)
	}
	w.mustList(t, w.party(p.key, pkitest.Chain(t, got.Chain)), w.A, 0)
	w.clock.Add(pki.RenewGrace)
	wantCode(t, "after the grace", p.ask(t, renewing(t, p.key)), "certificate_expired", 401)
}

func TestATerminalLimitedToTypesIsHeldToThem(t *testing.T) {
	w := newWorld(t)
	key := pkitest.Key(t)
	ders, err := w.authority.Enrol(t.Context(), pkitest.NewSecret(t, w.authority, w.B.Address.Office, "15"), pkitest.Request(t, key))
	if err != nil {
		t.Fatal(err)
	}
	p := w.party(key, pkitest.Chain(t, ders))
	wantCode(t, "its own type", p.ask(t, request{route: api.RouteList, values: []string{w.B.Address.Office, "15"}}), "", 200)
	wantCode(t, "another type of the office", p.ask(t, mailbox(w.B)), "not_yours", 403)
}

func TestOnlyTLS13WithHybridKeyExchange(t *testing.T) {
	w := newWorld(t)
	address := strings.TrimPrefix(w.base, "https://")
	old := &tls.Config{RootCAs: w.roots, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12}
	if conn, err := tls.Dial("tcp", address, old); err == nil {
		conn.Close()
		t.Error("TLS 1.2 was accepted")
	}
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: w.roots})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if s := conn.ConnectionState(); s.Version != tls.VersionTLS13 || s.CurveID != tls.X25519MLKEM768 {
		t.Errorf("version %x, key exchange %v", s.Version, s.CurveID)
	}
}

func TestHTTP2IsSpokenToo(t *testing.T) {
	w := newWorld(t)
	transport := w.sender.HTTP.Transport.(*http.Transport).Clone()
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP2(true)
	p := *w.sender
	p.Client = &client.Client{Base: w.base, HTTP: &http.Client{Transport: transport}}
	t.Cleanup(transport.CloseIdleConnections)
	res, err := p.HTTP.Get(w.base + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.ProtoMajor != 2 {
		t.Fatalf("spoke %s", res.Proto)
	}
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, 500_000)
	w.mustSend(t, &p, envelope)
	if got := w.mustFetch(t, &p, h); !bytes.Equal(got, envelope) {
		t.Error("fetched bytes differ")
	}
}

// TestACertificateAloneOpensNothing: without its private key a certificate is nobody's.
func TestACertificateAloneOpensNothing(t *testing.T) {
	w := newWorld(t)
	thief := w.party(pkitest.Key(t), w.sender.chain)
	if _, _, err := thief.List(t.Context(), w.A.Address, 0, 0, 0); err == nil {
		t.Error("a stolen certificate without its key was accepted")
	}
	foreign, _ := pkitest.Authority(t, pkitest.NewMemory(), w.clock)
	key := pkitest.Key(t)
	var chain []*x509.Certificate = pkitest.Enrol(t, foreign, w.A.Address.Office, key)
	wantCode(t, "of another authority", w.party(key, chain).ask(t, mailbox(w.A)), "certificate_unknown", 401)
}

func (w *world) mustSend(t *testing.T, p *party, envelope []byte) []byte {
	t.Helper()
	b, err := p.Client.Send(t.Context(), bytes.NewReader(envelope), int64(len(envelope)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) mustList(t *testing.T, p *party, o *exchangetest.Office, after int64) ([]receipt.Entry, int64) {
	t.Helper()
	lines, next, err := p.Client.List(t.Context(), o.Address, after, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return lines, next
}

func (w *world) mustFetch(t *testing.T, p *party, h header.Header) []byte {
	t.Helper()
	body, err := p.Client.Fetch(t.Context(), h.From, h.Letter)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
