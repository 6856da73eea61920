package regiondb_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/desk/people/peopletest"
	"github.com/tasuki-care/tasuki/internal/store/regiondb"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/regiontest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t *testing.T, url string) *regiondb.DB {
	t.Helper()
	db, err := regiondb.Open(t.Context(), storetest.Open(t, url))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestTheMapOnEveryEngine(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		regiontest.Suite(t, func(t *testing.T) region.Store { return open(t, storetest.SQLite(t)) })
	})
	t.Run("postgres", func(t *testing.T) {
		regiontest.Suite(t, func(t *testing.T) region.Store { return open(t, storetest.Postgres(t)) })
	})
}

func TestAccountsOnEveryEngine(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		peopletest.Suite(t, func(t *testing.T) people.Store { return open(t, storetest.SQLite(t)).People() })
	})
	t.Run("postgres", func(t *testing.T) {
		peopletest.Suite(t, func(t *testing.T) people.Store { return open(t, storetest.Postgres(t)).People() })
	})
}
