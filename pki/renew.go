package pki

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
)

// Renew issues a further certificate to a terminal that shows a good one, or one that
// ended at most RenewGrace ago. Both stay valid, so that nothing has to change at one
// moment; what the terminal had before these two is retired. The same current certificate
// and key give the same new one; another key replaces it, so that an answer lost on the
// way locks nobody out.
func (a *Authority) Renew(ctx context.Context, current *x509.Certificate, csr []byte) ([][]byte, error) {
	r, err := parseRequest(csr)
	if err != nil {
		return nil, err
	}
	if err := a.notOurs(r); err != nil {
		return nil, err
	}
	c, err := a.write(ctx, func(ctx context.Context, tx Tx) (Certificate, error) { return a.renew(ctx, tx, current, r) })
	if err != nil {
		return nil, fmt.Errorf("renew certificate: %w", err)
	}
	return a.finish(ctx, c)
}

func (a *Authority) renew(ctx context.Context, tx Tx, current *x509.Certificate, r request) (Certificate, error) {
	c, err := a.own(ctx, tx, current)
	if err != nil {
		return c, err
	}
	if a.now().After(current.NotAfter.Add(RenewGrace)) {
		return c, refuse(CertificateExpired)
	}
	next, err := tx.Certificate(ctx, c.Next)
	if err != nil && !errors.Is(err, ErrNoRow) {
		return c, err
	}
	if err == nil && next.SPKI == r.spki && a.usable(next) {
		return next, nil
	}
	id, _, err := tx.BindKey(ctx, r.spki, c.Terminal, c.Office)
	if err != nil {
		return c, err
	}
	if id != c.Terminal {
		return c, refuse(KeyReused)
	}
	return a.succeed(ctx, tx, c, r)
}

// usable reports whether a successor can be given (again).
func (a *Authority) usable(next Certificate) bool {
	if next.Status == Wait {
		return a.stillOurs(next)
	}
	return next.Status == Good && next.NotAfter.After(a.now())
}

// succeed names a new draft as the one that follows, in place of one named before.
func (a *Authority) succeed(ctx context.Context, tx Tx, c Certificate, r request) (Certificate, error) {
	next, err := a.draft(terminal{id: c.Terminal, office: c.Office, types: c.Types, follows: c.Serial}, r)
	if err != nil {
		return next, err
	}
	ours, err := tx.Succeed(ctx, c.Serial, c.Next, next.Serial)
	if err != nil {
		return next, err
	}
	if !ours {
		return next, errAgain
	}
	if c.Next != "" {
		if _, err := tx.End(ctx, c.Next, Superseded, "", a.now()); err != nil {
			return next, err
		}
	}
	return next, tx.AddCertificate(ctx, next)
}

// own finds a certificate on the own list, good, and byte for byte the one that is shown.
func (a *Authority) own(ctx context.Context, tx Tx, shown *x509.Certificate) (Certificate, error) {
	c, err := tx.Certificate(ctx, serialOf(shown))
	if errors.Is(err, ErrNoRow) {
		return c, refuse(CertificateUnknown)
	}
	if err != nil {
		return c, err
	}
	if len(c.DER) == 0 || !bytes.Equal(c.DER, shown.Raw) {
		return c, refuse(CertificateUnknown)
	}
	if c.Status != Good {
		return c, refuse(CertificateRevoked)
	}
	return c, nil
}
