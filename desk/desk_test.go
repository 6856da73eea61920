package desk_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/careplan"
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

// town is a real post office in this process with two offices.
type town struct {
	t        *testing.T
	service  *exchange.Service
	root     pki.Pair
	issuer   pki.Pair
	verifier note.Verifiers
	from, to *office
}

// office is a desk with the wire between it and the post office in the test's hands.
type office struct {
	*desk.Desk
	wire *wire
	dir  string
	rows *deskdb.DB
}

// wire is desk.Post over the service itself. Fail makes one verb fail before it arrives.
type wire struct {
	*exchange.Service
	caller exchange.Caller
	down   bool
	swap   func(receipt.Partner) receipt.Partner
	lose   bool // the answer to Send is lost on the way back
	sends  int
}

// lost is a connection that broke.
type lost struct{}

func (lost) Error() string    { return "connection lost" }
func (lost) PostCode() string { return "offline" }

// refused gives the post office's code to the desk, as the client does.
type refused struct{ err *exchange.Error }

func (r refused) Error() string    { return r.err.Error() }
func (r refused) PostCode() string { return string(r.err.Code) }

func coded(err error) error {
	var e *exchange.Error
	if errors.As(err, &e) {
		return refused{e}
	}
	return err
}

func (w *wire) Send(ctx context.Context, envelope io.ReadSeeker, size int64) ([]byte, error) {
	if w.down {
		return nil, lost{}
	}
	w.sends++
	if _, err := envelope.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	raw, err := w.Accept(ctx, w.caller, envelope, size)
	if err == nil && w.lose {
		return nil, lost{}
	}
	return raw, coded(err)
}

func (w *wire) List(ctx context.Context, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error) {
	if w.down {
		return nil, after, lost{}
	}
	return w.Service.List(ctx, w.caller, box, after, limit, wait)
}

func (w *wire) Fetch(ctx context.Context, from header.Address, id header.LetterID) (io.ReadCloser, error) {
	b, err := w.Service.Fetch(ctx, w.caller, from, id)
	if err != nil {
		return nil, coded(err)
	}
	return b, nil
}

func (w *wire) Answer(ctx context.Context, a receipt.SignedAnswer, reasons []byte) error {
	if w.down {
		return lost{}
	}
	return coded(w.Service.Answer(ctx, w.caller, a, reasons))
}

func (w *wire) Withdraw(ctx context.Context, from header.Address, id header.LetterID) error {
	return coded(w.Service.Withdraw(ctx, w.caller, from, id))
}

func (w *wire) Status(ctx context.Context, from header.Address, id header.LetterID) (receipt.Status, error) {
	st, err := w.Service.Status(ctx, w.caller, from, id)
	return st, coded(err)
}

func (w *wire) Lookup(ctx context.Context, to header.Address) (receipt.Partner, error) {
	if w.down {
		return receipt.Partner{}, lost{}
	}
	p, err := w.Service.Lookup(ctx, w.caller, to)
	if w.swap != nil {
		p = w.swap(p)
	}
	return p, coded(err)
}

func (w *wire) PublishStatement(ctx context.Context, st receipt.SignedStatement, keyring []byte) error {
	return coded(w.Service.PublishStatement(ctx, w.caller, st, keyring))
}

func (w *wire) Keyring(ctx context.Context, epoch int) ([]byte, error) {
	return w.Service.Keyring(ctx, w.caller, epoch)
}

func (w *wire) Proof(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	return w.Service.Proof(ctx, w.caller, from, id)
}

func (w *wire) Checkpoint(ctx context.Context) ([]byte, error) {
	if w.down {
		return nil, lost{}
	}
	return w.Service.Checkpoint(ctx)
}

func newTown(t *testing.T) *town {
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
	town := &town{t: t, verifier: note.VerifierList(verifier)}
	town.service = &exchange.Service{Store: rows, Bodies: bodies, Signer: signer, Now: time.Now, Node: "test"}
	town.root, err = pki.NewRoot("test", time.Now())
	check(t, err)
	town.issuer, err = pki.NewIntermediate(town.root, "test", time.Now())
	check(t, err)
	town.from, town.to = town.open("9999900001", "43"), town.open("9999900011", "11")
	town.sequence()
	return town
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (town *town) sequence() {
	town.t.Helper()
	_, err := town.service.Sequence(town.t.Context())
	check(town.t, err)
}

// terminal makes a terminal with a certificate of the town's authority.
func (town *town) terminal(number string) desk.Terminal {
	town.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(town.t, err)
	cert, err := town.certificate(number, key)
	check(town.t, err)
	id, err := age.GenerateHybridIdentity()
	check(town.t, err)
	return desk.Terminal{Key: key, Chain: []*x509.Certificate{cert, town.issuer.Certificate}, Identity: id}
}

// open registers an office and gives it a desk with its first key.
func (town *town) open(number, kind string) *office {
	town.t.Helper()
	ctx, dir := town.t.Context(), town.t.TempDir()
	check(town.t, town.service.Register(ctx, exchange.Office{Number: number, Name: "架空", Types: []string{kind}}))
	db, err := store.Open(ctx, filepath.Join(dir, "desk.db"))
	check(town.t, err)
	town.t.Cleanup(func() { db.Close() })
	rows, err := deskdb.Open(ctx, db)
	check(town.t, err)
	terminal := town.terminal(number)
	w := &wire{Service: town.service, caller: exchange.Caller{Office: number, Terminal: header.Hash(pki.SPKI(terminal.Chain[0]))}}
	roots := x509.NewCertPool()
	roots.AddCert(town.root.Certificate)
	o := &office{wire: w, dir: dir, rows: rows, Desk: &desk.Desk{
		Office: number, Types: []string{kind}, Terminal: terminal, Roots: roots, Hub: town.verifier, Post: w, Store: rows,
		Shelf: desk.Shelf{Dir: filepath.Join(dir, "letters")}, Importer: agent.ImportFolder{Dir: filepath.Join(dir, "import")},
		Now: time.Now, Rand: rand.Reader,
	}}
	_, err = o.Begin(ctx)
	check(town.t, err)
	return o
}

// slip is the standard's sample K2 as a parcel.
func slip(t *testing.T) desk.Parcel {
	t.Helper()
	var files []*careplan.File
	names, err := filepath.Glob(filepath.Join("..", "careplan", "testdata", "standard", "good", "02_K2_slip", "*.CSV"))
	check(t, err)
	for _, name := range names {
		f, err := careplan.NewFile(name, onDisk(name))
		check(t, err)
		files = append(files, f)
	}
	heap := careplan.Group(files)
	if len(heap.Units) != 1 {
		t.Fatalf("the sample is %d units", len(heap.Units))
	}
	return desk.Parcel{Unit: heap.Units[0], Message: "4月分です。"}
}

// one collects and gives the only letter that came.
func one(t *testing.T, o *office) desk.Incoming {
	t.Helper()
	got, err := o.Collect(t.Context(), 0)
	check(t, err)
	if len(got) != 1 {
		t.Fatalf("%d letters came, want 1", len(got))
	}
	return got[0]
}
