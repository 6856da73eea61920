package pki_test

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

// national plays the national authority: a root, an issuing authority with its name, and
// revocation lists. The fixtures are made here; no real certificate was used.
type national struct {
	t         *testing.T
	clock     *pkitest.Clock
	root      *x509.Certificate
	issuer    *x509.Certificate
	rootKey   crypto.Signer
	issuerKey crypto.Signer
	serial    int64
}

func newNational(t *testing.T, clock *pkitest.Clock, issuer string) *national {
	n := &national{t: t, clock: clock, rootKey: pkitest.Key(t), issuerKey: pkitest.Key(t)}
	ca := x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	top, sub := ca, ca
	top.Subject, sub.Subject = pkix.Name{CommonName: "e-seikyuu Root"}, pkix.Name{Organization: []string{"All Japan"}, CommonName: issuer}
	top.SubjectKeyId, sub.SubjectKeyId = []byte("root"), []byte("issuer")
	n.root = n.sign(&top, &top, n.rootKey.Public(), n.rootKey)
	n.issuer = n.sign(&sub, n.root, n.issuerKey.Public(), n.rootKey)
	return n
}

func (n *national) sign(c, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) *x509.Certificate {
	n.t.Helper()
	n.serial++
	c.SerialNumber = big.NewInt(n.serial)
	c.NotBefore, c.NotAfter = n.clock.Now().Add(-time.Hour), n.clock.Now().Add(2*365*24*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, key)
	if err != nil {
		n.t.Fatal(err)
	}
	return pkitest.Chain(n.t, [][]byte{der})[0]
}

// holder issues a certificate for a subject.
func (n *national) holder(subject pkix.Name) []*x509.Certificate {
	c := &x509.Certificate{Subject: subject, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	return []*x509.Certificate{n.sign(c, n.issuer, pkitest.Key(n.t).Public(), n.issuerKey), n.issuer}
}

// list makes a revocation list of the issuer (or the root) that ends in a week.
func (n *national) list(by *x509.Certificate, key crypto.Signer, revoked ...*x509.Certificate) *x509.RevocationList {
	n.t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: n.clock.Now(), NextUpdate: n.clock.Now().Add(7 * 24 * time.Hour)}
	for _, c := range revoked {
		l.RevokedCertificateEntries = append(l.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: n.clock.Now()})
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, by, key)
	if err != nil {
		n.t.Fatal(err)
	}
	made, err := x509.ParseRevocationList(der)
	if err != nil {
		n.t.Fatal(err)
	}
	return made
}

func subject(cn string, ou ...string) pkix.Name {
	return pkix.Name{Country: []string{"JP"}, CommonName: cn, OrganizationalUnit: ou}
}

func TestNationalCertificates(t *testing.T) {
	f := newFixture(t)
	n := newNational(t, f.clock, "e-seikyuu CA")
	f.Outside = pki.National([]*x509.Certificate{n.root}, nil)
	for name, c := range map[string]struct {
		subject pkix.Name
		want    pki.Reason
	}{
		"介護保険証明書, number in CN":        {subject("9999900001", "KaigoJigyousho"), ""},
		"介護DX証明書, number in CN":        {subject("9999900001", "CarePlanJigyousho"), ""},
		"kind in O":                    {pkix.Name{CommonName: "9999900001", Organization: []string{"KaigoJigyousho"}}, ""},
		"kind in CN, number in OU":     {subject("KaigoJigyousho", "9999900001"), ""},
		"number as serialNumber":       {pkix.Name{CommonName: "KaigoJigyousho", SerialNumber: "9999900001"}, ""},
		"number with letters":          {subject("99A9900001", "KaigoJigyousho"), ""},
		"agent (代理人)":                  {subject("9999900001", "KaigoDairinin"), pki.CertificateAgent},
		"agent who also names offices": {subject("9999900001", "KaigoJigyousho", "Dairinin"), pki.CertificateAgent},
		"disability services":          {subject("9999900001", "ShougaiJigyousho"), pki.CertificateKind},
		"no kind":                      {subject("9999900001"), pki.CertificateKind},
		"a kind that only begins so":   {subject("9999900001", "KaigoJigyoushoX"), pki.CertificateKind},
		"no number":                    {subject("somebody", "KaigoJigyousho"), pki.CertificateUnknown},
		"two numbers":                  {subject("9999900001", "KaigoJigyousho", "9999900002"), pki.CertificateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			id, err := f.Check(ctx, n.holder(c.subject))
			wantReason(t, err, c.want)
			if err == nil && (id.Office != "9999900001" && id.Office != "99A9900001" || !id.Outside || id.Terminal != "") {
				t.Errorf("got %+v", id)
			}
		})
	}
}

func TestOutsideCertificatesNeedTheConfiguredAuthority(t *testing.T) {
	f := newFixture(t)
	n := newNational(t, f.clock, "e-seikyuu CA")
	chain := n.holder(subject(office, "KaigoJigyousho"))
	f.wantCheck(t, chain, pki.CertificateUnknown) // none is configured

	f.Outside = pki.National([]*x509.Certificate{n.root}, nil)
	f.wantCheck(t, chain, "")
	f.wantCheck(t, chain[:1], pki.CertificateUnknown) // nobody between leaf and root

	imitator := newNational(t, f.clock, "e-seikyuu CA")
	f.wantCheck(t, imitator.holder(subject(office, "KaigoJigyousho")), pki.CertificateUnknown)

	other := newNational(t, f.clock, "another CA")
	f.Outside.Roots = append(f.Outside.Roots, other.root)
	f.wantCheck(t, other.holder(subject(office, "KaigoJigyousho")), pki.CertificateUnknown)

	f.clock.Add(3 * 365 * 24 * time.Hour)
	f.wantCheck(t, chain, pki.CertificateExpired)
}

