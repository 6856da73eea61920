// Package pki says who a terminal (端末) is: it enrols, issues, renews, revokes and checks
// certificates, and accepts those of a configured outside authority (the national one).
//
// It knows X.509, enrolment codes and its own list of certificates. It never knows a
// letter, never sees a terminal's private key, and never believes a certificate only
// because it was signed: its own list comes first, and a revocation counts from the moment
// it is written.
package pki

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"time"
)

// Authority issues and checks certificates of terminals. Any number of them may run over
// one Store.
type Authority struct {
	Store        Store
	Root         *x509.Certificate   // offline root: its key is not here
	Intermediate *x509.Certificate   // one year
	Key          crypto.Signer       // of the intermediate, ECDSA P-256
	Older        []*x509.Certificate // intermediates before this one, for the chains they signed
	Outside      *Outside            // an outside authority that is believed too; may be nil
	Now          func() time.Time
	Journal      Journal // told of revocations; may be nil
}

// Journal is told of revocations, so that they become leaves of the post office's log. It
// may be told of one more than once, if a crash came between.
type Journal interface {
	Revoked(ctx context.Context, office string, spki [32]byte) error
}

// Identity is who a certificate stands for.
type Identity struct {
	Office   string    // 事業所番号
	Terminal string    // stays the same over renewals; "" for an outside certificate
	SPKI     [32]byte  // hash of the terminal's public key
	Serial   string    // hexadecimal
	Types    []string  // サービス種類コード the terminal may act for; empty: all of the office
	NotAfter time.Time // when it ends
	Outside  bool      // issued by the outside authority
}

// SPKI is the hash that names a key.
func SPKI(cert *x509.Certificate) [32]byte { return sha256.Sum256(cert.RawSubjectPublicKeyInfo) }

func serialOf(cert *x509.Certificate) string { return fmt.Sprintf("%x", cert.SerialNumber) }

// Chain is a terminal's certificate with all above it, leaf first. The root comes along so
// that its fingerprint can be compared with the one of the enrolment code.
func (a *Authority) Chain(der []byte) [][]byte {
	above := a.Intermediate
	if leaf, err := x509.ParseCertificate(der); err == nil {
		for _, older := range a.Older {
			if leaf.CheckSignatureFrom(older) == nil {
				above = older
			}
		}
	}
	return [][]byte{der, above.Raw, a.Root.Raw}
}
