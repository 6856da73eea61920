package pki

import (
	"crypto/x509"
	"time"
)

// Path is the path check of the outside authority alone.
func (o *Outside) Path(chain []*x509.Certificate, now time.Time) error { return o.path(chain, now) }
