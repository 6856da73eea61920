package pkidb_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/pkidb"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func open(t *testing.T, url string) pki.Store {
	t.Helper()
	db, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := pkidb.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSQLiteKeepsTheContract(t *testing.T) {
	pkitest.Suite(t, func(t *testing.T) pki.Store { return open(t, filepath.Join(t.TempDir(), "pki.db")) })
}
