package pkitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// Suite runs the contract of pki.Store on an empty store, rows first, then the authority's
// promises where several act at once.
func Suite(t *testing.T, open func(t *testing.T) pki.Store) {
	facts := []struct {
		name string
		test func(t *testing.T, s pki.Store)
	}{
		{"rows come back as they were written", testRows},
		{"what is not there is ErrNoRow", testMissing},
		{"a failed write leaves nothing", testRollback},
		{"a read writes nothing", testReadOnly},
		{"a code is claimed once", testClaim},
		{"a key belongs to its first terminal", testBindKey},
		{"a certificate waits, is signed once, and ends once", testStatus},
		{"a successor is named only for a good certificate and the one known before", testSucceed},
		{"ending a terminal ends all that waits or is good", testEndTerminal},
		{"revocations wait until they are reported", testRevocations},
		{"one code and one key at once from many give one certificate", testSameKeyAtOnce},
		{"one code and many keys at once have one winner", testManyKeysAtOnce},
		{"renewals at once from many leave two certificates", testRenewAtOnce},
		{"a renewal at the moment of revocation leaves nothing good", testRenewAgainstRevoke},
		{"an enrolment at the moment of revocation leaves nothing good", testEnrolAgainstRevoke},
		{"killed at any step of an enrolment, the retry gives one certificate", testKilledEnrol},
		{"killed at any step of a renewal, the retry gives one successor", testKilledRenew},
		{"killed at any step of a revocation, the journal still learns of it", testKilledRevoke},
	}
	for _, f := range facts {
		t.Run(f.name, func(t *testing.T) { f.test(t, open(t)) })
	}
}

var (
	ctx = context.Background()
	day = time.Date(2026, 4, 1, 9, 0, 0, 123000, time.UTC)
)

func hash(s string) (h [32]byte) {
	copy(h[:], s)
	return h
}

func sample(serial string) pki.Certificate {
	return pki.Certificate{
		Serial: serial, Office: "9999900001", Terminal: "terminal of " + serial, Types: []string{"11", "43"}, SPKI: hash("key of " + serial),
		Status: pki.Wait, Lint: []byte{1, 2, 0, 255}, Follows: "f", Next: "", Created: day, NotAfter: day.Add(time.Hour), Reason: "",
	}
}

func write(t *testing.T, s pki.Store, f func(tx pki.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, func(_ context.Context, tx pki.Tx) error { return f(tx) }); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// look reads one value.
func look[T any](t *testing.T, s pki.Store, f func(tx pki.Tx) (T, error)) T {
	t.Helper()
	var v T
	err := s.Read(ctx, func(_ context.Context, tx pki.Tx) error {
		var err error
		v, err = f(tx)
		return err
	})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return v
}

func certificate(t *testing.T, s pki.Store, serial string) pki.Certificate {
	t.Helper()
	return look(t, s, func(tx pki.Tx) (pki.Certificate, error) { return tx.Certificate(ctx, serial) })
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func testRows(t *testing.T, s pki.Store) {
	code := pki.Code{Hash: hash("code"), Office: "9999900001", Types: []string{"43"}, Expires: day}
	one, two := sample("1"), sample("2")
	two.SPKI, two.Terminal, two.Created, two.Types, two.Next = one.SPKI, one.Terminal, day.Add(-time.Minute), nil, "n"
	write(t, s, func(tx pki.Tx) error {
		return errors.Join(tx.AddCode(ctx, code), tx.AddCertificate(ctx, one), tx.AddCertificate(ctx, two))
	})
	equal(t, "code", look(t, s, func(tx pki.Tx) (pki.Code, error) { return tx.Code(ctx, code.Hash) }), code)
	equal(t, "certificate", certificate(t, s, "1"), one)
	equal(t, "certificates of key, oldest first", look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfKey(ctx, one.SPKI) }), []pki.Certificate{two, one})
	equal(t, "certificates of terminal, oldest first", look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfTerminal(ctx, one.Terminal) }), []pki.Certificate{two, one})
}

