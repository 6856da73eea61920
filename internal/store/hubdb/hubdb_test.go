package hubdb_test

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/hubdb"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t testing.TB, db *store.DB) *hubdb.DB {
	t.Helper()
	rows, err := hubdb.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestContractOnSQLite(t *testing.T) {
	exchangetest.Run(t, func(t *testing.T) exchange.Store { return open(t, storetest.Open(t, storetest.SQLite(t))) })
}

// TestContractOnPostgres empties one database for each part, which is quicker than making
// one.
func TestContractOnPostgres(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t))
	rows := open(t, db)
	exchangetest.Run(t, func(t *testing.T) exchange.Store {
		empty(t, db)
		return rows
	})
}

func empty(t *testing.T, db *store.DB) {
	t.Helper()
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range tables(t, db) {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func tables(t *testing.T, db *store.DB) []string {
	t.Helper()
	rows, err := db.Read().Query(context.Background(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%_versions'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	if len(out) < 10 || rows.Err() != nil {
		t.Fatalf("found only the tables %v (%v)", out, rows.Err())
	}
	return out
}

// TestNoReceiptLeavesBeforeItsFlush holds every commit just before it is flushed, and
// counts receipts.
func TestNoReceiptLeavesBeforeItsFlush(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db := storetest.Open(t, url)
		var holding atomic.Bool
		held, release := make(chan struct{}, 100), make(chan struct{})
		db.BeforeFlush(func() {
			if holding.Load() {
				held <- struct{}{}
				<-release
			}
		})
		w := exchangetest.NewWorld(t, open(t, db))
		holding.Store(true)
		before := db.Flushes()
		var receipts atomic.Int64
		var wg sync.WaitGroup
		for range 10 {
			envelope := w.Envelope(w.Header(w.A, w.B), 3000)
			wg.Go(func() {
				if _, err := w.Accept(w.A, envelope); err != nil {
					t.Errorf("accept: %v", err)
				}
				if db.Flushes() == before {
					t.Error("a receipt left before any flush")
				}
				receipts.Add(1)
			})
		}
		<-held
		time.Sleep(200 * time.Millisecond)
		if n := receipts.Load(); n != 0 {
			t.Errorf("%d receipts left while the commit was held", n)
		}
		if n := len(w.Lines(w.B)); n != 0 {
			t.Errorf("%d letters are listed before they are flushed", n)
		}
		close(release)
		wg.Wait()
		if n := len(w.Lines(w.B)); n != 10 {
			t.Errorf("%d letters listed, want 10", n)
		}
		t.Logf("%d flushes for 10 receipts", db.Flushes()-before)
	})
}

// TestAnswersWaitForTheirFlush does the same for the other verbs that promise something:
// no byte of a fetch, no answer, no withdrawal.
func TestAnswersWaitForTheirFlush(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db := storetest.Open(t, url)
		var hold atomic.Pointer[chan struct{}]
		db.BeforeFlush(func() {
			if release := hold.Load(); release != nil {
				<-*release
			}
		})
		w := exchangetest.NewWorld(t, open(t, db))
		s, back := w.Send(w.A, w.B), w.Send(w.A, w.B)
		for _, verb := range []struct {
			name string
			do   func() error
		}{
			{"fetch", func() error { _, err := w.Fetch(w.B, s); return err }},
			{"answer", func() error { return w.Answer(w.B, s, "imported", nil) }},
			{"withdraw", func() error { return w.Service.Withdraw(t.Context(), w.A.Caller(), back.From, back.Letter) }},
			{"announce a key", func() error {
				next := w.NextStatement(w.C, w.C.Terminals[0], w.C.Terminals...)
				return w.Service.PublishStatement(t.Context(), w.C.Caller(), next, []byte("sealed"))
			}},
		} {
			release := make(chan struct{})
			hold.Store(&release)
			done := make(chan error, 1)
			go func() { done <- verb.do() }()
			select {
			case err := <-done:
				t.Errorf("%s was answered (%v) before its flush", verb.name, err)
			case <-time.After(150 * time.Millisecond):
			}
			close(release)
			if err := <-done; err != nil {
				t.Errorf("%s: %v", verb.name, err)
			}
		}
	})
}

// TestMemoryOutlivesTheProcess sends again after a restart.
func TestMemoryOutlivesTheProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		first, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		w := exchangetest.NewWorld(t, open(t, first))
		s := w.Send(w.A, w.B)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		w.Service.Store = open(t, storetest.Open(t, url))
		again, err := w.Accept(w.A, s.Envelope)
		if err != nil || !bytes.Equal(again, s.Receipt) {
			t.Errorf("after a restart the letter got another receipt: %v", err)
		}
		got, err := w.Fetch(w.B, s)
		if err != nil || !bytes.Equal(got, s.Envelope) {
			t.Errorf("after a restart the letter does not come back: %v", err)
		}
		if h := header.HashOf(got); h != header.HashOf(s.Envelope) {
			t.Errorf("digest %s", h)
		}
	})
}

// TestTwoHubsShareOnePostgres: another process's accept to another mailbox commits while
// one is held open. A lock on more than the mailbox would show here.
func TestTwoHubsShareOnePostgres(t *testing.T) {
	url := storetest.Postgres(t)
	slow, quick := storetest.Open(t, url), storetest.Open(t, url)
	var holding atomic.Bool
	held, release := make(chan struct{}), make(chan struct{})
	slow.BeforeFlush(func() {
		if holding.CompareAndSwap(true, false) {
			close(held)
			<-release
		}
	})
	w := exchangetest.NewWorld(t, open(t, slow))
	second := w.Second()
	second.Store = open(t, quick)
	accept := func(s *exchange.Service, from, to *exchangetest.Office) chan error {
		envelope := w.Envelope(w.Header(from, to), 3000)
		done := make(chan error, 1)
		go func() {
			_, err := s.Accept(t.Context(), from.Caller(), bytes.NewReader(envelope), int64(len(envelope)))
			done <- err
		}()
		return done
	}
	holding.Store(true)
	first := accept(w.Service, w.A, w.B)
	<-held
	if err := <-accept(second, w.C, w.A); err != nil {
		t.Errorf("an accept to another mailbox: %v", err)
	}
	same := accept(second, w.C, w.B)
	select {
	case err := <-same:
		t.Errorf("an accept to the same mailbox overtook the held one (%v)", err)
	case <-time.After(200 * time.Millisecond):
	}
	close(release)
	for _, done := range []chan error{first, same} {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := len(w.Lines(w.B)); n != 2 {
		t.Errorf("%d lines, want 2", n)
	}
}
