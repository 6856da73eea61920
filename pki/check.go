package pki

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
)

func spkiOf(req *x509.CertificateRequest) [32]byte { return sha256.Sum256(req.RawSubjectPublicKeyInfo) }

// Check says who a presented chain stands for. The own list comes first: a certificate that
// is not in it is nobody, whoever signed it. Only then an outside authority is asked.
func (a *Authority) Check(ctx context.Context, chain []*x509.Certificate) (Identity, error) {
	if len(chain) == 0 {
		return Identity{}, refuse(CertificateUnknown)
	}
	leaf := chain[0]
	c, err := a.Store.CertificateOf(ctx, fmt.Sprintf("%x", leaf.SerialNumber))
	if errors.Is(err, ErrNoRow) {
		return a.checkOutside(ctx, chain)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("read certificate: %w", err)
	}
	switch {
	case c.Status == Revoked:
		return Identity{}, refuse(CertificateRevoked)
	case c.Status != Good || !slices.Equal(c.DER, leaf.Raw):
		return Identity{}, refuse(CertificateUnknown)
	case a.Now().After(leaf.NotAfter) || a.Now().Before(leaf.NotBefore):
		return Identity{}, refuse(CertificateExpired)
	}
	return Identity{Office: c.Office, SPKI: c.SPKI, Serial: c.Serial, Types: c.Types}, nil
}

// Outside is an outside authority, such as the national one of 電子請求: its roots, and who
// of its holders is believed.
type Outside struct {
	Roots   *x509.CertPool
	Issuer  string   // CommonName of the issuing authority, "e-seikyuu CA"
	Holders []string // OrganizationalUnit of offices: KaigoJigyousho, CarePlanJigyousho
	Agents  []string // OrganizationalUnit of agents, who are refused: KaigoDairinin…
}

// NationalHolders and NationalAgents are how the national authority marks offices and
// agents in a certificate's subject.
var (
	NationalHolders = []string{"KaigoJigyousho", "CarePlanJigyousho"}
	NationalAgents  = []string{"KaigoDairinin", "Dairinin"}
)

// checkOutside accepts a certificate of the outside authority that was revoked here by
// nobody, is in time, and stands for an office, not for an agent.
func (a *Authority) checkOutside(ctx context.Context, chain []*x509.Certificate) (Identity, error) {
	leaf := chain[0]
	if a.Outside == nil || leaf.Issuer.CommonName != a.Outside.Issuer {
		return Identity{}, refuse(CertificateUnknown)
	}
	if a.Now().After(leaf.NotAfter) {
		return Identity{}, refuse(CertificateExpired)
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: a.Outside.Roots, Intermediates: between, CurrentTime: a.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return Identity{}, refuse(CertificateUnknown, err)
	}
	have, err := a.Store.Certificates(ctx, SPKI(leaf))
	if err != nil {
		return Identity{}, fmt.Errorf("read certificates: %w", err)
	}
	if slices.ContainsFunc(have, func(c Certificate) bool { return c.Status == Revoked }) {
		return Identity{}, refuse(CertificateRevoked)
	}
	return a.Outside.identity(leaf)
}

// identity reads office number and role from the subject.
func (o *Outside) identity(leaf *x509.Certificate) (Identity, error) {
	role := func(list []string) bool {
		return slices.ContainsFunc(list, func(want string) bool {
			return slices.ContainsFunc(append(leaf.Subject.OrganizationalUnit, leaf.Subject.Organization...), func(have string) bool { return strings.EqualFold(have, want) })
		})
	}
	if role(o.Agents) {
		return Identity{}, refuse(CertificateAgent)
	}
	if !role(o.Holders) || len(leaf.Subject.CommonName) < 10 {
		return Identity{}, refuse(CertificateUnknown)
	}
	return Identity{Office: leaf.Subject.CommonName[:10], SPKI: SPKI(leaf), Serial: fmt.Sprintf("%x", leaf.SerialNumber)}, nil
}
