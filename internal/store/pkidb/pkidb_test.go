package pkidb_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/tasuki-care/tasuki/internal/store/pkidb"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t testing.TB, url string) *pkidb.DB {
	t.Helper()
	s, err := pkidb.Open(context.Background(), storetest.Open(t, url))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSQLiteKeepsTheContract(t *testing.T) {
	pkitest.Suite(t, func(t *testing.T) pki.Store { return open(t, storetest.SQLite(t)) })
}

func TestPostgreSQLKeepsTheContract(t *testing.T) {
	pkitest.Suite(t, func(t *testing.T) pki.Store { return open(t, storetest.Postgres(t)) })
}

// Two processes over one database: what one issued the other knows, and what one revoked
// the other refuses at its next look.
func TestTwoProcessesShareOneList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		clock := pkitest.NewClock()
		one, _ := pkitest.Authority(t, open(t, url), clock)
		two := *one
		two.Store = open(t, url)
		secret, csr := pkitest.NewSecret(t, one, "9999900001", "43"), pkitest.Request(t, pkitest.Key(t))
		first, err := one.Enrol(context.Background(), secret, csr)
		if err != nil {
			t.Fatal(err)
		}
		second, err := two.Enrol(context.Background(), secret, csr)
		if err != nil || !bytes.Equal(first[0], second[0]) {
			t.Fatalf("want the same certificate from the other process, got %v", err)
		}
		chain := pkitest.Chain(t, first)
		if id, err := two.Check(context.Background(), chain); err != nil || id.Office != "9999900001" || len(id.Types) != 1 {
			t.Errorf("the other process: got %+v, %v", id, err)
		}
		if err := one.Revoke(context.Background(), pki.SPKI(chain[0]), "lost"); err != nil {
			t.Fatal(err)
		}
		if _, err := two.Check(context.Background(), chain); pki.ReasonOf(err) != pki.CertificateRevoked {
			t.Errorf("the other process after the revocation: got %v", err)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	a, _ := pkitest.Authority(b, open(b, storetest.SQLite(b)), pkitest.NewClock())
	chain := pkitest.Enrol(b, a, "9999900001", pkitest.Key(b))
	for b.Loop() {
		if _, err := a.Check(context.Background(), chain); err != nil {
			b.Fatal(err)
		}
	}
}
