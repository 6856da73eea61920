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
	"net"

	"github.com/tasuki-care/tasuki/api"
)

// Enrol connects to a hub (host:port) for the first time and turns an enrolment code's
// secret into a certificate for a key. It believes the server only if its chain ends in the
// root whose fingerprint the code carries. The same again gives the same certificate.
func Enrol(ctx context.Context, hub string, root [32]byte, secret string, key crypto.Signer) (api.Enrolled, error) {
	csr, err := Request(key)
	if err != nil {
		return api.Enrolled{}, err
	}
	config, err := pinnedConfig(hub, root)
	if err != nil {
		return api.Enrolled{}, err
	}
	c := New("https://"+hub, config)
	defer c.HTTP.CloseIdleConnections()
	var e api.Enrolled
	if err := c.post(ctx, api.Path(api.RouteEnrol), api.EnrolRequest{Secret: secret, CSR: csr}, &e); err != nil {
		return api.Enrolled{}, err
	}
	return e, checkIssued(e.Chain, key.Public(), root)
}

// Renew asks for a further certificate for this terminal. The one shown stays valid, and
// one that ended lately still serves to renew.
func (c *Client) Renew(ctx context.Context, csr []byte) (api.Enrolled, error) {
	var e api.Enrolled
	err := c.post(ctx, api.Path(api.RouteRenew), api.RenewRequest{CSR: csr}, &e)
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

// pinnedConfig believes one root and nobody else.
func pinnedConfig(hub string, root [32]byte) (*tls.Config, error) {
	host, _, err := net.SplitHostPort(hub)
	if err != nil {
		return nil, fmt.Errorf("read address of hub: %w", err)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		// The root comes with the server's chain and is known by its fingerprint only, so
		// that no pool can hold it yet: VerifyConnection does the whole check instead.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { return pinned(s.PeerCertificates, root, host) },
	}, nil
}

// pinned checks a server's chain, and its name, against the fingerprint of the root.
func pinned(chain []*x509.Certificate, root [32]byte, host string) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	found := false
	for _, c := range chain {
		if sha256.Sum256(c.Raw) == root {
			roots.AddCert(c)
			found = true
			continue
		}
		between.AddCert(c)
	}
	if !found {
		return errPin
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: host})
	return err
}

// checkIssued refuses a certificate that is not for our key or not under the root of the
// code: the folder of an office begins with it.
func checkIssued(chain [][]byte, key crypto.PublicKey, root [32]byte) error {
	if len(chain) < 2 || sha256.Sum256(chain[len(chain)-1]) != root {
		return untrusted(errPin)
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	own, ok := key.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !own.Equal(leaf.PublicKey) {
		return errors.New("check certificate: issued for another key")
	}
	return nil
}
