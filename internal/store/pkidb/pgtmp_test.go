package pkidb_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

var n atomic.Int64

func TestPG(t *testing.T) {
	pkitest.Suite(t, func(t *testing.T) pki.Store {
		base := "postgres://postgres@127.0.0.1:25999/"
		db, err := sql.Open("pgx", base+"postgres")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		name := fmt.Sprintf("t%d", n.Add(1))
		db.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name)
		if _, err := db.ExecContext(context.Background(), "CREATE DATABASE "+name); err != nil {
			t.Fatal(err)
		}
		return open(t, base+name)
	})
}
