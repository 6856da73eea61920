package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"time"
)

// Pair is a certificate with its key.
type Pair struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// NewRoot makes the root of a hub. Its key signs intermediates only and is kept offline.
func NewRoot(name string, now time.Time) (Pair, error) {
	return newPair(&x509.Certificate{
		Subject: authorityName(name, "root"), NotAfter: now.Add(rootLife),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, nil, now)
}

// authorityName cuts the hub's name so that the whole keeps to 64 characters (RFC 5280,
// ub-common-name).
func authorityName(hub, role string) pkix.Name {
	if len(hub) > 40 {
		hub = hub[:40]
	}
	return pkix.Name{Country: []string{"JP"}, Organization: []string{"Tasuki"}, CommonName: hub + " " + role}
}

// NewIntermediate makes the authority that a hub holds: one year, terminals and servers
// only, no further authority below it.
func NewIntermediate(root Pair, name string, now time.Time) (Pair, error) {
	return newPair(&x509.Certificate{
		Subject: authorityName(name, "issuing "+now.UTC().Format("2006-01")), NotAfter: now.Add(intermediateLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}, &root, now)
}

// NewServer makes the certificate that a hub shows to terminals, for names and addresses.
// It lives as long as the intermediate, and is made anew with the next one.
func NewServer(issuer Pair, hosts []string, now time.Time) (Pair, error) {
	if len(hosts) == 0 {
		return Pair{}, errors.New("make server certificate: no name given")
	}
	t := &x509.Certificate{
		NotAfter:              issuer.Certificate.NotAfter, // no subject: the names are in the SAN (RFC 5280 §4.1.2.6)
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	return newPair(t, &issuer, now)
}

// newPair draws a key and has its certificate signed by a parent, or by itself.
func newPair(t *x509.Certificate, parent *Pair, now time.Time) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, fmt.Errorf("make key: %w", err)
	}
	t.SerialNumber = newSerial()
	t.NotBefore = now.UTC().Add(-backdate).Truncate(time.Second)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return Pair{}, fmt.Errorf("encode key: %w", err)
	}
	id := sha256.Sum256(public)
	t.SubjectKeyId = id[:20]
	by := Pair{Certificate: t, Key: key}
	if parent != nil {
		by = *parent
	}
	der, err := x509.CreateCertificate(rand.Reader, t, by.Certificate, key.Public(), by.Key)
	if err != nil {
		return Pair{}, fmt.Errorf("sign certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Pair{}, fmt.Errorf("read certificate: %w", err)
	}
	return Pair{Certificate: cert, Key: key}, nil
}
