package store_test

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
)

//go:embed testdata/*.sql
var migrations embed.FS

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t *testing.T, url string) *store.DB {
	t.Helper()
	db := storetest.Open(t, url)
	if err := db.Migrate(context.Background(), migrations, "testdata", "test"); err != nil {
		t.Fatal(err)
	}
	return db
}

// add writes one row.
func add(db *store.DB, id string) error {
	return db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO things (id, n) VALUES ($1, $2)`, id, 1)
		return err
	})
}

func count(t *testing.T, db *store.DB) int {
	t.Helper()
	var n int
	if err := db.Read().QueryRow(context.Background(), `SELECT COUNT(*) FROM things`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNobodyIsAnsweredBeforeTheFlush holds commits at the moment when everything is
// written and nothing is flushed.
func TestNobodyIsAnsweredBeforeTheFlush(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		held, release := make(chan struct{}, 100), make(chan struct{})
		db.BeforeFlush(func() { held <- struct{}{}; <-release })
		before := db.Flushes()
		answers := make(chan error, 8)
		for i := range 8 {
			go func() { answers <- add(db, fmt.Sprint(i)) }()
		}
		<-held
		select {
		case <-answers:
			t.Fatal("a writer was answered while the commit was held")
		case <-time.After(200 * time.Millisecond):
		}
		if n := count(t, db); n != 0 {
			t.Errorf("%d rows are visible before the flush", n)
		}
		if n := db.Flushes(); n != before {
			t.Errorf("counted %d flushes before there was one", n-before)
		}
		close(release)
		for range 8 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		if n := count(t, db); n != 8 {
			t.Errorf("%d rows, want 8", n)
		}
	})
}

func TestWritersShareOneFlushOnSQLite(t *testing.T) {
	db := open(t, storetest.SQLite(t))
	first, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	db.BeforeFlush(func() { once.Do(func() { close(first); <-release }) })
	before := db.Flushes()
	var wg sync.WaitGroup
	write := func(id string) {
		wg.Go(func() {
			if err := add(db, id); err != nil {
				t.Error(err)
			}
		})
	}
	write("first")
	<-first
	for i := range 30 {
		write(fmt.Sprint(i))
	}
	time.Sleep(100 * time.Millisecond) // let them queue up behind the held commit
	close(release)
	wg.Wait()
	if n := db.Flushes() - before; n > 3 {
		t.Errorf("31 writers took %d flushes, want one for the first and one for those who waited", n)
	}
	if n := count(t, db); n != 31 {
		t.Errorf("%d rows, want 31", n)
	}
}

var errOwn = errors.New("this one only")

func TestAFailedWriteLeavesNothingAndHarmsNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO things (id, n) VALUES ($1, 1)`, fmt.Sprint(i))
					switch {
					case err != nil:
						return err
					case i%4 == 1:
						return errOwn
					}
					return nil
				})
				if want := i%4 == 1; errors.Is(err, errOwn) != want || !want && err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != 30 {
			t.Errorf("%d rows, want the 30 that succeeded", n)
		}
	})
}

