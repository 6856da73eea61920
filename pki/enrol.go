package pki

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
)

// errAgain asks for the transaction once more: another one was faster.
var errAgain = errors.New("pki: another transaction was faster")

// tries bounds how often a transaction is begun again because another was faster. Each
// time, that other one has finished.
const tries = 20

// Enrol turns a code's secret and a certificate request into a certificate chain. The same
// code with the same key gives the same certificate, however often and however late; with
// another key it is code_used.
func (a *Authority) Enrol(ctx context.Context, secret string, csr []byte) ([][]byte, error) {
	r, err := parseRequest(csr)
	if err != nil {
		return nil, err
	}
	if err := a.notOurs(r); err != nil {
		return nil, err
	}
	hash := hashSecret(secret)
	c, err := a.write(ctx, func(ctx context.Context, tx Tx) (Certificate, error) { return a.useCode(ctx, tx, hash, r) })
	if err != nil {
		return nil, fmt.Errorf("use code: %w", err)
	}
	return a.finish(ctx, c)
}

// write carries out a transaction that settles on one certificate.
func (a *Authority) write(ctx context.Context, f func(ctx context.Context, tx Tx) (Certificate, error)) (Certificate, error) {
	var c Certificate
	for range tries {
		err := a.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
			var err error
			c, err = f(ctx, tx)
			return err
		})
		if !errors.Is(err, errAgain) {
			return c, err
		}
	}
	return c, refuse(Unavailable, errAgain)
}

// useCode finds the certificate that a code already led to, or ties it to a new draft.
func (a *Authority) useCode(ctx context.Context, tx Tx, hash [32]byte, r request) (Certificate, error) {
	code, err := tx.Code(ctx, hash)
	if errors.Is(err, ErrNoRow) {
		return Certificate{}, refuse(CodeUnknown)
	}
	if err != nil {
		return Certificate{}, err
	}
	if code.Serial == "" {
		return a.firstUse(ctx, tx, code, r)
	}
	if code.SPKI != r.spki {
		return Certificate{}, refuse(CodeUsed)
	}
	c, err := tx.Certificate(ctx, code.Serial)
	if err != nil || c.Status != Wait || a.stillOurs(c) {
		return c, err
	}
	if _, err := tx.End(ctx, c.Serial, Void, "", a.now()); err != nil {
		return Certificate{}, err
	}
	return a.claim(ctx, tx, code, r, terminal{id: c.Terminal, office: c.Office, types: c.Types, follows: c.Follows})
}

// firstUse finds out which terminal a key is: a new one, or one of the same office that
// was set up again.
func (a *Authority) firstUse(ctx context.Context, tx Tx, code Code, r request) (Certificate, error) {
	if a.now().After(code.Expires) {
		return Certificate{}, refuse(CodeExpired)
	}
	id, office, err := tx.BindKey(ctx, r.spki, rand.Text(), code.Office)
	if err != nil {
		return Certificate{}, err
	}
	if office != code.Office {
		return Certificate{}, refuse(KeyReused)
	}
	have, err := tx.OfTerminal(ctx, id)
	if err != nil {
		return Certificate{}, err
	}
	for _, c := range have {
		if c.Status == Revoked {
			return Certificate{}, refuse(CertificateRevoked)
		}
	}
	return a.claim(ctx, tx, code, r, terminal{id: id, office: office, types: code.Types, follows: newest(have)})
}

func (a *Authority) claim(ctx context.Context, tx Tx, code Code, r request, t terminal) (Certificate, error) {
	c, err := a.draft(t, r)
	if err != nil {
		return c, err
	}
	ours, err := tx.ClaimCode(ctx, code.Hash, r.spki, code.Serial, c.Serial)
	if err != nil {
		return c, err
	}
	if !ours {
		return c, errAgain
	}
	return c, tx.AddCertificate(ctx, c)
}
