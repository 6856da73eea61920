// Package store opens a database and writes to it: dialect, migrations, group commit. It
// knows SQL engines and knows no room: the SQL of each room stands in its own package. It
// never returns from Write before the engine has flushed what was written.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync/atomic"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// DB is an open database: one text of SQL with $1 parameters for both engines.
type DB struct {
	dialect dialect
	write   *sql.DB // SQLite: exactly one connection, used by the committer alone
	read    *sql.DB
	group   *committer // SQLite only
	reads   statements
	flushes atomic.Int64

	beforeFlush func() // see BeforeFlush
}

// Open opens "postgres://…", "sqlite:PATH" or a path.
func Open(ctx context.Context, url string) (*DB, error) {
	d := dialectOf(url)
	write, read, err := d.open(url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := &DB{dialect: d, write: write, read: read}
	if err := d.checkDurable(ctx, write); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.closePools())
	}
	if d.oneWriter() {
		if db.group, err = newCommitter(ctx, db); err != nil {
			return nil, errors.Join(err, db.closePools())
		}
	}
	return db, nil
}

// Close waits for writes under way and closes. What is written later gets ErrClosed.
func (db *DB) Close() error {
	if db.group != nil {
		db.group.stop()
	}
	db.reads.close()
	return db.closePools()
}

func (db *DB) closePools() error {
	if db.read == db.write {
		return db.write.Close()
	}
	return errors.Join(db.write.Close(), db.read.Close())
}

// Migrate brings a room's schema up to date: numbered SQL files of a folder, one text for
// both engines, never edited after a release. Each room counts its own versions in the
// table NAME_versions.
func (db *DB) Migrate(ctx context.Context, files fs.FS, dir, name string) error {
	sub, err := fs.Sub(files, path.Clean(dir))
	if err != nil {
		return fmt.Errorf("find migrations: %w", err)
	}
	for tries := 0; ; tries++ {
		err := db.migrateOnce(ctx, sub, name)
		if err == nil || tries == 4 || !db.dialect.oneWriter() || ctx.Err() != nil {
			return err
		}
	}
}

func (db *DB) migrateOnce(ctx context.Context, files fs.FS, name string) error {
	versions, err := database.NewStore(db.dialect.goose(), name+"_versions")
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	options := append(db.dialect.migrating(), goose.WithStore(versions))
	p, err := goose.NewProvider(database.DialectCustom, db.read, files, options...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Engine names the engine: "sqlite" or "postgres".
func (db *DB) Engine() string { return string(db.dialect) }

// Flushes counts the commits that were flushed to disk since Open. A test compares it with
// the answers that were given.
func (db *DB) Flushes() int64 { return db.flushes.Load() }

// BeforeFlush sets what is called before each commit, when everything of it is written and
// nothing is flushed. Tests hold a commit there to see that nobody is answered yet. It must
// be set before the first write.
func (db *DB) BeforeFlush(f func()) { db.beforeFlush = f }
