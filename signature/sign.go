package signature

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"

	"github.com/go-jose/go-jose/v4"
)

// Sign makes a detached JWS over payload with a terminal's key and its certificate chain,
// leaf first. typ names the kind of document, so that a signature can never be used for
// another one. The key may live in a token: only crypto.Signer is asked of it.
func Sign(payload []byte, typ string, key crypto.Signer, chain []*x509.Certificate) ([]byte, error) {
	if err := checkPair(key, chain); err != nil {
		return nil, fmt.Errorf("sign %s: %w", typ, err)
	}
	lawful, err := algorithms(key.Public())
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", typ, err)
	}
	var jws []byte
	for _, alg := range lawful {
		// Old tokens know RSA only as PKCS #1 v1.5: RS256 is the second try.
		jws, err = signWith(payload, typ, key, chain, alg)
		if err == nil {
			return jws, nil
		}
	}
	return nil, fmt.Errorf("sign %s: %w", typ, err)
}

func checkPair(key crypto.Signer, chain []*x509.Certificate) error {
	if len(chain) == 0 || len(chain) > maxChain {
		return fmt.Errorf("%w: chain of %d certificates", ErrKey, len(chain))
	}
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(chain[0].PublicKey) {
		return fmt.Errorf("%w: key and certificate do not belong together", ErrKey)
	}
	return nil
}

func signWith(payload []byte, typ string, key crypto.Signer, chain []*x509.Certificate, alg jose.SignatureAlgorithm) ([]byte, error) {
	options := (&jose.SignerOptions{}).
		WithHeader("typ", typ).
		WithHeader("x5c", encodeChain(chain))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: opaque{key, alg}}, options)
	if err != nil {
		return nil, err
	}
	object, err := signer.Sign(payload)
	if err != nil {
		return nil, err
	}
	jws, err := object.DetachedCompactSerialize()
	if err != nil {
		return nil, err
	}
	return []byte(jws), nil
}

func encodeChain(chain []*x509.Certificate) []string {
	out := make([]string, 0, len(chain))
	for _, c := range chain {
		out = append(out, base64.StdEncoding.EncodeToString(c.Raw))
	}
	return out
}

// opaque lets any crypto.Signer sign a JWS.
type opaque struct {
	key crypto.Signer
	alg jose.SignatureAlgorithm
}

func (o opaque) Public() *jose.JSONWebKey        { return &jose.JSONWebKey{Key: o.key.Public()} }
func (o opaque) Algs() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{o.alg} }
func (o opaque) SignPayload(payload []byte, alg jose.SignatureAlgorithm) ([]byte, error) {
	digest := sha256.Sum256(payload)
	switch alg {
	case jose.ES256:
		der, err := o.key.Sign(rand.Reader, digest[:], crypto.SHA256)
		if err != nil {
			return nil, err
		}
		return fixedWidth(der)
	case jose.PS256:
		return o.key.Sign(rand.Reader, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256})
	}
	return o.key.Sign(rand.Reader, digest[:], crypto.SHA256)
}

// fixedWidth turns the ASN.1 form of an ECDSA signature into the 64 bytes of a JWS
// (RFC 7518 §3.4).
func fixedWidth(der []byte) ([]byte, error) {
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &pair)
	if err != nil || len(rest) != 0 || pair.R.Sign() <= 0 || pair.S.Sign() <= 0 || pair.R.BitLen() > 256 || pair.S.BitLen() > 256 {
		return nil, fmt.Errorf("%w: token returned no ECDSA signature", ErrKey)
	}
	out := make([]byte, 64)
	pair.R.FillBytes(out[:32])
	pair.S.FillBytes(out[32:])
	return out, nil
}
