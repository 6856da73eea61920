// Package regiontest is the contract of region.Store as tests: whatever keeps the map must
// pass it. It knows the interface only, never an engine, and never the map's own things.
package regiontest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/region"
)

// Suite runs the contract; open gives an empty store.
func Suite(t *testing.T, open func(t *testing.T) region.Store) {
	t.Run("versions", func(t *testing.T) { versions(t, open(t)) })
	t.Run("all or none", func(t *testing.T) { allOrNone(t, open(t)) })
	t.Run("since", func(t *testing.T) { since(t, open(t)) })
	t.Run("removed", func(t *testing.T) { removed(t, open(t)) })
	t.Run("lists", func(t *testing.T) { lists(t, open(t)) })
	t.Run("journal", func(t *testing.T) { journal(t, open(t)) })
	t.Run("no number is seen before a smaller one", func(t *testing.T) { order(t, open(t)) })
}

func put(t *testing.T, s region.Store, rows ...region.Row) int64 {
	t.Helper()
	n, err := s.Put(t.Context(), nil, rows...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func read(t *testing.T, s region.Store, seq int64) []region.Row {
	t.Helper()
	rows, err := s.Since(t.Context(), seq)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func versions(t *testing.T, s region.Store) {
	row := region.Row{Drawer: "d", ID: "1", Body: []byte("{}")}
	put(t, s, row)
	if _, err := s.Put(t.Context(), nil, row); !errors.Is(err, region.ErrConflict) {
		t.Errorf("a second new row: %v", err)
	}
	row.Version, row.Body = 1, []byte(`{"a":1}`)
	put(t, s, row)
	if _, err := s.Put(t.Context(), nil, row); !errors.Is(err, region.ErrConflict) {
		t.Errorf("a stale row: %v", err)
	}
	got := read(t, s, 0)
	if len(got) != 1 || got[0].Version != 2 || string(got[0].Body) != `{"a":1}` {
		t.Errorf("%+v", got)
	}
}

func allOrNone(t *testing.T, s region.Store) {
	put(t, s, region.Row{Drawer: "d", ID: "1", Body: []byte("1")})
	note := region.Note{At: time.UnixMicro(1e15).UTC(), Verb: "made", Subject: "2"}
	_, err := s.Put(t.Context(), []region.Note{note}, region.Row{Drawer: "d", ID: "2", Body: []byte("2")}, region.Row{Drawer: "d", ID: "1", Version: 9, Body: []byte("x")})
	if !errors.Is(err, region.ErrConflict) {
		t.Fatalf("a stale row among others: %v", err)
	}
	if got := read(t, s, 0); len(got) != 1 || string(got[0].Body) != "1" {
		t.Errorf("half of a refused write stayed: %+v", got)
	}
	if notes, _ := s.Journal(t.Context(), ""); len(notes) != 0 {
		t.Errorf("the note of a refused write stayed: %+v", notes)
	}
}

func since(t *testing.T, s region.Store) {
	a := put(t, s, region.Row{Drawer: "d", ID: "1", Body: []byte("1")}, region.Row{Drawer: "e", ID: "1", Body: []byte("2")})
	b := put(t, s, region.Row{Drawer: "d", ID: "1", Version: 1, Body: []byte("3")})
	if b <= a {
		t.Errorf("numbers %d then %d", a, b)
	}
	if got := read(t, s, a); len(got) != 1 || got[0].Drawer != "d" || got[0].Seq != b {
		t.Errorf("after %d: %+v", a, got)
	}
	if got := read(t, s, 0); len(got) != 2 || got[0].Drawer != "e" || got[1].Seq != b {
		t.Errorf("all: %+v", got)
	}
	if got := read(t, s, b); len(got) != 0 {
		t.Errorf("after the last: %+v", got)
	}
}

func removed(t *testing.T, s region.Store) {
	put(t, s, region.Row{Drawer: "d", ID: "1", Body: []byte("1")})
	put(t, s, region.Row{Drawer: "d", ID: "1", Version: 1})
	got := read(t, s, 0)
	if len(got) != 1 || got[0].Body != nil || got[0].Version != 2 {
		t.Errorf("a removed row must say so: %+v", got)
	}
	put(t, s, region.Row{Drawer: "d", ID: "1", Version: 2, Body: []byte("again")})
	if got := read(t, s, 0); len(got) != 1 || string(got[0].Body) != "again" {
		t.Errorf("a row that came back: %+v", got)
	}
}

func lists(t *testing.T, s region.Store) {
	body := bytes.Repeat([]byte("襷\x00"), 1<<18)
	put(t, s, region.Row{Drawer: region.Lists, ID: "1", Body: body})
	if got := read(t, s, 0); len(got) != 0 {
		t.Errorf("a list among the rows")
	}
	got, err := s.List(t.Context(), "1")
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("list: %d bytes, %v", len(got), err)
	}
	if _, err := s.List(t.Context(), "2"); !errors.Is(err, region.ErrNotFound) {
		t.Errorf("a list that is not there: %v", err)
	}
}

func journal(t *testing.T, s region.Store) {
	for i := range 3 {
		n := region.Note{At: time.UnixMicro(1e15 + int64(i)).UTC(), Who: "w", Verb: "did", Subject: fmt.Sprint(i % 2), Text: "こと"}
		if _, err := s.Put(t.Context(), []region.Note{n}); err != nil {
			t.Fatal(err)
		}
	}
	of, err := s.Journal(t.Context(), "0")
	if err != nil || len(of) != 2 || !of[0].At.Before(of[1].At) || of[0].Text != "こと" || of[0].Who != "w" {
		t.Errorf("%+v %v", of, err)
	}
	if all, err := s.Journal(t.Context(), ""); err != nil || len(all) != 3 {
		t.Errorf("%+v %v", all, err)
	}
}

// order lets writers run beside a reader that goes on from the last number it saw: it must
// see every row.
func order(t *testing.T, s region.Store) {
	const writers, each = 4, 20
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Put(t.Context(), nil, region.Row{Drawer: "d", ID: fmt.Sprint(w, "/", i), Body: []byte("1")}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	seen, last := map[string]bool{}, int64(0)
	for ended := false; ; {
		rows, err := s.Since(t.Context(), last)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			seen[r.ID], last = true, max(last, r.Seq)
		}
		if ended {
			break
		}
		select {
		case <-done:
			ended = true
		default:
		}
	}
	if len(seen) != writers*each {
		t.Errorf("%d of %d rows seen", len(seen), writers*each)
	}
}
