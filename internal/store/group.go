package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// maxGroup bounds how many writes share one commit.
const maxGroup = 128

// maxPatience bounds how long a transaction waits for others.
const maxPatience = 2 * time.Millisecond

// ErrClosed is what Write answers after Close.
var ErrClosed = errors.New("database is closed")

// committer is the one writer of a SQLite file. While one commit is being flushed, further
// writes queue up; they then share the next transaction and its single flush.
type committer struct {
	db   *DB
	conn *sql.Conn
	kept statements
	jobs chan *job
	once sync.Once
	quit chan struct{}
	done chan struct{}

	crowd int           // how many wrote in the last transaction
	flush time.Duration // what a flush takes here, on average
}

// job is one caller's write.
type job struct {
	ctx  context.Context
	f    func(ctx context.Context, tx *Tx) error
	err  error
	done chan error
}

func newCommitter(ctx context.Context, db *DB) (*committer, error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take writing connection: %w", err)
	}
	c := &committer{db: db, conn: conn, jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{})}
	go c.loop()
	return c, nil
}

func (c *committer) stop() {
	c.once.Do(func() {
		close(c.quit)
		<-c.done
		c.kept.close()
		c.conn.Close()
	})
}

func (c *committer) write(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	j := &job{ctx: ctx, f: f, done: make(chan error, 1)}
	select {
	case c.jobs <- j:
		return <-j.done
	case <-ctx.Done():
		return ctx.Err()
	case <-c.quit:
		return ErrClosed
	}
}

func (c *committer) loop() {
	defer close(c.done)
	for {
		select {
		case j := <-c.jobs:
			c.commit(j)
		case <-c.quit:
			return
		}
	}
}

// commit runs a group in one transaction and answers everybody after its flush.
func (c *committer) commit(first *job) {
	group, err := c.transaction(first)
	if err == nil {
		c.db.flushes.Add(1)
	}
	for _, j := range group {
		j.done <- errors.Join(j.err, err)
	}
	c.crowd = len(group)
}

// transaction carries out the first write and all that join it, then flushes once.
func (c *committer) transaction(first *job) ([]*job, error) {
	ctx := context.Background()
	group := []*job{first}
	if _, err := c.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return group, fmt.Errorf("begin: %w", err)
	}
	until := time.Now().Add(c.patience())
	for next := first; next != nil; {
		if err := c.runJob(ctx, next); err != nil {
			_, rerr := c.conn.ExecContext(ctx, "ROLLBACK")
			return group, errors.Join(err, rerr)
		}
		if next = c.another(len(group), until); next != nil {
			group = append(group, next)
		}
	}
	if c.db.beforeFlush != nil {
		c.db.beforeFlush()
	}
	began := time.Now()
	if _, err := c.conn.ExecContext(ctx, "COMMIT"); err != nil {
		_, rerr := c.conn.ExecContext(ctx, "ROLLBACK")
		return group, errors.Join(fmt.Errorf("commit: %w", err), rerr)
	}
	c.flush = (c.flush*3 + time.Since(began)) / 4
	return group, nil
}

// patience is how long a transaction waits for others to join: a quarter of what a flush
// takes on this disk, and only when there were others lately. Waiting that little lets one
// flush serve more of those who would otherwise wait for the next one.
func (c *committer) patience() time.Duration {
	if c.crowd < 2 {
		return 0
	}
	return min(c.flush/4, maxPatience)
}

// another gives the next write that joins, or nil when it is time to flush.
func (c *committer) another(have int, until time.Time) *job {
	if have == maxGroup {
		return nil
	}
	select {
	case j := <-c.jobs:
		return j
	default:
	}
	wait := time.Until(until)
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case j := <-c.jobs:
		return j
	case <-timer.C:
		return nil
	case <-c.quit:
		return nil
	}
}

// runJob runs one caller's write under a savepoint, so that its failure is its own. The
// error is about the transaction as a whole.
func (c *committer) runJob(ctx context.Context, j *job) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	if _, err := c.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	j.run(&Tx{run: c})
	if j.err != nil {
		if _, err := c.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
			// A full disk or a broken file ends the whole transaction: everybody is told why.
			return fmt.Errorf("roll back to savepoint: %w", errors.Join(err, j.err))
		}
	}
	if _, err := c.ExecContext(ctx, "RELEASE one"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// run calls the caller's function. A panic in it is that caller's trouble: it must not end
// the one writer that everybody waits for.
func (j *job) run(tx *Tx) {
	defer func() {
		if trouble := recover(); trouble != nil {
			j.err = fmt.Errorf("panic in write: %v\n%s", trouble, debug.Stack())
		}
	}()
	j.err = j.f(context.WithoutCancel(j.ctx), tx)
}

// ExecContext carries out a statement, prepared once on the one connection.
func (c *committer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := c.kept.prepare(ctx, c.conn, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext reads rows inside the transaction.
func (c *committer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.kept.prepare(ctx, c.conn, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext reads one row inside the transaction.
func (c *committer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := c.kept.prepare(ctx, c.conn, query)
	if err != nil {
		return c.conn.QueryRowContext(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}
