package pki

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
)

// finish signs a stored draft and gives the certificate that stands under its serial: if
// somebody else signed the same draft meanwhile, theirs. However often it is called, and
// wherever it died before, one serial comes to one certificate.
func (a *Authority) finish(ctx context.Context, c Certificate) ([][]byte, error) {
	if c.Status == Wait {
		der, err := a.sign(c.Lint)
		if err != nil {
			return nil, fmt.Errorf("sign certificate: %w", err)
		}
		err = a.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
			var err error
			c, err = a.makeGood(ctx, tx, c.Serial, der)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("store certificate: %w", err)
		}
	}
	if c.Status != Good {
		return nil, refuse(CertificateRevoked)
	}
	return a.Chain(c.DER), nil
}

// makeGood writes the signed bytes if the draft still waits, retires what the terminal had
// before the last two, and gives the row as it stands.
func (a *Authority) makeGood(ctx context.Context, tx Tx, serial string, der []byte) (Certificate, error) {
	fresh, err := tx.Sign(ctx, serial, der)
	if err != nil {
		return Certificate{}, err
	}
	c, err := tx.Certificate(ctx, serial)
	if err != nil || !fresh {
		return c, err
	}
	return c, a.retire(ctx, tx, c)
}

// retire leaves a terminal two certificates: the new one and the one it follows.
func (a *Authority) retire(ctx context.Context, tx Tx, c Certificate) error {
	have, err := tx.OfTerminal(ctx, c.Terminal)
	if err != nil {
		return err
	}
	for _, old := range have {
		if old.Serial == c.Serial || old.Serial == c.Follows || !old.alive() {
			continue
		}
		if _, err := tx.End(ctx, old.Serial, Superseded, "", a.now()); err != nil {
			return err
		}
	}
	return nil
}

// certificate is the outer form of RFC 5280 §4.1: what is signed, how, and the signature.
type certificate struct {
	TBS       asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

// sign puts the real signature in the place of the throwaway one. What is signed is byte
// for byte what was linted and stored.
func (a *Authority) sign(lint []byte) ([]byte, error) {
	var c certificate
	if rest, err := asn1.Unmarshal(lint, &c); err != nil || len(rest) != 0 {
		return nil, errors.Join(errors.New("stored draft is damaged"), err)
	}
	digest := sha256.Sum256(c.TBS.FullBytes)
	signature, err := a.Key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	c.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	der, err := asn1.Marshal(c)
	if err != nil {
		return nil, err
	}
	return der, a.proofread(der, lint)
}

// proofread looks at what was signed before anybody gets it.
func (a *Authority) proofread(der, lint []byte) error {
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	drafted, err := x509.ParseCertificate(lint)
	if err != nil {
		return err
	}
	if !bytes.Equal(signed.RawTBSCertificate, drafted.RawTBSCertificate) {
		return errors.New("signed bytes are not the linted ones")
	}
	if err := a.lint(der); err != nil {
		return err
	}
	return signed.CheckSignatureFrom(a.Intermediate)
}

// stillOurs reports whether a waiting draft can be signed by the intermediate we hold now
// and would still be of use. A draft of an earlier one cannot.
func (a *Authority) stillOurs(c Certificate) bool {
	draft, err := x509.ParseCertificate(c.Lint)
	return err == nil && bytes.Equal(draft.AuthorityKeyId, a.Intermediate.SubjectKeyId) &&
		draft.NotAfter.After(a.now().Add(shortestLife))
}

// newest is the good certificate of a terminal that ends last, "" if there is none.
func newest(have []Certificate) string {
	good := slices.DeleteFunc(slices.Clone(have), func(c Certificate) bool { return c.Status != Good })
	if len(good) == 0 {
		return ""
	}
	return slices.MaxFunc(good, func(a, b Certificate) int { return a.NotAfter.Compare(b.NotAfter) }).Serial
}
