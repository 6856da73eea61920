// Package deskdb keeps a desk's rows in SQL: outbox, inbox, events, cursors, pins and
// office keys. It knows desk's types and internal/store's dialects. It never decides what
// a state may become, and never holds a sealed letter: those are files.
package deskdb

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is a desk's store. It fulfils desk.Store.
type DB struct{ db *store.DB }

var _ desk.Store = (*DB)(nil)

// Open brings the schema up to date and gives the store.
func Open(ctx context.Context, db *store.DB) (*DB, error) {
	if err := db.Migrate(ctx, migrations, "migrations", "desk"); err != nil {
		return nil, fmt.Errorf("migrate desk: %w", err)
	}
	return &DB{db: db}, nil
}

// SaveOutgoing writes a letter of the outbox with the event that explains the change.
func (s *DB) SaveOutgoing(ctx context.Context, o desk.Outgoing, e desk.Event) error {
	row, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode letter of outbox: %w", err)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO outgoing (letter, state, queued_at, row_json) VALUES ($1, $2, $3, $4)
			ON CONFLICT (letter) DO UPDATE SET state = excluded.state, queued_at = excluded.queued_at, row_json = excluded.row_json`,
			o.Letter.String(), string(o.State), o.QueuedAt.UnixMicro(), string(row))
		if err != nil {
			return fmt.Errorf("write letter of outbox: %w", err)
		}
		return appendEvent(ctx, tx, e)
	})
}

// Outgoing reads a letter of the outbox.
func (s *DB) Outgoing(ctx context.Context, id header.LetterID) (desk.Outgoing, error) {
	var o desk.Outgoing
	row := s.db.Read().QueryRow(ctx, `SELECT row_json FROM outgoing WHERE letter = $1`, id.String())
	return o, scanJSON(row, &o)
}

// ListOutgoing reads the outbox, oldest first.
func (s *DB) ListOutgoing(ctx context.Context) ([]desk.Outgoing, error) {
	return list[desk.Outgoing](ctx, s.db, `SELECT row_json FROM outgoing ORDER BY queued_at, letter`)
}

// AddIncoming writes a letter of the inbox once.
func (s *DB) AddIncoming(ctx context.Context, in desk.Incoming, e desk.Event) (bool, error) {
	row, err := json.Marshal(in)
	if err != nil {
		return false, fmt.Errorf("encode letter of inbox: %w", err)
	}
	added := false
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		res, err := tx.Exec(ctx, `INSERT INTO incoming (from_address, letter, state, seen_at, row_json) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`, in.From.String(), in.Letter.String(), string(in.State), in.SeenAt.UnixMicro(), string(row))
		if err != nil {
			return fmt.Errorf("write letter of inbox: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		added = true
		return appendEvent(ctx, tx, e)
	})
	return added, err
}

// SaveIncoming changes a letter of the inbox with the event that explains the change.
func (s *DB) SaveIncoming(ctx context.Context, in desk.Incoming, e desk.Event) error {
	row, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode letter of inbox: %w", err)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE incoming SET state = $1, row_json = $2 WHERE from_address = $3 AND letter = $4`,
			string(in.State), string(row), in.From.String(), in.Letter.String())
		if err != nil {
			return fmt.Errorf("write letter of inbox: %w", err)
		}
		return appendEvent(ctx, tx, e)
	})
}

// Incoming reads a letter of the inbox.
func (s *DB) Incoming(ctx context.Context, from header.Address, id header.LetterID) (desk.Incoming, error) {
	var in desk.Incoming
	row := s.db.Read().QueryRow(ctx, `SELECT row_json FROM incoming WHERE from_address = $1 AND letter = $2`, from.String(), id.String())
	return in, scanJSON(row, &in)
}

// ListIncoming reads the inbox, oldest first.
func (s *DB) ListIncoming(ctx context.Context) ([]desk.Incoming, error) {
	return list[desk.Incoming](ctx, s.db, `SELECT row_json FROM incoming ORDER BY seen_at, from_address, letter`)
}

// Cursor is how far a mailbox has been read.
func (s *DB) Cursor(ctx context.Context, box header.Address) (int64, error) {
	var seen int64
	err := s.db.Read().QueryRow(ctx, `SELECT seen FROM cursors WHERE address = $1`, box.String()).Scan(&seen)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seen, err
}

// SaveCursor moves a mailbox's cursor, never backwards.
func (s *DB) SaveCursor(ctx context.Context, box header.Address, cursor int64) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO cursors (address, seen) VALUES ($1, $2)
			ON CONFLICT (address) DO UPDATE SET seen = excluded.seen WHERE cursors.seen < excluded.seen`, box.String(), cursor)
		return err
	})
}

// scanner is one row of either kind.
type scanner interface{ Scan(dest ...any) error }

func scanJSON(row scanner, into any) error {
	var text string
	if err := row.Scan(&text); err != nil {
		return notFound(err)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("decode row: %w", err)
	}
	return nil
}

// notFound tells a row that is not there from trouble.
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return desk.ErrNotFound
	}
	return fmt.Errorf("read row: %w", err)
}

func list[T any](ctx context.Context, db *store.DB, query string) ([]T, error) {
	rows, err := db.Read().Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list rows: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var one T
		if err := scanJSON(rows, &one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

func fromMicro(us int64) time.Time { return time.UnixMicro(us).UTC() }
