package client_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/pki"
)

// authority is a root, an issuer, and a server certificate for some names.
type authority struct {
	root, issuer, server pki.Pair
}

func newAuthority(t *testing.T, hosts ...string) authority {
	t.Helper()
	now := time.Now()
	root, err := pki.NewRoot("hub.example.jp", now)
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := pki.NewIntermediate(root, "hub.example.jp", now)
	if err != nil {
		t.Fatal(err)
	}
	server, err := pki.NewServer(issuer, hosts, now)
	if err != nil {
		t.Fatal(err)
	}
	return authority{root, issuer, server}
}

func (a authority) fingerprint() [32]byte { return sha256.Sum256(a.root.Certificate.Raw) }

// enrolHub answers enrolments with a chain.
func enrolHub(t *testing.T, a authority, chain ...[]byte) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(api.Enrolled{Chain: chain, Office: "9999900001"})
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{
		Certificate: [][]byte{a.server.Certificate.Raw, a.issuer.Certificate.Raw, a.root.Certificate.Raw}, PrivateKey: a.server.Key,
	}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "https://")
}

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestEnrolBelievesOnlyTheRootOfTheCode(t *testing.T) {
	own, other := newAuthority(t, "127.0.0.1"), newAuthority(t, "127.0.0.1")
	address := enrolHub(t, own, own.server.Certificate.Raw, own.root.Certificate.Raw)
	_, err := client.Enrol(t.Context(), address, other.fingerprint(), "secret", newKey(t))
	wantCode(t, err, client.CodeUntrusted, false)
	if _, err := client.Enrol(t.Context(), address, own.fingerprint(), "secret", own.server.Key); err != nil {
		t.Errorf("the root of the code: %v", err)
	}
}

// TestEnrolRefusesTheRightRootWithoutItsSignature: anyone can send the root's certificate
// along, since it is public.
func TestEnrolRefusesTheRightRootWithoutItsSignature(t *testing.T) {
	own, thief := newAuthority(t, "127.0.0.1"), newAuthority(t, "127.0.0.1")
	thief.root = own.root
	address := enrolHub(t, thief, own.server.Certificate.Raw, own.root.Certificate.Raw)
	_, err := client.Enrol(t.Context(), address, own.fingerprint(), "secret", own.server.Key)
	wantCode(t, err, client.CodeUntrusted, false)
}

func TestEnrolRefusesAServerOfAnotherName(t *testing.T) {
	own := newAuthority(t, "hub.example.jp", "192.0.2.1")
	address := enrolHub(t, own, own.server.Certificate.Raw, own.root.Certificate.Raw)
	_, err := client.Enrol(t.Context(), address, own.fingerprint(), "secret", own.server.Key)
	wantCode(t, err, client.CodeUntrusted, false)
}

func TestEnrolRefusesACertificateThatIsNotItsOwn(t *testing.T) {
	own := newAuthority(t, "127.0.0.1")
	for name, chain := range map[string][][]byte{
		"none":         nil,
		"another key":  {own.server.Certificate.Raw, own.root.Certificate.Raw},
		"another root": {own.server.Certificate.Raw, own.issuer.Certificate.Raw},
		"no DER":       {[]byte("x"), own.root.Certificate.Raw},
	} {
		if _, err := client.Enrol(t.Context(), enrolHub(t, own, chain...), own.fingerprint(), "secret", newKey(t)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestEnrolNeedsAnAddressWithAPort(t *testing.T) {
	if _, err := client.Enrol(t.Context(), "hub.example.jp", [32]byte{}, "secret", newKey(t)); err == nil {
		t.Error("an address without a port was taken")
	}
}
