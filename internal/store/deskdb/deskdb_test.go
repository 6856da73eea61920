package deskdb_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/desk/people/peopletest"
	"github.com/tasuki-care/tasuki/internal/store/deskdb"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t *testing.T, url string) *deskdb.DB {
	t.Helper()
	db, err := deskdb.Open(t.Context(), storetest.Open(t, url))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAccountsOnEveryEngine(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		peopletest.Suite(t, func(t *testing.T) people.Store { return open(t, storetest.SQLite(t)).People() })
	})
	t.Run("postgres", func(t *testing.T) {
		peopletest.Suite(t, func(t *testing.T) people.Store { return open(t, storetest.Postgres(t)).People() })
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheCabinet: a row is replaced only by who read its version; several rows and their
// notes are written all or none.
func TestTheCabinet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		c, ctx := open(t, url), t.Context()
		one := desk.Row{Drawer: "d", ID: "1", Month: "202612", JSON: []byte(`{"a":1}`)}
		note := desk.Note{At: time.UnixMicro(1e15).UTC(), Who: "itoi", Verb: "made", Subject: "1", Text: "はじめ"}
		check(t, c.Put(ctx, []desk.Note{note}, one))
		if err := c.Put(ctx, nil, one); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("a second new row: %v", err)
		}
		got, err := c.Get(ctx, "d", "1")
		check(t, err)
		if got.Version != 1 || string(got.JSON) != `{"a":1}` || got.Month != "202612" {
			t.Fatalf("%+v", got)
		}
		got.JSON = []byte(`{"a":2}`)
		stale := desk.Row{Drawer: "d", ID: "1", Version: 7, JSON: []byte(`{}`)}
		if err := c.Put(ctx, []desk.Note{note}, got, stale); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("a stale row passed: %v", err)
		}
		same, err := c.Get(ctx, "d", "1")
		check(t, err)
		if same.Version != 1 || string(same.JSON) != `{"a":1}` {
			t.Errorf("half of a refused write stayed: %+v", same)
		}
		check(t, c.Put(ctx, nil, got))
		check(t, c.Put(ctx, nil, desk.Row{Drawer: "d", ID: "2", Month: "202701", JSON: []byte(`{}`)}))
		for month, want := range map[string]int{"": 2, "202612": 1, "202701": 1} {
			rows, err := c.Drawer(ctx, "d", month)
			check(t, err)
			if len(rows) != want {
				t.Errorf("month %q: %d rows, want %d", month, len(rows), want)
			}
		}
		check(t, c.Put(ctx, nil, desk.Row{Drawer: "d", ID: "2"}))
		if _, err := c.Get(ctx, "d", "2"); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("a removed row: %v", err)
		}
		notes, err := c.Journal(ctx, "1")
		check(t, err)
		if len(notes) != 1 || notes[0] != note {
			t.Errorf("journal %+v", notes)
		}
	})
}
