package pki_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

const office, otherOffice = "9999900001", "99A9900002"

var ctx = context.Background()

type fixture struct {
	*pki.Authority
	clock *pkitest.Clock
	root  pki.Pair
	store *pkitest.Memory
}

func newFixture(t testing.TB) fixture {
	t.Helper()
	clock, store := pkitest.NewClock(), pkitest.NewMemory()
	a, root := pkitest.Authority(t, store, clock)
	return fixture{a, clock, root, store}
}

func wantReason(t *testing.T, err error, want pki.Reason) {
	t.Helper()
	if got := pki.ReasonOf(err); got != want || want == "" && err != nil {
		t.Errorf("want %q, got %v", want, err)
	}
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestEnrolledIsWhoTheCodeSays(t *testing.T) {
	f := newFixture(t)
	key := pkitest.Key(t)
	ders, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, office, "43", "11"), pkitest.Request(t, key))
	if err != nil {
		t.Fatal(err)
	}
	chain := pkitest.Chain(t, ders)
	id, err := f.Check(ctx, chain)
	if err != nil {
		t.Fatal(err)
	}
	if id.Office != office || id.SPKI != pki.SPKI(chain[0]) || len(id.Types) != 2 || id.Types[0] != "43" || id.Terminal == "" || id.Outside {
		t.Errorf("got %+v", id)
	}
	if !key.Public().(*ecdsa.PublicKey).Equal(chain[0].PublicKey) {
		t.Error("the certificate is of another key")
	}
	if chain[0].Subject.CommonName != office {
		t.Errorf("subject: got %s, want the office number and nothing the request wished for", chain[0].Subject)
	}
	verifyToRoot(t, f, chain)
}

// verifyToRoot checks the chain as a partner does, who knows the root alone.
func verifyToRoot(t *testing.T, f fixture, chain []*x509.Certificate) {
	t.Helper()
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(f.root.Certificate)
	between.AddCert(chain[1])
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: f.clock.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil || !bytes.Equal(chain[2].Raw, f.root.Certificate.Raw) {
		t.Errorf("chain to the root: %v", err)
	}
}

// The truth table of (code, key): what comes of a second use.
func TestSecondUseOfACode(t *testing.T) {
	f := newFixture(t)
	key := pkitest.Key(t)
	secret := pkitest.NewSecret(t, f.Authority, office)
	first, err := f.Enrol(ctx, secret, pkitest.Request(t, key))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("same code, same key: the same certificate, with a request made anew", func(t *testing.T) {
		again, err := f.Enrol(ctx, secret, pkitest.Request(t, key))
		if err != nil || !bytes.Equal(again[0], first[0]) {
			t.Errorf("want the same bytes, got %v", err)
		}
	})
	t.Run("same code, other key: code_used", func(t *testing.T) {
		_, err := f.Enrol(ctx, secret, pkitest.Request(t, pkitest.Key(t)))
		wantReason(t, err, pki.CodeUsed)
	})
	t.Run("other code, same key, same office: the same terminal again", func(t *testing.T) {
		again, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, office), pkitest.Request(t, key))
		if err != nil {
			t.Fatal(err)
		}
		one, err := f.Check(ctx, pkitest.Chain(t, first))
		wantReason(t, err, "")
		two, err := f.Check(ctx, pkitest.Chain(t, again))
		wantReason(t, err, "")
		if one.Terminal != two.Terminal || one.Serial == two.Serial {
			t.Errorf("want two certificates of one terminal, got %+v and %+v", one, two)
		}
	})
	t.Run("other code, same key, other office: key_reused", func(t *testing.T) {
		_, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, otherOffice), pkitest.Request(t, key))
		wantReason(t, err, pki.KeyReused)
	})
	t.Run("same code, same key, long after the code's end: the same certificate", func(t *testing.T) {
		f.clock.Add(60 * 24 * time.Hour)
		again, err := f.Enrol(ctx, secret, pkitest.Request(t, key))
		if err != nil || !bytes.Equal(again[0], first[0]) {
			t.Errorf("want the same bytes, got %v", err)
		}
	})
	t.Run("no code of ours: code_unknown", func(t *testing.T) {
		_, err := f.Enrol(ctx, "AAAAAAAAAAAAAAAAAAAAAAAA", pkitest.Request(t, pkitest.Key(t)))
		wantReason(t, err, pki.CodeUnknown)
	})
}

func TestACodeEnds(t *testing.T) {
	f := newFixture(t)
	secret := pkitest.NewSecret(t, f.Authority, office) // lives for 24 hours
	f.clock.Add(24*time.Hour + time.Second)
	_, err := f.Enrol(ctx, secret, pkitest.Request(t, pkitest.Key(t)))
	wantReason(t, err, pki.CodeExpired)
}

