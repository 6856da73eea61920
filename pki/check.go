package pki

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
)

// Check says who a presented chain stands for. The own list comes first: a certificate
// must be on it, good, byte for byte the same, and in time. Only what our own authority
// did not issue is shown to the outside authority's rules. A revocation is seen by the
// next Check, in every process over the same store.
func (a *Authority) Check(ctx context.Context, chain []*x509.Certificate) (Identity, error) {
	id, err := a.who(ctx, chain)
	if err != nil {
		return Identity{}, err
	}
	if now := a.Now(); now.Before(chain[0].NotBefore) || now.After(chain[0].NotAfter) {
		return Identity{}, refuse(CertificateExpired)
	}
	return id, nil
}

// CheckForRenewal is Check for the renewal route alone: there, an own certificate that
// ended at most RenewGrace ago still says who asks.
func (a *Authority) CheckForRenewal(ctx context.Context, chain []*x509.Certificate) (Identity, error) {
	id, err := a.who(ctx, chain)
	if err != nil {
		return Identity{}, err
	}
	if id.Outside {
		return Identity{}, refuse(CertificateKind) // renewed where it was issued
	}
	if now := a.Now(); now.Before(chain[0].NotBefore) || now.After(chain[0].NotAfter.Add(RenewGrace)) {
		return Identity{}, refuse(CertificateExpired)
	}
	return id, nil
}

// who finds the holder, whatever the time is.
func (a *Authority) who(ctx context.Context, chain []*x509.Certificate) (Identity, error) {
	if len(chain) == 0 || chain[0] == nil {
		return Identity{}, refuse(CertificateUnknown)
	}
	leaf := chain[0]
	var c Certificate
	var known []Certificate
	err := a.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if c, err = a.own(ctx, tx, leaf); ReasonOf(err) == CertificateUnknown {
			known, err = tx.OfKey(ctx, SPKI(leaf))
			return errors.Join(err, refuse(CertificateUnknown))
		}
		return err
	})
	switch ReasonOf(err) {
	case CertificateUnknown:
		return a.whoOutside(chain, known)
	case "":
		if err != nil {
			return Identity{}, fmt.Errorf("read certificate: %w", err)
		}
	default:
		return Identity{}, err
	}
	return Identity{Office: c.Office, Terminal: c.Terminal, SPKI: c.SPKI, Serial: c.Serial, Types: c.Types, NotAfter: leaf.NotAfter}, nil
}

// whoOutside asks the outside authority's rules, unless the key is on the own list: then
// it is revoked there, or somebody tries to use an own key with a foreign certificate.
func (a *Authority) whoOutside(chain []*x509.Certificate, known []Certificate) (Identity, error) {
	for _, c := range known {
		if c.Status == Revoked {
			return Identity{}, refuse(CertificateRevoked)
		}
	}
	if a.Outside == nil || len(known) > 0 {
		return Identity{}, refuse(CertificateUnknown)
	}
	return a.Outside.identify(chain, a.Now())
}