func testMissing(t *testing.T, s pki.Store) {
	err := s.Read(ctx, func(_ context.Context, tx pki.Tx) error {
		if _, err := tx.Code(ctx, hash("none")); !errors.Is(err, pki.ErrNoRow) {
			t.Errorf("code: want ErrNoRow, got %v", err)
		}
		if _, err := tx.Certificate(ctx, ""); !errors.Is(err, pki.ErrNoRow) {
			t.Errorf("certificate: want ErrNoRow, got %v", err)
		}
		have, err := tx.OfKey(ctx, hash("none"))
		if len(have) != 0 {
			t.Errorf("of key: want none, got %d", len(have))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func testRollback(t *testing.T, s pki.Store) {
	broken := errors.New("broken")
	err := s.Write(ctx, func(_ context.Context, tx pki.Tx) error {
		return errors.Join(tx.AddCertificate(ctx, sample("1")), broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("want the error of the function, got %v", err)
	}
	have := look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfKey(ctx, sample("1").SPKI) })
	equal(t, "certificates", len(have), 0)
}

func testReadOnly(t *testing.T, s pki.Store) {
	_ = s.Read(ctx, func(_ context.Context, tx pki.Tx) error { return tx.AddCertificate(ctx, sample("1")) })
	have := look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfKey(ctx, sample("1").SPKI) })
	equal(t, "certificates", len(have), 0)
}

func testClaim(t *testing.T, s pki.Store) {
	code := pki.Code{Hash: hash("code"), Office: "9999900001", Expires: day}
	write(t, s, func(tx pki.Tx) error { return tx.AddCode(ctx, code) })
	claim := func(key, before, serial string) (ok bool) {
		write(t, s, func(tx pki.Tx) (err error) {
			ok, err = tx.ClaimCode(ctx, code.Hash, hash(key), before, serial)
			return err
		})
		return ok
	}
	equal(t, "first claim", claim("a", "", "1"), true)
	equal(t, "second claim", claim("b", "", "2"), false)
	equal(t, "claim that knows the first", claim("a", "1", "3"), true)
	code.SPKI, code.Serial = hash("a"), "3"
	equal(t, "code", look(t, s, func(tx pki.Tx) (pki.Code, error) { return tx.Code(ctx, code.Hash) }), code)
}

func testBindKey(t *testing.T, s pki.Store) {
	for _, terminal := range []string{"first", "second"} {
		write(t, s, func(tx pki.Tx) error {
			id, office, err := tx.BindKey(ctx, hash("key"), terminal, "office of "+terminal)
			equal(t, "owner for "+terminal, id+", "+office, "first, office of first")
			return err
		})
	}
}

func testStatus(t *testing.T, s pki.Store) {
	write(t, s, func(tx pki.Tx) error { return tx.AddCertificate(ctx, sample("1")) })
	sign := func(der string) (ok bool) {
		write(t, s, func(tx pki.Tx) (err error) { ok, err = tx.Sign(ctx, "1", []byte(der)); return err })
		return ok
	}
	end := func(to pki.Status, reason string) (ok bool) {
		write(t, s, func(tx pki.Tx) (err error) { ok, err = tx.End(ctx, "1", to, reason, day); return err })
		return ok
	}
	equal(t, "signed", sign("der"), true)
	equal(t, "signed again", sign("other"), false)
	equal(t, "ended", end(pki.Superseded, "why"), true)
	equal(t, "ended again", end(pki.Revoked, "other"), false)
	equal(t, "signed after the end", sign("other"), false)
	want := sample("1")
	want.Status, want.DER, want.Reason = pki.Superseded, []byte("der"), "why"
	equal(t, "certificate", certificate(t, s, "1"), want)
}

func testSucceed(t *testing.T, s pki.Store) {
	write(t, s, func(tx pki.Tx) error { return tx.AddCertificate(ctx, sample("1")) })
	succeed := func(before, next string) (ok bool) {
		write(t, s, func(tx pki.Tx) (err error) { ok, err = tx.Succeed(ctx, "1", before, next); return err })
		return ok
	}
	equal(t, "while it waits", succeed("", "2"), false)
	write(t, s, func(tx pki.Tx) error { _, err := tx.Sign(ctx, "1", []byte("der")); return err })
	equal(t, "good", succeed("", "2"), true)
	equal(t, "not knowing the one before", succeed("", "3"), false)
	equal(t, "knowing it", succeed("2", "3"), true)
	equal(t, "next", certificate(t, s, "1").Next, "3")
	write(t, s, func(tx pki.Tx) error { _, err := tx.End(ctx, "1", pki.Revoked, "", day); return err })
	equal(t, "revoked", succeed("3", "4"), false)
}

func testEndTerminal(t *testing.T, s pki.Store) {
	write(t, s, func(tx pki.Tx) error {
		for _, serial := range []string{"1", "2", "3", "4"} {
			c := sample(serial)
			c.Terminal = "t"
			if serial == "4" {
				c.Terminal = "other"
			}
			if err := tx.AddCertificate(ctx, c); err != nil {
				return err
			}
		}
		_, err := tx.Sign(ctx, "1", []byte("der"))
		_, err2 := tx.End(ctx, "3", pki.Superseded, "", day)
		return errors.Join(err, err2)
	})
	for _, want := range []int{2, 0} {
		write(t, s, func(tx pki.Tx) error {
			n, err := tx.EndTerminal(ctx, "t", "lost", day)
			equal(t, "ended", n, want)
			return err
		})
	}
	var got []pki.Status
	for _, serial := range []string{"1", "2", "3", "4"} {
		got = append(got, certificate(t, s, serial).Status)
	}
	equal(t, "statuses", got, []pki.Status{pki.Revoked, pki.Revoked, pki.Superseded, pki.Wait})
}

func testRevocations(t *testing.T, s pki.Store) {
	var want []pki.Revocation
	for i := range 3 {
		want = append(want, pki.Revocation{ID: fmt.Sprint(i), Office: "9999900001", SPKI: hash("key"), Reason: "lost", At: day.Add(time.Duration(i) * time.Second)})
	}
	write(t, s, func(tx pki.Tx) error {
		return errors.Join(tx.AddRevocation(ctx, want[0]), tx.AddRevocation(ctx, want[1]), tx.AddRevocation(ctx, want[2]))
	})
	open := func(limit int) []pki.Revocation {
		return look(t, s, func(tx pki.Tx) ([]pki.Revocation, error) { return tx.Unreported(ctx, limit) })
	}
	equal(t, "first two", open(2), want[:2])
	write(t, s, func(tx pki.Tx) error { return tx.MarkReported(ctx, "1") })
	equal(t, "left", open(9), []pki.Revocation{want[0], want[2]})
}

// atOnce runs f n times at once and gathers what it gives.
func atOnce[T any](n int, f func(i int) (T, error)) ([]T, []error) {
	results, errs := make([]T, n), make([]error, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { results[i], errs[i] = f(i) })
	}
	wait.Wait()
	return results, errs
}

func testSameKeyAtOnce(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	secret, csr := NewSecret(t, a, "9999900001"), Request(t, Key(t))
	chains, errs := atOnce(16, func(int) ([][]byte, error) { return a.Enrol(ctx, secret, csr) })
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, chain := range chains {
		if !bytes.Equal(chain[0], chains[0][0]) {
			t.Fatal("want one certificate for all, got different ones")
		}
	}
}

func testManyKeysAtOnce(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	secret := NewSecret(t, a, "9999900001")
	var csrs [12][]byte
	for i := range csrs {
		csrs[i] = Request(t, Key(t))
	}
	_, errs := atOnce(len(csrs), func(i int) ([][]byte, error) { return a.Enrol(ctx, secret, csrs[i]) })
	winners := 0
	for _, err := range errs {
		switch {
		case err == nil:
			winners++
		case pki.ReasonOf(err) != pki.CodeUsed:
			t.Errorf("want code_used, got %v", err)
		}
	}
	equal(t, "winners", winners, 1)
}

func testRenewAtOnce(t *testing.T, s pki.Store) {
	clock := NewClock()
	a, _ := Authority(t, s, clock)
	current := Enrol(t, a, "9999900001", Key(t))
	var csrs [8][]byte
	for i := range csrs {
		csrs[i] = Request(t, Key(t))
	}
	_, errs := atOnce(len(csrs), func(i int) ([][]byte, error) { return a.Renew(ctx, current[0], csrs[i]) })
	for _, err := range errs {
		if err != nil && pki.ReasonOf(err) != pki.CertificateRevoked { // one that was replaced while it was made
			t.Error(err)
		}
	}
	good := goodOf(t, s, pki.SPKI(current[0]))
	if len(good) != 2 || !slices.Contains(good, fmt.Sprintf("%x", current[0].SerialNumber)) {
		t.Errorf("want the current and one more certificate good, got %d", len(good))
	}
}

// goodOf lists what is good of the terminal that a key belongs to.
func goodOf(t *testing.T, s pki.Store, spki [32]byte) []string {
	t.Helper()
	first := look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfKey(ctx, spki) })
	all := look(t, s, func(tx pki.Tx) ([]pki.Certificate, error) { return tx.OfTerminal(ctx, first[0].Terminal) })
	var good []string
	for _, c := range all {
		if c.Status == pki.Good || c.Status == pki.Wait {
			good = append(good, c.Serial)
		}
	}
	return good
}