func TestRevokedTerminalsDoNotComeBackWithTheirKey(t *testing.T) {
	f := newFixture(t)
	key := pkitest.Key(t)
	secret := pkitest.NewSecret(t, f.Authority, office)
	ders, err := f.Enrol(ctx, secret, pkitest.Request(t, key))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Revoke(ctx, pki.SPKI(pkitest.Chain(t, ders)[0]), "lost"); err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"old code": secret, "new code": pkitest.NewSecret(t, f.Authority, office)} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Enrol(ctx, secret, pkitest.Request(t, key))
			wantReason(t, err, pki.CertificateRevoked)
		})
	}
}

func TestOnlyStrongKeysAreCertified(t *testing.T) {
	f := newFixture(t)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key  crypto.Signer
		want pki.Reason
	}{
		"P-256": {pkitest.Key(t), ""}, "RSA 2048": {rsaKey(t, 2048), ""},
		"P-384": {p384, pki.BadRequest}, "Ed25519": {ed, pki.BadRequest}, "RSA 1024": {rsaKey(t, 1024), pki.BadRequest},
		"the intermediate's own": {f.Key, pki.BadRequest}, "the root's own": {f.root.Key, pki.BadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, office), pkitest.Request(t, c.key))
			wantReason(t, err, c.want)
		})
	}
}

func TestARequestMustBeSignedByItsKey(t *testing.T) {
	f := newFixture(t)
	csr := pkitest.Request(t, pkitest.Key(t))
	for name, bad := range map[string][]byte{
		"nothing": nil, "noise": []byte("no request"), "too large": make([]byte, 17<<10),
		"signature of another": append(bytes.Clone(csr[:len(csr)-8]), 1, 2, 3, 4, 5, 6, 7, 8),
		"something behind":     append(bytes.Clone(csr), 0),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, office), bad)
			wantReason(t, err, pki.BadRequest)
		})
	}
}

// A draft was stored, the process died, and meanwhile the operator changed intermediates.
func TestADraftOfAnEarlierIntermediateIsNeverSigned(t *testing.T) {
	f := newFixture(t)
	secret, csr := pkitest.NewSecret(t, f.Authority, office), pkitest.Request(t, pkitest.Key(t))
	working := f.Key
	f.Key = brokenKey{working}
	if _, err := f.Enrol(ctx, secret, csr); err == nil {
		t.Fatal("want the signing to fail")
	}
	newer, err := pki.NewIntermediate(f.root, "hub.example.jp", f.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	f.Older = append(f.Older, f.Intermediate)
	f.Intermediate, f.Key = newer.Certificate, newer.Key
	ders, err := f.Enrol(ctx, secret, csr)
	if err != nil {
		t.Fatal(err)
	}
	chain := pkitest.Chain(t, ders)
	verifyToRoot(t, f, chain)
	if err := chain[0].CheckSignatureFrom(newer.Certificate); err != nil {
		t.Errorf("want the new intermediate's signature: %v", err)
	}
	if !bytes.Equal(chain[0].AuthorityKeyId, newer.Certificate.SubjectKeyId) {
		t.Error("want the new intermediate named in the certificate")
	}
}

func TestChainsOfAnEarlierIntermediateStayWhole(t *testing.T) {
	f := newFixture(t)
	secret, csr := pkitest.NewSecret(t, f.Authority, office), pkitest.Request(t, pkitest.Key(t))
	if _, err := f.Enrol(ctx, secret, csr); err != nil {
		t.Fatal(err)
	}
	newer, err := pki.NewIntermediate(f.root, "hub.example.jp", f.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	f.Older = append(f.Older, f.Intermediate)
	f.Intermediate, f.Key = newer.Certificate, newer.Key
	ders, err := f.Enrol(ctx, secret, csr)
	if err != nil {
		t.Fatal(err)
	}
	verifyToRoot(t, f, pkitest.Chain(t, ders))
}

type brokenKey struct{ crypto.Signer }

func (brokenKey) Sign(_ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("the key is out of reach")
}

func TestAnEndingIntermediateSignsNothing(t *testing.T) {
	f := newFixture(t)
	f.clock.Add(364*24*time.Hour + time.Hour)
	_, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, office), pkitest.Request(t, pkitest.Key(t)))
	wantReason(t, err, pki.Unavailable)
}

func TestNoCertificateOutlivesItsIntermediate(t *testing.T) {
	f := newFixture(t)
	f.clock.Add(300 * 24 * time.Hour)
	chain := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	if chain[0].NotAfter.After(f.Intermediate.NotAfter) {
		t.Errorf("ends %s, intermediate %s", chain[0].NotAfter, f.Intermediate.NotAfter)
	}
}
