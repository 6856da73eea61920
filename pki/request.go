package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
)

const maxRequest = 16 << 10

// request is a certificate request (CSR) of which only the key counts: names and
// extensions that a terminal wishes for are not looked at.
type request struct {
	public any
	spki   [32]byte
}

var errWeakKey = errors.New("key is neither ECDSA P-256 nor RSA of 2048 to 4096 bits")

// parseRequest reads a request and checks that its own key signed it.
func parseRequest(csr []byte) (request, error) {
	if len(csr) > maxRequest {
		return request{}, refuse(BadRequest, errors.New("certificate request is too large"))
	}
	r, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return request{}, refuse(BadRequest, err)
	}
	if err := r.CheckSignature(); err != nil {
		return request{}, refuse(BadRequest, err)
	}
	if !strong(r.PublicKey) {
		return request{}, refuse(BadRequest, errWeakKey)
	}
	return request{public: r.PublicKey, spki: sha256.Sum256(r.RawSubjectPublicKeyInfo)}, nil
}

// strong accepts the keys that can make the signatures we accept: ES256, PS256, RS256.
func strong(public any) bool {
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		return k.Curve == elliptic.P256()
	case *rsa.PublicKey:
		return k.N.BitLen() >= 2048 && k.N.BitLen() <= 4096 && k.E == 65537
	}
	return false
}

// notOurs refuses the authority's own keys in a request.
func (a *Authority) notOurs(r request) error {
	for _, c := range append([]*x509.Certificate{a.Root, a.Intermediate}, a.Older...) {
		if SPKI(c) == r.spki {
			return refuse(BadRequest, errors.New("key belongs to the authority"))
		}
	}
	return nil
}
