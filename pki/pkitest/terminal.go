package pkitest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"sync"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// Clock is a clock that a test sets.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts on a day in spring.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Add lets time pass.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Authority makes a root, an intermediate and an authority over a store.
func Authority(t testing.TB, store pki.Store, clock *Clock) (*pki.Authority, pki.Pair) {
	t.Helper()
	root, err := pki.NewRoot("hub.example.jp", clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := pki.NewIntermediate(root, "hub.example.jp", clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return &pki.Authority{Store: store, Root: root.Certificate, Intermediate: issuer.Certificate, Key: issuer.Key, Now: clock.Now}, root
}

// Key draws a terminal's key.
func Key(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Request makes a certificate request for a key.
func Request(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "a name nobody looks at"}}, key)
	if err != nil {
		t.Fatal(err)
	}
	return csr
}

// NewSecret makes a code for an office and gives its secret.
func NewSecret(t testing.TB, a *pki.Authority, office string, types ...string) string {
	t.Helper()
	text, err := a.NewCode(context.Background(), "hub.example.jp:8443", office, types, 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	code, err := pki.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	return code.Secret
}

// Chain parses a chain.
func Chain(t testing.TB, ders [][]byte) []*x509.Certificate {
	t.Helper()
	var chain []*x509.Certificate
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		chain = append(chain, c)
	}
	return chain
}

// Enrol enrols a key of an office with a fresh code.
func Enrol(t testing.TB, a *pki.Authority, office string, key crypto.Signer) []*x509.Certificate {
	t.Helper()
	ders, err := a.Enrol(context.Background(), NewSecret(t, a, office), Request(t, key))
	if err != nil {
		t.Fatal(err)
	}
	return Chain(t, ders)
}