func testRenewAgainstRevoke(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	for range 15 {
		current := Enrol(t, a, "9999900001", Key(t))
		csrs := [][]byte{Request(t, Key(t)), Request(t, Key(t))}
		contend(t, s, a, pki.SPKI(current[0]), func(i int) error {
			_, err := a.Renew(ctx, current[0], csrs[i])
			return err
		})
	}
}

func testEnrolAgainstRevoke(t *testing.T, s pki.Store) {
	a, _ := Authority(t, s, NewClock())
	for range 15 {
		key := Key(t)
		current := Enrol(t, a, "9999900001", key)
		secrets, csr := []string{NewSecret(t, a, "9999900001"), NewSecret(t, a, "9999900001")}, Request(t, key)
		contend(t, s, a, pki.SPKI(current[0]), func(i int) error {
			_, err := a.Enrol(ctx, secrets[i], csr)
			return err
		})
	}
}

// contend revokes a terminal while two others act for it; whoever was first, in the end
// nothing of it is good.
func contend(t *testing.T, s pki.Store, a *pki.Authority, spki [32]byte, act func(i int) error) {
	t.Helper()
	_, errs := atOnce(3, func(i int) (struct{}, error) {
		if i == 2 {
			return struct{}{}, a.Revoke(ctx, spki, "lost")
		}
		return struct{}{}, act(i)
	})
	if errs[2] != nil {
		t.Fatalf("revoke: %v", errs[2])
	}
	for _, err := range errs[:2] {
		if err != nil && pki.ReasonOf(err) != pki.CertificateRevoked {
			t.Errorf("want no error or certificate_revoked, got %v", err)
		}
	}
	if good := goodOf(t, s, spki); len(good) != 0 {
		t.Errorf("want nothing good after a revocation, got %d certificates", len(good))
	}
}