func TestABlockedOutsideKeyIsRefusedAtOnce(t *testing.T) {
	f := newFixture(t)
	log := &journal{}
	f.Journal = log
	n := newNational(t, f.clock, "e-seikyuu CA")
	f.Outside = pki.National([]*x509.Certificate{n.root}, nil)
	chain := n.holder(subject(office, "KaigoJigyousho"))
	f.wantCheck(t, chain, "")
	if err := f.Block(ctx, office, pki.SPKI(chain[0]), "stolen"); err != nil {
		t.Fatal(err)
	}
	f.wantCheck(t, chain, pki.CertificateRevoked)
	if len(log.keys) != 1 {
		t.Errorf("want the journal told once, got %d", len(log.keys))
	}
}

// A key of our own list cannot be used under a certificate of somebody else.
func TestAnOwnKeyNeverPassesAsAnOutsideOne(t *testing.T) {
	f := newFixture(t)
	n := newNational(t, f.clock, "e-seikyuu CA")
	f.Outside = pki.National([]*x509.Certificate{n.root}, nil)
	key := pkitest.Key(t)
	pkitest.Enrol(t, f.Authority, otherOffice, key)
	c := &x509.Certificate{Subject: subject(office, "KaigoJigyousho"), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	f.wantCheck(t, []*x509.Certificate{n.sign(c, n.issuer, key.Public(), n.issuerKey), n.issuer}, pki.CertificateUnknown)
}

func TestRevocationListsOfTheOutsideAuthority(t *testing.T) {
	f := newFixture(t)
	n := newNational(t, f.clock, "e-seikyuu CA")
	var lists []*x509.RevocationList
	f.Outside = pki.National([]*x509.Certificate{n.root}, func() []*x509.RevocationList { return lists })
	chain := n.holder(subject(office, "KaigoJigyousho"))
	other := n.holder(subject(otherOffice, "KaigoJigyousho"))
	ofRoot, ofIssuer := n.list(n.root, n.rootKey), n.list(n.issuer, n.issuerKey)
	imitator := newNational(t, f.clock, "e-seikyuu CA")
	for name, c := range map[string]struct {
		lists []*x509.RevocationList
		want  pki.Reason
	}{
		"both authorities' lists, nothing revoked": {[]*x509.RevocationList{ofRoot, ofIssuer}, ""},
		"another office is revoked":                {[]*x509.RevocationList{ofRoot, n.list(n.issuer, n.issuerKey, other[0])}, ""},
		"the office is revoked":                    {[]*x509.RevocationList{ofRoot, n.list(n.issuer, n.issuerKey, chain[0])}, pki.CertificateRevoked},
		"the issuing authority is revoked":         {[]*x509.RevocationList{n.list(n.root, n.rootKey, n.issuer), ofIssuer}, pki.CertificateRevoked},
		"no list of the issuer":                    {[]*x509.RevocationList{ofRoot}, pki.Unavailable},
		"no list of the root":                      {[]*x509.RevocationList{ofIssuer}, pki.Unavailable},
		"no list at all":                           {nil, pki.Unavailable},
		"a list that another key signed":           {[]*x509.RevocationList{ofRoot, imitator.list(imitator.issuer, imitator.issuerKey)}, pki.Unavailable},
		"a partial list":                           {[]*x509.RevocationList{ofRoot, n.partial()}, pki.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			lists = c.lists
			f.wantCheck(t, chain, c.want)
		})
	}
	lists = []*x509.RevocationList{ofRoot, ofIssuer}
	f.clock.Add(8 * 24 * time.Hour)
	t.Run("lists of last week", func(t *testing.T) { f.wantCheck(t, chain, pki.Unavailable) })
}

// partial is a list that says it covers a part only (RFC 5280 §5.2.5).
func (n *national) partial() *x509.RevocationList {
	n.t.Helper()
	onlyUsers, err := asn1.Marshal(struct {
		Users bool `asn1:"tag:1"`
	}{true})
	if err != nil {
		n.t.Fatal(err)
	}
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(2), ThisUpdate: n.clock.Now(), NextUpdate: n.clock.Now().Add(time.Hour),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: onlyUsers}},
	}, n.issuer, n.issuerKey)
	if err != nil {
		n.t.Fatal(err)
	}
	l, err := x509.ParseRevocationList(der)
	if err != nil {
		n.t.Fatal(err)
	}
	return l
}

// PKITS 4.7.4 and 4.7.5: an authority that may sign certificates but no lists.
func TestAListOfAnAuthorityThatMaySignNoneDoesNotCount(t *testing.T) {
	f := newFixture(t)
	n := newNational(t, f.clock, "e-seikyuu CA")
	mute := *n.issuer
	mute.KeyUsage, mute.PublicKey = x509.KeyUsageCertSign, nil
	may := n.issuer
	n.issuer = n.sign(&mute, n.root, n.issuerKey.Public(), n.rootKey)
	lists := []*x509.RevocationList{n.list(n.root, n.rootKey), n.list(may, n.issuerKey)}
	f.Outside = pki.National([]*x509.Certificate{n.root}, func() []*x509.RevocationList { return lists })
	f.wantCheck(t, n.holder(subject(office, "KaigoJigyousho")), pki.Unavailable)
}
