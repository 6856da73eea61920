// Package desktest is a real post office in the test's process with the desks of some
// offices: exchange service, SQLite, folder, certificates. Only the wire between desk and
// post office is in the test's hands. It is for tests of desk and of the rooms above it.
package desktest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/agent"
	"github.com/tasuki-care/tasuki/internal/blob"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/deskdb"
	"github.com/tasuki-care/tasuki/internal/store/hubdb"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/receipt"
)

// Town is a real post office in this process with two offices.
type Town struct {
	t        testing.TB
	Service  *exchange.Service
	Root     pki.Pair
	Issuer   pki.Pair
	Verifier note.Verifiers
	From, To *Office
}

// Office is a desk with the wire between it and the post office in the test's hands.
type Office struct {
	*desk.Desk
	Wire *Wire
	Dir  string
	Rows *deskdb.DB
}

// Wire is desk.Post over the service itself. Fail makes one verb fail before it arrives.
type Wire struct {
	*exchange.Service
	Caller exchange.Caller
	Down   bool                                  // nothing arrives
	Swap   func(receipt.Partner) receipt.Partner // changes what the directory says
	Lose   bool                                  // the answer to Send is lost on the way back
	Sends  int
	Most   int // sends that are let through; later ones are refused. 0 = all

	counting sync.Mutex
}

// lost is a connection that broke.
type lost struct{}

func (lost) Error() string    { return "connection lost" }
func (lost) PostCode() string { return "offline" }

// refused gives the post office's code to the desk, as the client does.
type refused struct{ err *exchange.Error }

func (r refused) Error() string    { return r.err.Error() }
func (r refused) PostCode() string { return string(r.err.Code) }

// Words are the post office's, as the client passes them on.
func (r refused) Words() (message, next string) { return r.err.Code.Message(), r.err.Code.Next() }

func coded(err error) error {
	var e *exchange.Error
	if errors.As(err, &e) {
		return refused{e}
	}
	return err
}

// count counts a send, and reports whether it is let through.
func (w *Wire) count() bool {
	w.counting.Lock()
	defer w.counting.Unlock()
	if w.Most > 0 && w.Sends >= w.Most {
		return false
	}
	w.Sends++
	return true
}

func (w *Wire) Send(ctx context.Context, envelope io.ReadSeeker, size int64) ([]byte, error) {
	if w.Down {
		return nil, lost{}
	}
	if !w.count() {
		return nil, refused{&exchange.Error{Code: exchange.UnknownReceiver}}
	}
	if _, err := envelope.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	raw, err := w.Accept(ctx, w.Caller, envelope, size)
	if err == nil && w.Lose {
		return nil, lost{}
	}
	return raw, coded(err)
}

func (w *Wire) List(ctx context.Context, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error) {
	if w.Down {
		return nil, after, lost{}
	}
	return w.Service.List(ctx, w.Caller, box, after, limit, wait)
}

func (w *Wire) Fetch(ctx context.Context, from header.Address, id header.LetterID) (io.ReadCloser, error) {
	b, err := w.Service.Fetch(ctx, w.Caller, from, id)
	if err != nil {
		return nil, coded(err)
	}
	return b, nil
}

func (w *Wire) Answer(ctx context.Context, a receipt.SignedAnswer, reasons []byte) error {
	if w.Down {
		return lost{}
	}
	return coded(w.Service.Answer(ctx, w.Caller, a, reasons))
}

func (w *Wire) Withdraw(ctx context.Context, from header.Address, id header.LetterID) error {
	return coded(w.Service.Withdraw(ctx, w.Caller, from, id))
}

func (w *Wire) Status(ctx context.Context, from header.Address, id header.LetterID) (receipt.Status, error) {
	st, err := w.Service.Status(ctx, w.Caller, from, id)
	return st, coded(err)
}

func (w *Wire) Lookup(ctx context.Context, to header.Address) (receipt.Partner, error) {
	if w.Down {
		return receipt.Partner{}, lost{}
	}
	p, err := w.Service.Lookup(ctx, w.Caller, to)
	if w.Swap != nil {
		p = w.Swap(p)
	}
	return p, coded(err)
}

