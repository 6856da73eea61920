package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// dialect is all in which the two engines differ.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

func dialectOf(u string) dialect {
	if strings.HasPrefix(u, "postgres://") || strings.HasPrefix(u, "postgresql://") {
		return postgres
	}
	return sqlite
}

func (d dialect) oneWriter() bool { return d == sqlite }

func (d dialect) goose() database.Dialect {
	if d == postgres {
		return database.DialectPostgres
	}
	return database.DialectSQLite3
}

// open gives the pool that writes and the pool that reads.
func (d dialect) open(u string) (write, read *sql.DB, err error) {
	if d == postgres {
		write, err = sql.Open("pgx", u)
		if err != nil {
			return nil, nil, err
		}
		write.SetMaxOpenConns(16)
		write.SetMaxIdleConns(16)
		return write, write, nil
	}
	return openSQLite(strings.TrimPrefix(u, "sqlite:"))
}

// sqlitePragmas: WAL lets readers go on beside the writer; synchronous=FULL flushes the
// log at each commit, without which an answer would promise what a loss of power takes
// back; busy_timeout covers a second process; _txlock takes the write lock at BEGIN;
// wal_autocheckpoint copies the log back every 32 MB, because each copy costs a flush of its
// own.
const sqlitePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(8000)"

func openSQLite(path string) (write, read *sql.DB, err error) {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqlitePragmas
	write, err = sql.Open("sqlite", name+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open("sqlite", name)
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	return write, read, nil
}

// again reports whether a transaction failed only because another one was faster.
func (d dialect) again(err error) bool {
	var pg *pgconn.PgError
	if d != postgres || !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "40001" || pg.Code == "40P01"
}

// checkDurable refuses an engine that would say yes before it has flushed. Both engines can
// be told to, and a loss of power then takes back everything that was acknowledged.
func (d dialect) checkDurable(ctx context.Context, db *sql.DB) error {
	if d == postgres {
		if err := setting(ctx, db, "SHOW fsync", "on"); err != nil {
			return err
		}
		return setting(ctx, db, "SHOW synchronous_commit", "on", "local", "remote_apply", "remote_write")
	}
	if err := setting(ctx, db, "PRAGMA journal_mode", "wal"); err != nil {
		return err
	}
	return setting(ctx, db, "PRAGMA synchronous", "2")
}

// setting refuses a value that is not one of the safe ones.
func setting(ctx context.Context, db *sql.DB, query string, safe ...string) error {
	var value string
	if err := db.QueryRowContext(ctx, query).Scan(&value); err != nil {
		return fmt.Errorf("ask database for %q: %w", query, err)
	}
	for _, s := range safe {
		if value == s {
			return nil
		}
	}
	return fmt.Errorf("database answers %q to %q: commits would not be durable", value, query)
}

// migrating gives what keeps two processes from migrating at once. PostgreSQL has a lock
// for it; on SQLite the slower one fails, and tries again.
func (d dialect) migrating() []goose.ProviderOption {
	if d != postgres {
		return nil
	}
	return []goose.ProviderOption{goose.WithSessionLocker(advisory{})}
}

// advisory is PostgreSQL's lock of a session.
type advisory struct{}

// migrationLock is a number of our own among the locks of a PostgreSQL database.
const migrationLock = 0x7461_7375_6b69

// SessionLock waits for the lock.
func (advisory) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock))
	return err
}

// SessionUnlock gives it back.
func (advisory) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return err
}
