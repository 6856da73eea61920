package signature_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/signature"
)

const purpose = "tasuki-test-v1"

var payload = []byte(`{"office":"9999900001"}`)

func TestSignedBytesVerify(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"ES256": p256(t), "PS256": rsaKey(t, 2048), "RS256": oldToken{rsaKey(t, 2048)}} {
		t.Run(name, func(t *testing.T) {
			chain := certificate(t, key)
			jws, err := signature.Sign(payload, purpose, key, chain)
			if err != nil {
				t.Fatal(err)
			}
			if got := algOf(t, jws); got != name {
				t.Errorf("alg %s, want %s", got, name)
			}
			got, err := signature.Verify(payload, jws, purpose)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || !got[0].Equal(chain[0]) {
				t.Error("Verify returned another chain")
			}
		})
	}
}

func TestSignatureIsWhatRFC7515Says(t *testing.T) {
	key := p256(t)
	jws, err := signature.Sign(payload, purpose, key, certificate(t, key))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(jws), ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 64 {
		t.Fatalf("signature of %d bytes, %v", len(raw), err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + base64.RawURLEncoding.EncodeToString(payload)))
	r, s := new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])
	if !ecdsa.Verify(&key.PublicKey, digest[:], r, s) {
		t.Error("crypto/ecdsa refuses what we signed")
	}
}

func TestRefused(t *testing.T) {
	key := p256(t)
	chain := certificate(t, key)
	good, err := signature.Sign(payload, purpose, key, chain)
	if err != nil {
		t.Fatal(err)
	}
	x5c := []string{base64.StdEncoding.EncodeToString(chain[0].Raw)}
	for _, c := range []struct {
		name    string
		payload []byte
		jws     []byte
		typ     string
		want    error
	}{
		{"other payload", []byte(`{"office":"9999900002"}`), good, purpose, signature.ErrMismatch},
		{"other purpose", payload, good, "tasuki-other-v1", signature.ErrPurpose},
		{"empty", payload, nil, purpose, signature.ErrMalformed},
		{"line end in signature", payload, append(bytes.Clone(good), '\n'), purpose, signature.ErrMalformed},
		{"attached payload", payload, bytes.Replace(good, []byte(".."), []byte(".e30."), 1), purpose, signature.ErrMalformed},
		{"another's signature", payload, made(t, p256(t), `{"alg":"ES256","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMismatch},
		{"no signature", payload, made(t, key, `{"alg":"none","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"HMAC", payload, made(t, key, `{"alg":"HS256","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"another key offered", payload, made(t, key, `{"alg":"ES256","jwk":{},"typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"a field that is not ours", payload, made(t, key, `{"alg":"ES256","kid":"x","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"key twice", payload, made(t, key, `{"alg":"ES256","typ":"x","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"key in capitals", payload, made(t, key, `{"alg":"ES256","Typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"no chain", payload, made(t, key, `{"alg":"ES256","typ":"tasuki-test-v1","x5c":%}`, []string{}), purpose, signature.ErrMalformed},
		{"chain of junk", payload, made(t, key, `{"alg":"ES256","typ":"tasuki-test-v1","x5c":%}`, []string{"AAAA"}), purpose, signature.ErrMalformed},
		{"RS256 for an EC key", payload, made(t, key, `{"alg":"RS256","typ":"tasuki-test-v1","x5c":%}`, x5c), purpose, signature.ErrMalformed},
		{"too large", payload, bytes.Repeat([]byte("A"), signature.MaxSize+1), purpose, signature.ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := signature.Verify(c.payload, c.jws, c.typ); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	t.Run("but the made form passes when it is right", func(t *testing.T) {
		jws := made(t, key, `{"x5c":%,"typ":"tasuki-test-v1","alg":"ES256"}`, x5c)
		if _, err := signature.Verify(payload, jws, purpose); err != nil {
			t.Errorf("a lawful header in another order is refused: %v", err)
		}
	})
}

func TestUnusedBitsAreRefused(t *testing.T) {
	key := p256(t)
	jws, err := signature.Sign(payload, purpose, key, certificate(t, key))
	if err != nil {
		t.Fatal(err)
	}
	// 64 bytes end in a base64 character with two used bits; set an unused one.
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, jws[len(jws)-1])
	jws[len(jws)-1] = alphabet[last|1]
	if _, err := signature.Verify(payload, jws, purpose); !errors.Is(err, signature.ErrMalformed) {
		t.Errorf("got %v, want ErrMalformed", err)
	}
}

func TestUnsuitableKeys(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"P-384": p384, "Ed25519": ed, "RSA 1024": rsaKey(t, 1024)} {
		if _, err := signature.Sign(payload, purpose, key, certificate(t, key)); !errors.Is(err, signature.ErrKey) {
			t.Errorf("%s: got %v, want ErrKey", name, err)
		}
	}
	key := p256(t)
	if _, err := signature.Sign(payload, purpose, key, certificate(t, p256(t))); !errors.Is(err, signature.ErrKey) {
		t.Errorf("certificate of another key: got %v, want ErrKey", err)
	}
	if _, err := signature.Sign(payload, purpose, brokenToken{key}, certificate(t, key)); !errors.Is(err, signature.ErrKey) {
		t.Errorf("token that returns junk: got %v, want ErrKey", err)
	}
}

func TestSPKIOutlivesARenewedCertificate(t *testing.T) {
	key := p256(t)
	a, b := certificate(t, key)[0], certificate(t, key)[0]
	if a.Equal(b) {
		t.Fatal("want two certificates")
	}
	if signature.SPKI(a) != signature.SPKI(b) {
		t.Error("same key, other name")
	}
	if signature.SPKI(a) == signature.SPKI(certificate(t, p256(t))[0]) {
		t.Error("other key, same name")
	}
}

func FuzzVerify(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	good, err := signature.Sign(payload, purpose, key, certificate(f, key))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("e30..AA"))
	f.Fuzz(func(t *testing.T, jws []byte) {
		chain, err := signature.Verify(payload, jws, purpose)
		if err == nil && len(chain) == 0 {
			t.Error("verified without a certificate")
		}
	})
}

// made signs by hand, with any protected header; % stands for the chain.
func made(t *testing.T, key *ecdsa.PrivateKey, protected string, x5c []string) []byte {
	t.Helper()
	chain, err := json.Marshal(x5c)
	if err != nil {
		t.Fatal(err)
	}
	head := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(protected, "%", string(chain), 1)))
	digest := sha256.Sum256([]byte(head + "." + base64.RawURLEncoding.EncodeToString(payload)))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	raw := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return []byte(head + ".." + base64.RawURLEncoding.EncodeToString(raw))
}

func algOf(t *testing.T, jws []byte) string {
	t.Helper()
	head, _, _ := strings.Cut(string(jws), ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Alg string }
	if err := json.Unmarshal(raw, &h); err != nil {
		t.Fatal(err)
	}
	return h.Alg
}

// oldToken refuses RSA-PSS, as old smart cards do.
type oldToken struct{ *rsa.PrivateKey }

func (k oldToken) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if _, pss := opts.(*rsa.PSSOptions); pss {
		return nil, errors.New("mechanism not supported")
	}
	return k.PrivateKey.Sign(r, digest, opts)
}

// brokenToken returns no ASN.1.
type brokenToken struct{ *ecdsa.PrivateKey }

func (brokenToken) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return []byte("junk"), nil
}

func p256(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certificate(t testing.TB, key crypto.Signer) []*x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "9999900001"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return []*x509.Certificate{cert}
}