func TestAPanicIsTheTroubleOfItsCaller(t *testing.T) {
	db := open(t, storetest.SQLite(t))
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO things (id, n) VALUES ('gone', 1)`); err != nil {
			return err
		}
		panic("no such luck")
	})
	if err == nil || !strings.Contains(err.Error(), "no such luck") {
		t.Errorf("got %v, want the panic as an error", err)
	}
	if err := add(db, "next"); err != nil {
		t.Errorf("the writer did not go on: %v", err)
	}
	if n := count(t, db); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

// TestAFullDiskAcknowledgesNothing: SQLite ends the whole transaction when the disk is
// full, also for those who share it.
func TestAFullDiskAcknowledgesNothing(t *testing.T) {
	db := open(t, storetest.SQLite(t))
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		var pages int
		return tx.QueryRow(ctx, `PRAGMA max_page_count = 40`).Scan(&pages)
	})
	if err != nil {
		t.Fatal(err)
	}
	first, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	db.BeforeFlush(func() { once.Do(func() { close(first); <-release }) })
	var mu sync.Mutex
	acknowledged := 0
	var wg sync.WaitGroup
	write := func(id string, size int) {
		wg.Go(func() {
			err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO things (id, n) VALUES ($1, 1)`, id+strings.Repeat("x", size))
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				acknowledged++
			} else if !strings.Contains(err.Error(), "full") {
				t.Errorf("got %v, want an error that says what is full", err)
			}
		})
	}
	write("first", 1)
	<-first
	for i := range 10 {
		write(fmt.Sprint(i), 30_000)
	}
	time.Sleep(100 * time.Millisecond)
	close(release)
	wg.Wait()
	if n := count(t, db); n != acknowledged || acknowledged == 11 {
		t.Errorf("%d rows, %d acknowledged of 11", n, acknowledged)
	}
	if err := add(db, "small"); err != nil {
		t.Errorf("a small write after the full disk: %v", err)
	}
}

func TestWriteAfterCloseIsRefused(t *testing.T) {
	db, err := store.Open(context.Background(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := add(db, "late"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func TestAWriterWhoLeftIsNotServed(t *testing.T) {
	db := open(t, storetest.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := db.Write(ctx, func(context.Context, *store.Tx) error { t.Error("was carried out"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// TestDeadlockIsTriedAgain lets two transactions lock two rows in opposite order.
func TestDeadlockIsTriedAgain(t *testing.T) {
	db := open(t, storetest.Postgres(t))
	for _, id := range []string{"a", "b"} {
		if err := add(db, id); err != nil {
			t.Fatal(err)
		}
	}
	var meet sync.WaitGroup
	meet.Add(2)
	runs := make(chan string, 20)
	both := func(first, second string) error {
		met := false
		return db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			runs <- first
			if _, err := tx.Exec(ctx, `UPDATE things SET n = n + 1 WHERE id = $1`, first); err != nil {
				return err
			}
			if !met {
				met = true
				meet.Done()
				meet.Wait()
			}
			_, err := tx.Exec(ctx, `UPDATE things SET n = n + 1 WHERE id = $1`, second)
			return err
		})
	}
	answers := make(chan error, 2)
	go func() { answers <- both("a", "b") }()
	go func() { answers <- both("b", "a") }()
	for range 2 {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	var sum int
	if err := db.Read().QueryRow(context.Background(), `SELECT SUM(n) FROM things`).Scan(&sum); err != nil {
		t.Fatal(err)
	}
	if sum != 6 || len(runs) != 3 {
		t.Errorf("sum %d after %d runs, want 6 after 3", sum, len(runs))
	}
}

func TestManyProcessesMayMigrateAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		var wg sync.WaitGroup
		for range 4 {
			db := storetest.Open(t, url)
			wg.Go(func() {
				if err := db.Migrate(context.Background(), migrations, "testdata", "test"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestADatabaseThatDoesNotFlushIsRefused(t *testing.T) {
	url := storetest.Postgres(t)
	name := url[strings.LastIndex(url, "/"+"test")+1 : strings.Index(url, "?")]
	db := storetest.Open(t, url)
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `ALTER DATABASE `+name+` SET synchronous_commit = off`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	weak, err := store.Open(context.Background(), url)
	if err == nil {
		weak.Close()
		t.Fatal("opened a database whose commits are not durable")
	}
	if !strings.Contains(err.Error(), "durable") {
		t.Errorf("got %v, want an error that says why", err)
	}
}

func TestWhatWasAcknowledgedIsThereAfterReopening(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(context.Background(), url)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(context.Background(), migrations, "testdata", "test"); err != nil {
			t.Fatal(err)
		}
		if err := add(db, "kept"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if n := count(t, open(t, url)); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}