func (w *Wire) PublishStatement(ctx context.Context, st receipt.SignedStatement, keyring []byte) error {
	return coded(w.Service.PublishStatement(ctx, w.Caller, st, keyring))
}

func (w *Wire) Keyring(ctx context.Context, epoch int) ([]byte, error) {
	return w.Service.Keyring(ctx, w.Caller, epoch)
}

func (w *Wire) Proof(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	return w.Service.Proof(ctx, w.Caller, from, id)
}

func (w *Wire) Checkpoint(ctx context.Context) ([]byte, error) {
	if w.Down {
		return nil, lost{}
	}
	return w.Service.Checkpoint(ctx)
}

func New(t testing.TB) *Town {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "hub.db"))
	check(t, err)
	t.Cleanup(func() { db.Close() })
	rows, err := hubdb.Open(ctx, db)
	check(t, err)
	bodies, err := blob.OpenFolder(t.TempDir())
	check(t, err)
	skey, vkey, err := note.GenerateKey(rand.Reader, "test-hub")
	check(t, err)
	signer, err := note.NewSigner(skey)
	check(t, err)
	verifier, err := note.NewVerifier(vkey)
	check(t, err)
	town := &Town{t: t, Verifier: note.VerifierList(verifier)}
	town.Service = &exchange.Service{Store: rows, Bodies: bodies, Signer: signer, Now: time.Now, Node: "test"}
	town.Root, err = pki.NewRoot("test", time.Now())
	check(t, err)
	town.Issuer, err = pki.NewIntermediate(town.Root, "test", time.Now())
	check(t, err)
	town.From, town.To = town.Open("9999900001", "43"), town.Open("9999900011", "11")
	town.Sequence()
	return town
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (town *Town) Sequence() {
	town.t.Helper()
	_, err := town.Service.Sequence(town.t.Context())
	check(town.t, err)
}

// Terminal makes a terminal with a certificate of the town's authority.
func (town *Town) Terminal(number string) desk.Terminal {
	town.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(town.t, err)
	cert, err := town.Certificate(number, key)
	check(town.t, err)
	id, err := age.GenerateHybridIdentity()
	check(town.t, err)
	return desk.Terminal{Key: key, Chain: []*x509.Certificate{cert, town.Issuer.Certificate}, Identity: id}
}

// Open registers an office and gives it a desk with its first key.
func (town *Town) Open(number, kind string) *Office {
	town.t.Helper()
	ctx, dir := town.t.Context(), town.t.TempDir()
	check(town.t, town.Service.Register(ctx, exchange.Office{Number: number, Name: "架空", Types: []string{kind}}))
	db, err := store.Open(ctx, filepath.Join(dir, "desk.db"))
	check(town.t, err)
	town.t.Cleanup(func() { db.Close() })
	rows, err := deskdb.Open(ctx, db)
	check(town.t, err)
	terminal := town.Terminal(number)
	w := &Wire{Service: town.Service, Caller: exchange.Caller{Office: number, Terminal: header.Hash(pki.SPKI(terminal.Chain[0]))}}
	roots := x509.NewCertPool()
	roots.AddCert(town.Root.Certificate)
	o := &Office{Wire: w, Dir: dir, Rows: rows, Desk: &desk.Desk{
		Office: number, Types: []string{kind}, Terminal: terminal, Roots: roots, Hub: town.Verifier, Post: w, Store: rows,
		Shelf: desk.Shelf{Dir: filepath.Join(dir, "letters")}, Importer: agent.ImportFolder{Dir: filepath.Join(dir, "import")},
		Now: time.Now, Rand: rand.Reader,
	}}
	_, err = o.Begin(ctx)
	check(town.t, err)
	return o
}

// Certificate signs a terminal's key by the town's authority.
func (town *Town) Certificate(number string, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: number}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, town.Issuer.Certificate, key.Public(), town.Issuer.Key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
