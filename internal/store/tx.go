package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// Tx is one transaction.
type Tx struct{ run runner }

// runner is what a transaction runs on: SQLite's one connection with its own prepared
// statements, or a transaction of PostgreSQL's driver, which prepares by itself.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Exec carries out a statement.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return tx.run.ExecContext(ctx, query, args...)
}

// Query reads rows.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.run.QueryContext(ctx, query, args...)
}

// QueryRow reads one row.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.run.QueryRowContext(ctx, query, args...)
}

// Write carries out f in one transaction and returns when it was committed and flushed.
// On SQLite the writes of several callers share one commit, each under its own savepoint;
// on PostgreSQL each has its own transaction, tried again when another one was faster: f
// may run several times and must not keep what it did in a failed run.
func (db *DB) Write(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if db.group != nil {
		return db.group.write(ctx, f)
	}
	for tries := 0; ; tries++ {
		err := db.writeOnce(ctx, f)
		if err == nil || tries == 9 || !db.dialect.again(err) {
			return err
		}
	}
}

func (db *DB) writeOnce(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	t, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback() // after a commit it does nothing; the error of f says more than its own
	if err := f(ctx, &Tx{run: t}); err != nil {
		return err
	}
	if db.beforeFlush != nil {
		db.beforeFlush()
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	db.flushes.Add(1)
	return nil
}

// Reader reads outside transactions.
type Reader struct{ db *DB }

// Read gives the reading side.
func (db *DB) Read() Reader { return Reader{db} }

// Query reads rows.
func (r Reader) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := r.db.reads.prepare(ctx, r.db.read, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRow reads one row.
func (r Reader) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := r.db.reads.prepare(ctx, r.db.read, query)
	if err != nil {
		return r.db.read.QueryRowContext(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

// preparer is a pool or a connection.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements keeps prepared statements by their text.
type statements struct {
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

func (c *statements) prepare(ctx context.Context, on preparer, query string) (*sql.Stmt, error) {
	c.mu.RLock()
	s := c.kept[query]
	c.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.kept[query]; s != nil {
		return s, nil
	}
	s, err := on.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, fmt.Errorf("prepare statement: %w", err)
	}
	if c.kept == nil {
		c.kept = map[string]*sql.Stmt{}
	}
	c.kept[query] = s
	return s, nil
}

func (c *statements) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.kept {
		s.Close()
	}
}
