package desk_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"os"
	"time"
)

// onDisk is a sample file.
type onDisk string

func (f onDisk) Open() (io.ReadCloser, error) { return os.Open(string(f)) }

// certificate signs a terminal's key by the town's authority.
func (town *town) certificate(number string, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: number}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, town.issuer.Certificate, key.Public(), town.issuer.Key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
