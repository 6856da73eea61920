// Package storetest gives tests a database of each engine: a SQLite file, and a database in
// a private PostgreSQL cluster that the test process starts and stops. It knows where
// Debian puts PostgreSQL. It never touches a server that was there before, and never skips
// an engine in silence.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tasuki-care/tasuki/internal/store"
)

// Main runs a package's tests and then stops the cluster, if one was started:
//
//	func TestMain(m *testing.M) { storetest.Main(m) }
func Main(m *testing.M) {
	kept = true
	code := m.Run()
	shared.stop()
	os.Exit(code)
}

// Each runs a test once for each engine, with the address of an empty database.
func Each(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// Open opens a database until the test ends.
func Open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return db
}

// SQLite gives the address of a file that does not exist yet.
func SQLite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") }

var (
	shared    cluster
	kept      bool // Main stops the cluster
	starting  sync.Mutex
	databases atomic.Int64
)

// Postgres gives the address of a new database. The cluster is started at the first call.
// Without PostgreSQL on this machine the test fails, unless SKIP names postgres.
func Postgres(t testing.TB) string {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("SKIP"), ","), "postgres") {
		fmt.Fprintf(os.Stderr, "SKIPPED by SKIP=: postgres (%s)\n", t.Name())
		t.Skip("SKIP names postgres")
	}
	starting.Lock()
	defer starting.Unlock()
	if err := shared.start(); err != nil {
		t.Fatalf("start PostgreSQL: %v (install Debian's package postgresql, or set SKIP=postgres)", err)
	}
	if !kept {
		t.Cleanup(shared.stop)
	}
	url, err := shared.create(fmt.Sprintf("test%d", databases.Add(1)))
	if err != nil {
		t.Fatalf("create database: %v", err)
	}
	return url
}
