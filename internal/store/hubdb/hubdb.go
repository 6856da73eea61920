// Package hubdb keeps the post office's rows in SQL, one text for SQLite and PostgreSQL. It
// knows exchange's types and internal/store's engines. It holds no rule of the post office:
// it finds, adds, and changes under a condition.
package hubdb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is the post office's store. It fulfils exchange.Store.
type DB struct{ db *store.DB }

var _ exchange.Store = (*DB)(nil)

// Open brings the schema up to date and gives the store.
func Open(ctx context.Context, db *store.DB) (*DB, error) {
	if err := db.Migrate(ctx, migrations, "migrations", "hub"); err != nil {
		return nil, fmt.Errorf("migrate hub: %w", err)
	}
	return &DB{db: db}, nil
}

// Write carries out f in one durable transaction.
func (s *DB) Write(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, t *store.Tx) error { return f(ctx, &tx{run: t}) })
}

// Read lets f look. On both engines each statement sees what is committed; the callers
// read rows that only ever grow or are read alone.
func (s *DB) Read(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	return f(ctx, &tx{run: s.db.Read()})
}

// runner is a transaction, or the reading side.
type runner interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// writer is a transaction.
type writer interface {
	runner
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// tx is exchange.Tx over SQL.
type tx struct{ run runner }

var errReadOnly = errors.New("hubdb: write outside a transaction")

// exec carries out a change and gives how many rows it touched.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	w, ok := t.run.(writer)
	if !ok {
		return 0, errReadOnly
	}
	res, err := w.Exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// one carries out a change of exactly one row.
func (t *tx) one(ctx context.Context, what, query string, args ...any) error {
	n, err := t.exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if n != 1 {
		return fmt.Errorf("%s: touched %d rows", what, n)
	}
	return nil
}

// scanner is one row of either kind.
type scanner interface{ Scan(dest ...any) error }

// noRow turns the driver's word for a missing row into the room's.
func noRow(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return exchange.ErrNoRow
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// small is a boolean as both engines keep it.
func small(b bool) int {
	if b {
		return 1
	}
	return 0
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicro(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// hash reads a stored digest.
func hash(b []byte) (header.Hash, error) {
	if len(b) != len(header.Hash{}) {
		return header.Hash{}, fmt.Errorf("stored digest has %d bytes", len(b))
	}
	return header.Hash(b), nil
}

// NextCursor counts a mailbox on, under the row's lock.
func (t *tx) NextCursor(ctx context.Context, box header.Address) (int64, error) {
	var cursor int64
	err := t.run.QueryRow(ctx, `INSERT INTO mailboxes (address, cursor) VALUES ($1, 1)
		ON CONFLICT (address) DO UPDATE SET cursor = mailboxes.cursor + 1 RETURNING cursor`, box.String()).Scan(&cursor)
	return cursor, noRow("count mailbox on", err)
}

// Touch writes that a process is alive.
func (t *tx) Touch(ctx context.Context, node string, at time.Time) error {
	return t.one(ctx, "touch", `INSERT INTO touches (node, at) VALUES ($1, $2) ON CONFLICT (node) DO UPDATE SET at = excluded.at`, node, micro(at))
}

// Lease takes or renews a lease.
func (t *tx) Lease(ctx context.Context, name, holder string, now time.Time, length time.Duration) (bool, error) {
	n, err := t.exec(ctx, `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until < $4`, name, holder, micro(now.Add(length)), micro(now))
	return n == 1, noRow("take lease", err)
}
