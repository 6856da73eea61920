package receipt_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

var update = flag.Bool("update", false, "write the golden files anew")

const hubName = "hub.example.jp/log"

var (
	addressA = header.Address{Office: "9999900001", Type: "43"}
	addressB = header.Address{Office: "9999900011", Type: "11"}
	letterID = header.LetterID(bytes.Repeat([]byte{0xa1}, 16))
	sentAt   = time.Date(2025, 4, 1, 9, 0, 0, 123456789, time.FixedZone("JST", 9*3600))
)

// hub gives a note key from a fixed seed.
func hub(t testing.TB, name string, seed byte) (note.Signer, note.Verifiers, string) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))
	public := append([]byte{1}, key.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), public...))
	hash := binary.BigEndian.Uint32(sum[:])
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, hash, base64.StdEncoding.EncodeToString(append([]byte{1}, key.Seed()...))))
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%s+%08x+%s", name, hash, base64.StdEncoding.EncodeToString(public))
	verifier, err := note.NewVerifier(text)
	if err != nil {
		t.Fatal(err)
	}
	return signer, note.VerifierList(verifier), text
}

// steady signs without randomness (RFC 6979).
type steady struct{ *ecdsa.PrivateKey }

func (k steady) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.PrivateKey.Sign(nil, digest, opts)
}

type terminal struct {
	key   crypto.Signer
	chain []*x509.Certificate
	spki  header.Hash
}

func newTerminal(t testing.TB, seed byte) terminal {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(seed)), Subject: pkix.Name{CommonName: "9999900011"},
		NotBefore: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2035, 4, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), steady{key})
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return terminal{key: steady{key}, chain: []*x509.Certificate{cert}, spki: signature.SPKI(cert)}
}

func acceptance() receipt.Leaf {
	return receipt.Leaf{
		Kind: receipt.Accepted, At: sentAt, Letter: letterID, From: addressA, To: addressB,
		Header: header.HashOf([]byte("header")), Envelope: header.HashOf([]byte("envelope")), Size: 33936,
	}
}

func leafData(t testing.TB, l receipt.Leaf) []byte {
	t.Helper()
	b, err := receipt.LeafData(l)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sampleReceipt(t testing.TB) receipt.Receipt {
	t.Helper()
	l := acceptance()
	return receipt.Receipt{
		Letter: l.Letter, From: l.From, To: l.To, Header: l.Header, Envelope: l.Envelope, Size: l.Size,
		AcceptedAt: l.At, Leaf: receipt.LeafHash(leafData(t, l)),
	}
}

func makeReceipt(t testing.TB) []byte {
	t.Helper()
	signer, _, _ := hub(t, hubName, 1)
	b, err := receipt.MakeReceipt(signer, sampleReceipt(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// logOf is a small log in memory.
type logOf struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (l *logOf) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, l.hashes[i])
	}
	return out, nil
}

func (l *logOf) add(t testing.TB, data []byte) {
	t.Helper()
	more, err := tlog.StoredHashes(int64(len(l.leaves)), data, l)
	if err != nil {
		t.Fatal(err)
	}
	l.leaves = append(l.leaves, data)
	l.hashes = append(l.hashes, more...)
}

func (l *logOf) root(t testing.TB) header.Hash {
	t.Helper()
	h, err := tlog.TreeHash(int64(len(l.leaves)), l)
	if err != nil {
		t.Fatal(err)
	}
	return header.Hash(h)
}

func (l *logOf) proof(t testing.TB, signer note.Signer, index int) receipt.Proof {
	t.Helper()
	path, err := tlog.ProveRecord(int64(len(l.leaves)), int64(index), l)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := receipt.MakeCheckpoint(signer, int64(len(l.leaves)), l.root(t))
	if err != nil {
		t.Fatal(err)
	}
	p := receipt.Proof{Leaf: l.leaves[index], Index: int64(index), Checkpoint: checkpoint}
	for _, h := range path {
		p.Path = append(p.Path, header.Hash(h))
	}
	return p
}

// sampleLog has n leaves; number 3 is the sample's acceptance, number 4 a statement.
func sampleLog(t testing.TB, n int) *logOf {
	t.Helper()
	log := &logOf{}
	for i := range n {
		l := acceptance()
		l.Letter[15] = byte(i)
		switch i {
		case 3:
			l = acceptance()
		case 4:
			st := firstStatement(t)
			l = receipt.Leaf{Kind: receipt.Stated, At: sentAt, Office: addressB.Office, Epoch: 1, Statement: st.Hash()}
		}
		log.add(t, leafData(t, l))
	}
	return log
}

func recipientOf(t testing.TB, n int) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "golden", "recipients.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(b))[n]
}

// signStatement signs for office B with one terminal, listing the given ones.
func signStatement(t testing.TB, epoch int, previous header.Hash, by terminal, listed ...terminal) receipt.SignedStatement {
	t.Helper()
	s := receipt.Statement{Office: addressB.Office, Epoch: epoch, Recipient: recipientOf(t, epoch-1), Previous: previous}
	for _, l := range listed {
		s.Terminals = append(s.Terminals, l.spki)
	}
	signed, err := receipt.SignStatement(s, by.key, by.chain)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func firstStatement(t testing.TB) receipt.SignedStatement {
	t.Helper()
	one, two := newTerminal(t, 1), newTerminal(t, 2)
	return signStatement(t, 1, header.Hash{}, one, one, two)
}

func TestMain(m *testing.M) {
	flag.Parse()
	if *update {
		if err := makeRecipients(filepath.Join("testdata", "golden", "recipients.txt")); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// makeRecipients draws the office keys of the golden statements once.
func makeRecipients(file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	var out strings.Builder
	for range 3 {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return err
		}
		out.WriteString(id.Recipient().String() + "\n")
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(out.String()), 0o644)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s changed\n got %s\nwant %s", name, got, want)
	}
}
