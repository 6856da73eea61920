package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"time"
)

// Life of certificates. A terminal's certificate never outlives the intermediate that
// signed it, which lives for a year: half a year each lets an operator change intermediates
// twice a year in peace. A terminal renews by itself from two thirds of its life on.
const (
	rootLife         = 20 * 365 * 24 * time.Hour
	intermediateLife = 365 * 24 * time.Hour
	terminalLife     = 180 * 24 * time.Hour
	shortestLife     = 24 * time.Hour  // less than this is not worth signing
	backdate         = 5 * time.Minute // clocks of offices differ
	// RenewGrace is how long after its end a certificate can still be renewed: offices
	// close for a season and come back.
	RenewGrace = 90 * 24 * time.Hour
)

// terminal is for whom a certificate is issued.
type terminal struct {
	id      string
	office  string
	types   []string
	follows string
}

// uris are the names of a terminal: urn:tasuki:office:NUMBER, urn:tasuki:terminal:ID, and
// urn:tasuki:type:CODE for each service type it is limited to.
func (t terminal) uris() []*url.URL {
	out := []*url.URL{
		{Scheme: "urn", Opaque: "tasuki:office:" + t.office},
		{Scheme: "urn", Opaque: "tasuki:terminal:" + t.id},
	}
	for _, code := range t.types {
		out = append(out, &url.URL{Scheme: "urn", Opaque: "tasuki:type:" + code})
	}
	return out
}

// draft makes the row of a certificate that may be signed: serial drawn, bytes laid down
// and linted.
func (a *Authority) draft(t terminal, r request) (Certificate, error) {
	now := a.now()
	template, err := a.template(t, r, now.Truncate(time.Second))
	if err != nil {
		return Certificate{}, err
	}
	lint, err := a.layDown(template, r.public)
	if err != nil {
		return Certificate{}, err
	}
	return Certificate{
		Serial: fmt.Sprintf("%x", template.SerialNumber), Office: t.office, Terminal: t.id, Types: t.types,
		SPKI: r.spki, Status: Wait, Lint: lint, Follows: t.follows, Created: now, NotAfter: template.NotAfter,
	}, nil
}

func (a *Authority) template(t terminal, r request, now time.Time) (*x509.Certificate, error) {
	end := now.Add(terminalLife)
	if end.After(a.Intermediate.NotAfter) {
		end = a.Intermediate.NotAfter
	}
	if end.Sub(now) < shortestLife {
		return nil, refuse(Unavailable, errors.New("intermediate certificate has ended or is about to"))
	}
	id := r.spki
	return &x509.Certificate{
		SerialNumber: newSerial(),
		Subject:      pkix.Name{Country: []string{"JP"}, Organization: []string{"Tasuki"}, CommonName: t.office, SerialNumber: t.id},
		NotBefore:    now.Add(-backdate), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true, URIs: t.uris(), SubjectKeyId: id[:20],
	}, nil
}

// newSerial draws 126 random bits: positive and of 16 bytes always.
func newSerial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	b[0] = b[0]&0x3f | 0x40
	return new(big.Int).SetBytes(b)
}

// layDown signs the template with a throwaway key in the intermediate's name: all bytes
// but the signature are those of the certificate that will be issued. They are linted and
// stored before a real signature exists.
func (a *Authority) layDown(template *x509.Certificate, public any) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make throwaway key: %w", err)
	}
	parent := *a.Intermediate
	parent.PublicKey = key.Public()
	der, err := x509.CreateCertificate(rand.Reader, template, &parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("lay down certificate: %w", err)
	}
	if err := a.lint(der); err != nil {
		return nil, fmt.Errorf("lint certificate: %w", err)
	}
	return der, nil
}

// lint checks what every certificate of a terminal must fulfil before it is signed. The
// tests run zlint over each kind besides.
func (a *Authority) lint(der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	usage := len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageClientAuth && len(c.UnknownExtKeyUsage) == 0
	spki := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	checks := []struct {
		ok   bool
		what string
	}{
		{c.Version == 3 && c.SerialNumber.BitLen() == 127, "version or serial"},
		{!c.IsCA && c.KeyUsage == x509.KeyUsageDigitalSignature && usage, "usage"},
		{officeNumber.MatchString(c.Subject.CommonName), "office number"},
		{len(c.URIs) >= 2 && c.URIs[0].Opaque == "tasuki:office:"+c.Subject.CommonName, "names"},
		{c.URIs[1].Opaque == "tasuki:terminal:"+c.Subject.SerialNumber && len(c.Subject.SerialNumber) >= 16, "terminal"},
		{len(c.DNSNames)+len(c.IPAddresses)+len(c.EmailAddresses) == 0, "other names"},
		{strong(c.PublicKey) && bytes.Equal(c.SubjectKeyId, spki[:20]), "key"},
		{bytes.Equal(c.RawIssuer, a.Intermediate.RawSubject) && bytes.Equal(c.AuthorityKeyId, a.Intermediate.SubjectKeyId), "issuer"},
		{!c.NotAfter.After(a.Intermediate.NotAfter) && c.NotBefore.Before(c.NotAfter) && c.NotAfter.Sub(c.NotBefore) <= terminalLife+backdate, "validity"},
	}
	for _, check := range checks {
		if !check.ok {
			return fmt.Errorf("%s is not as the profile says", check.what)
		}
	}
	return nil
}
