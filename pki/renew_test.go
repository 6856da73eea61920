package pki_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func (f fixture) renew(t *testing.T, current *x509.Certificate, csr []byte) []*x509.Certificate {
	t.Helper()
	ders, err := f.Renew(ctx, current, csr)
	if err != nil {
		t.Fatal(err)
	}
	return pkitest.Chain(t, ders)
}

func (f fixture) wantCheck(t *testing.T, chain []*x509.Certificate, want pki.Reason) {
	t.Helper()
	_, err := f.Check(ctx, chain)
	wantReason(t, err, want)
}

func TestRenewalLeavesBothCertificatesValid(t *testing.T) {
	f := newFixture(t)
	first := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	f.clock.Add(120 * 24 * time.Hour)
	second := f.renew(t, first[0], pkitest.Request(t, pkitest.Key(t)))
	f.wantCheck(t, first, "")
	f.wantCheck(t, second, "")
	one, _ := f.Check(ctx, first)
	two, _ := f.Check(ctx, second)
	if one.Terminal != two.Terminal || one.Office != two.Office || one.SPKI == two.SPKI {
		t.Errorf("want one terminal with two keys, got %+v and %+v", one, two)
	}
	t.Run("a third retires the first", func(t *testing.T) {
		third := f.renew(t, second[0], pkitest.Request(t, pkitest.Key(t)))
		f.wantCheck(t, first, pki.CertificateRevoked)
		f.wantCheck(t, second, "")
		f.wantCheck(t, third, "")
	})
}

// The answer to a renewal was lost on the way.
func TestRenewalAgain(t *testing.T) {
	f := newFixture(t)
	first := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	key := pkitest.Key(t)
	second := f.renew(t, first[0], pkitest.Request(t, key))
	t.Run("with the same key gives the same certificate", func(t *testing.T) {
		again := f.renew(t, first[0], pkitest.Request(t, key))
		if !bytes.Equal(again[0].Raw, second[0].Raw) {
			t.Error("want the same bytes")
		}
	})
	t.Run("with another key, because that one was lost too, replaces it", func(t *testing.T) {
		other := f.renew(t, first[0], pkitest.Request(t, pkitest.Key(t)))
		f.wantCheck(t, first, "")
		f.wantCheck(t, other, "")
		f.wantCheck(t, second, pki.CertificateRevoked)
	})
}

func TestRenewalMayKeepTheKey(t *testing.T) {
	f := newFixture(t)
	key := pkitest.Key(t)
	first := pkitest.Enrol(t, f.Authority, office, key)
	second := f.renew(t, first[0], pkitest.Request(t, key))
	f.wantCheck(t, first, "")
	f.wantCheck(t, second, "")
	if bytes.Equal(first[0].Raw, second[0].Raw) || pki.SPKI(first[0]) != pki.SPKI(second[0]) {
		t.Error("want a new certificate of the same key")
	}
}

func TestRenewalWorksLate(t *testing.T) {
	f := newFixture(t)
	first := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	f.clock.Add(180*24*time.Hour + 89*24*time.Hour)
	f.wantCheck(t, first, pki.CertificateExpired)
	if _, err := f.CheckForRenewal(ctx, first); err != nil {
		t.Errorf("89 days late: %v", err)
	}
	second := f.renew(t, first[0], pkitest.Request(t, pkitest.Key(t)))
	f.wantCheck(t, second, "")
	f.clock.Add(2 * 24 * time.Hour)
	_, err := f.CheckForRenewal(ctx, first)
	wantReason(t, err, pki.CertificateExpired)
	_, err = f.Renew(ctx, first[0], pkitest.Request(t, pkitest.Key(t)))
	wantReason(t, err, pki.CertificateExpired)
}

func TestRenewalNeedsAGoodCertificateOfOurs(t *testing.T) {
	f, stranger := newFixture(t), newFixture(t)
	foreign := pkitest.Enrol(t, stranger.Authority, office, pkitest.Key(t))
	_, err := f.Renew(ctx, foreign[0], pkitest.Request(t, pkitest.Key(t)))
	wantReason(t, err, pki.CertificateUnknown)

	mine := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	othersKey := pkitest.Key(t)
	pkitest.Enrol(t, f.Authority, otherOffice, othersKey)
	_, err = f.Renew(ctx, mine[0], pkitest.Request(t, othersKey))
	wantReason(t, err, pki.KeyReused)

	if err := f.Revoke(ctx, pki.SPKI(mine[0]), "lost"); err != nil {
		t.Fatal(err)
	}
	_, err = f.Renew(ctx, mine[0], pkitest.Request(t, pkitest.Key(t)))
	wantReason(t, err, pki.CertificateRevoked)
}

type journal struct {
	keys [][32]byte
	err  error
}

func (j *journal) Revoked(_ context.Context, office string, spki [32]byte) error {
	if j.err != nil {
		return j.err
	}
	j.keys = append(j.keys, spki)
	return nil
}

func TestRevocationEndsTheWholeTerminalAtOnce(t *testing.T) {
	f := newFixture(t)
	log := &journal{}
	f.Journal = log
	first := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	second := f.renew(t, first[0], pkitest.Request(t, pkitest.Key(t)))
	other := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	if err := f.Revoke(ctx, pki.SPKI(first[0]), "lost"); err != nil {
		t.Fatal(err)
	}
	f.wantCheck(t, first, pki.CertificateRevoked)
	f.wantCheck(t, second, pki.CertificateRevoked)
	f.wantCheck(t, other, "")
	if len(log.keys) != 2 {
		t.Errorf("want both keys in the journal, got %d", len(log.keys))
	}
	t.Run("a second time changes nothing", func(t *testing.T) {
		if err := f.Revoke(ctx, pki.SPKI(second[0]), "lost"); err != nil || len(log.keys) != 2 {
			t.Errorf("got %v and %d entries", err, len(log.keys))
		}
	})
	t.Run("an unknown key is said so", func(t *testing.T) {
		wantReason(t, f.Revoke(ctx, [32]byte{1}, "lost"), pki.CertificateUnknown)
	})
}

func TestARevocationTheJournalMissedIsReportedLater(t *testing.T) {
	f := newFixture(t)
	log := &journal{err: errors.New("log is closed")}
	f.Journal = log
	chain := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	if err := f.Revoke(ctx, pki.SPKI(chain[0]), "lost"); !errors.Is(err, log.err) {
		t.Errorf("want the journal's error, got %v", err)
	}
	f.wantCheck(t, chain, pki.CertificateRevoked)
	log.err = nil
	for range 2 {
		if err := f.Report(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if len(log.keys) != 1 || log.keys[0] != pki.SPKI(chain[0]) {
		t.Errorf("want the key once, got %d", len(log.keys))
	}
}
