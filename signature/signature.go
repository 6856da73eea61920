package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// The ways in which a signature is refused.
var (
	// ErrMalformed: not a detached JWS of our profile.
	ErrMalformed = errors.New("malformed signature")
	// ErrPurpose: a good signature, made for another kind of document.
	ErrPurpose = errors.New("signature made for another purpose")
	// ErrKey: a key too weak or of a kind we do not use.
	ErrKey = errors.New("unsuitable signature key")
	// ErrMismatch: the signature does not belong to these bytes.
	ErrMismatch = errors.New("signature does not match")
)

// MaxSize bounds a signature with its chain.
const MaxSize = 64 << 10

// maxChain bounds the certificates of a chain, the leaf included.
const maxChain = 5

// minRSA is the shortest RSA key accepted, as in the national certificates.
const minRSA = 2048

// SPKI is the SHA-256 of a certificate's public key (SubjectPublicKeyInfo). It names a
// terminal (端末): it stays the same when the certificate is renewed for the same key.
func SPKI(cert *x509.Certificate) [32]byte { return sha256.Sum256(cert.RawSubjectPublicKeyInfo) }

// Verify checks a detached JWS over payload and returns its chain, leaf first. The check is
// cryptographic only; whether the chain is to be believed is the caller's question.
func Verify(payload, jws []byte, typ string) ([]*x509.Certificate, error) {
	p, err := parseProtected(jws)
	if err != nil {
		return nil, err
	}
	if p.typ != typ {
		return nil, fmt.Errorf("verify signature: %w", ErrPurpose)
	}
	want, err := algorithms(p.chain[0].PublicKey)
	if err != nil {
		return nil, err
	}
	object, err := jose.ParseDetached(string(jws), payload, want)
	if err != nil {
		return nil, fmt.Errorf("verify signature: %w", ErrMalformed)
	}
	if err := object.DetachedVerify(payload, p.chain[0].PublicKey); err != nil {
		return nil, fmt.Errorf("verify signature: %w", ErrMismatch)
	}
	return p.chain, nil
}

// algorithms lists what a key may be used for here, the preferred one first.
func algorithms(public crypto.PublicKey) ([]jose.SignatureAlgorithm, error) {
	switch key := public.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return []jose.SignatureAlgorithm{jose.ES256}, nil
		}
	case *rsa.PublicKey:
		if key.N.BitLen() >= minRSA {
			return []jose.SignatureAlgorithm{jose.PS256, jose.RS256}, nil
		}
	}
	return nil, ErrKey
}
