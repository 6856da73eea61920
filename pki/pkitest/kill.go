package pkitest

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// errKilled is what every step answers once the process was killed.
var errKilled = errors.New("killed")

// steps counts steps, and kills the process before one of them.
type steps struct{ n, kill int }

func (s *steps) step() error {
	s.n++
	if s.kill > 0 && s.n >= s.kill {
		return errKilled
	}
	return nil
}

// mortal is a store whose process may be killed before any row is touched, before a commit
// and after it.
type mortal struct {
	pki.Store
	steps *steps
}

func (m mortal) Write(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	err := m.Store.Write(ctx, func(ctx context.Context, tx pki.Tx) error {
		err := f(ctx, mortalTx{tx, m.steps})
		return errors.Join(err, m.steps.step()) // before the commit
	})
	return errors.Join(err, m.steps.step()) // after it
}

func (m mortal) Read(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	return errors.Join(m.steps.step(), m.Store.Read(ctx, f))
}

// mortalTx may die before each change.
type mortalTx struct {
	pki.Tx
	steps *steps
}

func (m mortalTx) ClaimCode(ctx context.Context, hash, spki [32]byte, before, serial string) (bool, error) {
	if err := m.steps.step(); err != nil {
		return false, err
	}
	return m.Tx.ClaimCode(ctx, hash, spki, before, serial)
}

func (m mortalTx) AddCertificate(ctx context.Context, c pki.Certificate) error {
	if err := m.steps.step(); err != nil {
		return err
	}
	return m.Tx.AddCertificate(ctx, c)
}

func (m mortalTx) Succeed(ctx context.Context, serial, before, next string) (bool, error) {
	if err := m.steps.step(); err != nil {
		return false, err
	}
	return m.Tx.Succeed(ctx, serial, before, next)
}

func (m mortalTx) Sign(ctx context.Context, serial string, der []byte) (bool, error) {
	if err := m.steps.step(); err != nil {
		return false, err
	}
	return m.Tx.Sign(ctx, serial, der)
}

func (m mortalTx) EndTerminal(ctx context.Context, terminal, reason string, at time.Time) (int, error) {
	if err := m.steps.step(); err != nil {
		return 0, err
	}
	return m.Tx.EndTerminal(ctx, terminal, reason, at)
}

func (m mortalTx) AddRevocation(ctx context.Context, r pki.Revocation) error {
	if err := m.steps.step(); err != nil {
		return err
	}
	return m.Tx.AddRevocation(ctx, r)
}

// mortalKey may die before and after it signs.
type mortalKey struct {
	crypto.Signer
	steps *steps
}

func (m mortalKey) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if err := m.steps.step(); err != nil {
		return nil, err
	}
	signature, err := m.Signer.Sign(rand, digest, opts)
	return signature, errors.Join(err, m.steps.step())
}

// killed gives a mortal twin of an authority.
func killed(a *pki.Authority, before int) (*pki.Authority, *steps) {
	s := &steps{kill: before}
	twin := *a
	twin.Store, twin.Key = mortal{a.Store, s}, mortalKey{a.Key, s}
	return &twin, s
}

// everyStep acts once for each step at which the process may die, on fresh rows each time,
// and reports how many steps there were.
func everyStep(t *testing.T, act func(before int) (survived bool)) {
	t.Helper()
	for before := 1; before < 100; before++ {
		if act(before) {
			t.Logf("killed at %d steps", before-1)
			if before < 6 {
				t.Errorf("only %d steps: the killing does not reach the work", before-1)
			}
			return
		}
	}
	t.Error("never survived")
}

func testKilledEnrol(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	everyStep(t, func(before int) bool {
		secret, key := NewSecret(t, a, "9999900001"), Key(t)
		csr := Request(t, key)
		mortal, _ := killed(a, before)
		first, err := mortal.Enrol(ctx, secret, csr)
		again, err2 := a.Enrol(ctx, secret, csr)
		if err2 != nil {
			t.Fatalf("killed before step %d, tried again: %v", before, err2)
		}
		onlyOne(t, s, before, again[0])
		if err == nil && !bytes.Equal(first[0], again[0]) {
			t.Errorf("killed before step %d: two certificates", before)
		}
		return err == nil
	})
}

// onlyOne checks that a key has exactly one row, good, with these bytes.
func onlyOne(t *testing.T, s pki.Store, before int, der []byte) {
	t.Helper()
	spki := pki.SPKI(Chain(t, [][]byte{der})[0])
	have := look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfKey(ctx, spki) })
	if len(have) != 1 || have[0].Status != pki.Good || !bytes.Equal(have[0].DER, der) {
		t.Errorf("killed before step %d: want one good row with the certificate given, got %d rows", before, len(have))
	}
}

func testKilledRenew(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	everyStep(t, func(before int) bool {
		current := Enrol(t, a, "9999900001", Key(t))
		csr := Request(t, Key(t))
		mortal, _ := killed(a, before)
		first, err := mortal.Renew(ctx, current[0], csr)
		again, err2 := a.Renew(ctx, current[0], csr)
		if err2 != nil {
			t.Fatalf("killed before step %d, tried again: %v", before, err2)
		}
		if err == nil && !bytes.Equal(first[0], again[0]) {
			t.Errorf("killed before step %d: two renewals", before)
		}
		if good := goodOf(t, s, pki.SPKI(current[0])); len(good) != 2 {
			t.Errorf("killed before step %d: want two certificates, got %d", before, len(good))
		}
		return err == nil
	})
}

// told is a journal in memory that may die as well.
type told struct {
	steps *steps
	keys  [][32]byte
}

func (j *told) Revoked(_ context.Context, _ string, spki [32]byte) error {
	if err := j.steps.step(); err != nil {
		return err
	}
	j.keys = append(j.keys, spki)
	return j.steps.step()
}

// A revocation that was answered is in the journal; one that was not is either not done
// or reaches the journal with the next report.
func testKilledRevoke(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	everyStep(t, func(before int) bool {
		chain := Enrol(t, a, "9999900001", Key(t))
		spki := pki.SPKI(chain[0])
		mortal, steps := killed(a, before)
		journal := &told{steps: steps}
		mortal.Journal = journal
		err := mortal.Revoke(ctx, spki, "lost")
		steps.kill = 0
		if reportErr := mortal.Report(ctx); reportErr != nil {
			t.Fatal(reportErr)
		}
		_, checkErr := a.Check(ctx, chain)
		revoked := pki.ReasonOf(checkErr) == pki.CertificateRevoked
		if revoked != slices.Contains(journal.keys, spki) || err == nil && !revoked {
			t.Errorf("killed before step %d: revoked %v, in journal %d times", before, revoked, len(journal.keys))
		}
		return err == nil
	})
}
