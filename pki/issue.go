package pki

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net/url"
	"time"
)

// Life of the certificates.
const (
	rootLife         = 20 * 365 * 24 * time.Hour
	intermediateLife = 365 * 24 * time.Hour
	terminalLife     = 398 * 24 * time.Hour // a year and a month to renew in
	backdate         = 5 * time.Minute      // clocks of offices differ
)

// subject is for whom a certificate is issued.
type subject struct {
	office string
	types  []string
}

// uriOf is how a terminal certificate names its office and types: urn:tasuki:office:NUMBER
// and urn:tasuki:type:CODE, as URI names.
func (s subject) uris() []*url.URL {
	out := []*url.URL{{Scheme: "urn", Opaque: "tasuki:office:" + s.office}}
	for _, t := range s.types {
		out = append(out, &url.URL{Scheme: "urn", Opaque: "tasuki:type:" + t})
	}
	return out
}

// issueOnce gives the newest good certificate of a key that was issued for the same code,
// or issues one: what a crash left waiting is never signed, a fresh one is.
func (a *Authority) issueOnce(ctx context.Context, s subject, req *x509.CertificateRequest, spki [32]byte) ([]byte, error) {
	have, err := a.Store.Certificates(ctx, spki)
	if err != nil {
		return nil, fmt.Errorf("read certificates: %w", err)
	}
	for _, c := range have {
		if c.Status == Revoked {
			return nil, refuse(CertificateRevoked)
		}
		if c.Status == Good && c.Office == s.office {
			return c.DER, nil
		}
	}
	return a.issue(ctx, s, req, spki)
}

// issue writes serial and linted certificate first, then signs, then marks it good.
func (a *Authority) issue(ctx context.Context, s subject, req *x509.CertificateRequest, spki [32]byte) ([]byte, error) {
	template, err := a.template(s)
	if err != nil {
		return nil, err
	}
	lint, err := a.lint(template, req)
	if err != nil {
		return nil, err
	}
	serial := fmt.Sprintf("%x", template.SerialNumber)
	c := Certificate{Serial: serial, Office: s.office, Types: s.types, SPKI: spki, Status: Wait, Lint: lint, NotAfter: template.NotAfter}
	if err := a.Store.AddCertificate(ctx, c); err != nil {
		return nil, fmt.Errorf("store certificate before signing: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.Intermediate, req.PublicKey, a.Key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	if err := a.Store.Issue(ctx, serial, der); err != nil {
		return nil, fmt.Errorf("store certificate: %w", err)
	}
	return der, nil
}

// template is the certificate of a terminal before it is signed.
func (a *Authority) template(s subject) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	now := a.Now().UTC().Truncate(time.Second)
	notAfter := now.Add(terminalLife)
	if notAfter.After(a.Intermediate.NotAfter) {
		notAfter = a.Intermediate.NotAfter
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Tasuki"}, CommonName: s.office},
		NotBefore: now.Add(-backdate), NotAfter: notAfter, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		URIs: s.uris(), AuthorityKeyId: a.Intermediate.SubjectKeyId,
	}, nil
}

// lint signs the template with a throwaway key: the bytes that are linted and stored
// before the real signature exists.
func (a *Authority) lint(template *x509.Certificate, req *x509.CertificateRequest) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make throwaway key: %w", err)
	}
	parent := *a.Intermediate
	parent.PublicKey = key.Public()
	der, err := x509.CreateCertificate(rand.Reader, template, &parent, req.PublicKey, key)
	if err != nil {
		return nil, refuse(BadRequest, err)
	}
	return der, selfLint(der)
}

// selfLint checks what every issued certificate must fulfil; zlint checks the rest in the
// tests and in CI.
func selfLint(der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return refuse(BadRequest, err)
	}
	if c.IsCA || len(c.URIs) == 0 || len(c.Subject.CommonName) != 10 || c.NotAfter.Before(c.NotBefore) {
		return refuse(BadRequest)
	}
	key, ok := c.PublicKey.(*ecdsa.PublicKey)
	if ok && key.Curve != elliptic.P256() && key.Curve != elliptic.P384() {
		return refuse(BadRequest)
	}
	return nil
}

// newSerial draws 127 random bits, never zero, always positive.
func newSerial() (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return nil, fmt.Errorf("draw serial: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b), nil
}

// Renew issues a further certificate to a terminal that still has a good one: both stay
// valid, so that nothing has to change at one moment. The key may be the same or a new one.
func (a *Authority) Renew(ctx context.Context, current *x509.Certificate, csr []byte) ([][]byte, error) {
	id, err := a.Check(ctx, []*x509.Certificate{current})
	if err != nil {
		return nil, err
	}
	req, err := parseRequest(csr)
	if err != nil {
		return nil, err
	}
	der, err := a.issue(ctx, subject{office: id.Office, types: id.Types}, req, spkiOf(req))
	if err != nil {
		return nil, err
	}
	return a.Chain(der), nil
}
