package pki_test

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func TestCheckBelievesTheListAndNotTheSignature(t *testing.T) {
	f := newFixture(t)
	real := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	f.wantCheck(t, real, "")
	key := pkitest.Key(t)
	forge := func(t *testing.T, serial *big.Int) []*x509.Certificate {
		template := *real[0]
		template.SerialNumber, template.PublicKey, template.SubjectKeyId = serial, nil, nil
		der, err := x509.CreateCertificate(rand.Reader, &template, f.Intermediate, key.Public(), f.Key)
		if err != nil {
			t.Fatal(err)
		}
		return pkitest.Chain(t, [][]byte{der, f.Intermediate.Raw})
	}
	t.Run("signed by the intermediate's key but on no list", func(t *testing.T) {
		f.wantCheck(t, forge(t, big.NewInt(4711)), pki.CertificateUnknown)
	})
	t.Run("signed by the intermediate's key under a serial of the list", func(t *testing.T) {
		f.wantCheck(t, forge(t, real[0].SerialNumber), pki.CertificateUnknown)
	})
	t.Run("the intermediate itself", func(t *testing.T) {
		f.wantCheck(t, []*x509.Certificate{f.Intermediate}, pki.CertificateUnknown)
	})
	t.Run("nothing", func(t *testing.T) { f.wantCheck(t, nil, pki.CertificateUnknown) })
	t.Run("of another hub", func(t *testing.T) {
		f.wantCheck(t, pkitest.Enrol(t, newFixture(t).Authority, office, pkitest.Key(t)), pki.CertificateUnknown)
	})
}

func TestCheckKnowsTheTime(t *testing.T) {
	f := newFixture(t)
	chain := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	f.clock.Add(180*24*time.Hour - time.Minute)
	f.wantCheck(t, chain, "")
	f.clock.Add(2 * time.Minute)
	f.wantCheck(t, chain, pki.CertificateExpired)
	f.clock.Add(-181 * 24 * time.Hour)
	f.wantCheck(t, chain, pki.CertificateExpired)
}

func TestEveryReasonIsAWholeJapaneseSentenceWithANextStep(t *testing.T) {
	for _, r := range pki.Reasons() {
		for _, text := range []string{r.Message(), r.Next()} {
			if !strings.HasSuffix(text, "。") || strings.Contains(text, "指摘") || strings.Contains(text, string(r)) {
				t.Errorf("%s: got %q", r, text)
			}
		}
	}
}
