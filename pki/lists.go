package pki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"
)

var (
	errNoList    = errors.New("no current revocation list of the issuer")
	errListShape = errors.New("revocation list has a critical extension that is not understood")
)

// listed looks every certificate of a path but the root up in its issuer's revocation
// list. Without a current list the path is not believed: who can keep a list away must
// not be able to bring a revoked certificate back.
func listed(path []*x509.Certificate, lists []*x509.RevocationList, now time.Time) error {
	for i, c := range path[:len(path)-1] {
		found := false
		for _, l := range lists {
			if !current(l, path[i+1], now) {
				continue
			}
			if err := understood(l); err != nil {
				return refuse(Unavailable, err)
			}
			found = true
			if revokes(l, c) {
				return refuse(CertificateRevoked)
			}
		}
		if !found {
			return refuse(Unavailable, errNoList)
		}
	}
	return nil
}

// current reports whether a list is the issuer's own, signed by it, and of today.
func current(l *x509.RevocationList, issuer *x509.Certificate, now time.Time) bool {
	if !bytes.Equal(l.RawIssuer, issuer.RawSubject) || l.CheckSignatureFrom(issuer) != nil {
		return false
	}
	return !now.Before(l.ThisUpdate) && !l.NextUpdate.IsZero() && !now.After(l.NextUpdate)
}

// understood refuses lists that cover only a part (RFC 5280 §5.2.4 and §5.2.5 mark both
// delta lists and partitions as critical).
func understood(l *x509.RevocationList) error {
	for _, e := range l.Extensions {
		if e.Critical {
			return errListShape
		}
	}
	return nil
}

func revokes(l *x509.RevocationList, c *x509.Certificate) bool {
	for _, entry := range l.RevokedCertificateEntries {
		if entry.SerialNumber.Cmp(c.SerialNumber) == 0 {
			return true
		}
	}
	return false
}
