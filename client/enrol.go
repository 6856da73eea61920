package client

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/api"
)

// Enrol connects to a hub for the first time: it believes the server only if its chain
// ends in the root whose fingerprint the enrolment code carries.
func Enrol(ctx context.Context, hub string, root [32]byte, secret string, key crypto.Signer) (api.Enrolled, error) {
	csr, err := Request(key)
	if err != nil {
		return api.Enrolled{}, err
	}
	c := New("https://"+hub, &tls.Config{
		MinVersion: tls.VersionTLS13,
		// The roots of the system do not know the hub: VerifyConnection checks the chain
		// and the name against the pinned root, which InsecureSkipVerify leaves to it.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { return pinned(s, root) },
	})
	var e api.Enrolled
	err = c.post(ctx, "/v1/enrol", api.EnrolRequest{Secret: secret, CSR: csr}, &e)
	return e, err
}

// Request makes a certificate request for a key. The hub decides what stands in the
// certificate; the request only proves the key.
func Request(key crypto.Signer) ([]byte, error) {
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, fmt.Errorf("make certificate request: %w", err)
	}
	return csr, nil
}

// pinned checks a server's chain against the fingerprint of the root.
func pinned(s tls.ConnectionState, root [32]byte) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	found := false
	for _, c := range s.PeerCertificates {
		if sha256.Sum256(c.Raw) == root {
			roots.AddCert(c)
			found = true
			continue
		}
		between.AddCert(c)
	}
	if !found {
		return errors.New("server does not show the root of the enrolment code")
	}
	_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: s.ServerName})
	return err
}
