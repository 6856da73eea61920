package pki

import (
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"time"
)

// Outside is an outside authority whose certificates offices already have, such as the
// national one of electronic billing (電子請求の証明書). It is configured; none is built in.
type Outside struct {
	Roots  []*x509.Certificate
	Issuer string // CommonName of the issuing authority
	// Holders are the words in a subject that mark an office's certificate (発行先).
	Holders []string
	// Agents are beginnings of words that mark an agent's certificate (代理人), refused with
	// that reason.
	Agents []string
	// Lists gives the authority's revocation lists (CRL), fetched from configured addresses
	// only, never from an address in a certificate. Nil: the authority publishes none, and
	// only Block keeps a key out.
	Lists func() []*x509.RevocationList
}

// The national authority's words, as the start guide of the national system shows them
// under 発行者 and 発行先. The guide shows no agent's certificate: its word is assumed from
// the romanization of 代理人 in use there.
const NationalIssuer = "e-seikyuu CA"

// NationalHolders and NationalAgents are words in the subject of a national certificate.
var (
	NationalHolders = []string{"KaigoJigyousho", "CarePlanJigyousho"}
	NationalAgents  = []string{"Dairi", "KaigoDairi", "CarePlanDairi", "Agent"}
)

// National is the national authority with its roots.
func National(roots []*x509.Certificate, lists func() []*x509.RevocationList) *Outside {
	return &Outside{Roots: roots, Issuer: NationalIssuer, Holders: NationalHolders, Agents: NationalAgents, Lists: lists}
}

// identify accepts a certificate that the authority's roots vouch for, that no list
// revokes, and whose subject says that it is an office's.
func (o *Outside) identify(chain []*x509.Certificate, now time.Time) (Identity, error) {
	leaf := chain[0]
	if !strings.EqualFold(leaf.Issuer.CommonName, o.Issuer) {
		return Identity{}, refuse(CertificateUnknown)
	}
	if err := o.path(chain, now); err != nil {
		return Identity{}, err
	}
	office, err := o.office(leaf)
	if err != nil {
		return Identity{}, err
	}
	return Identity{Office: office, SPKI: SPKI(leaf), Serial: serialOf(leaf), NotAfter: leaf.NotAfter, Outside: true}, nil
}

// path finds one path to a root on which nothing is revoked.
func (o *Outside) path(chain []*x509.Certificate, now time.Time) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range o.Roots {
		roots.AddCert(c)
	}
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	paths, err := chain[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return refuse(whyNot(err), err)
	}
	if o.Lists == nil {
		return nil
	}
	lists := o.Lists()
	for _, p := range paths {
		if err = listed(p, lists, now); err == nil {
			return nil
		}
	}
	return err
}

func whyNot(err error) Reason {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return CertificateExpired
	}
	return CertificateUnknown
}

// office reads from the subject whose certificate it is: one word that marks an office,
// none that marks an agent, and exactly one office number (事業所番号).
func (o *Outside) office(leaf *x509.Certificate) (string, error) {
	words := subjectWords(leaf)
	marked := func(w string) bool {
		return slices.ContainsFunc(o.Holders, func(h string) bool { return strings.EqualFold(h, w) })
	}
	agent := func(w string) bool {
		return slices.ContainsFunc(o.Agents, func(a string) bool { return len(w) >= len(a) && strings.EqualFold(w[:len(a)], a) })
	}
	switch {
	case slices.ContainsFunc(words, agent):
		return "", refuse(CertificateAgent)
	case !slices.ContainsFunc(words, marked):
		return "", refuse(CertificateKind)
	}
	var numbers []string
	for _, w := range words {
		if officeNumber.MatchString(w) && strings.ContainsAny(w, "0123456789") && !slices.Contains(numbers, w) {
			numbers = append(numbers, w)
		}
	}
	if len(numbers) != 1 {
		return "", refuse(CertificateUnknown, errors.New("subject does not show exactly one office number"))
	}
	return numbers[0], nil
}

// subjectWords are all values in the subject. Which attribute holds which word is not
// published, so each is looked at.
func subjectWords(leaf *x509.Certificate) []string {
	var words []string
	for _, attribute := range leaf.Subject.Names {
		if text, ok := attribute.Value.(string); ok {
			words = append(words, strings.TrimSpace(text))
		}
	}
	return words
}
