// Package regiondb keeps the map in SQL: rows in named drawers, the journal, and the accounts
// of its people. It knows region's rows and internal/store's dialects. It never looks into a
// row's body, and never decides who may see it.
package regiondb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/region"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is a map's store. It fulfils region.Store.
type DB struct{ db *store.DB }

var _ region.Store = (*DB)(nil)

// Open brings the schema up to date and gives the store.
func Open(ctx context.Context, db *store.DB) (*DB, error) {
	if err := db.Migrate(ctx, migrations, "migrations", "region"); err != nil {
		return nil, fmt.Errorf("migrate map: %w", err)
	}
	return &DB{db: db}, nil
}

// Put writes rows and notes, all or none, and gives the number of the last row.
func (s *DB) Put(ctx context.Context, notes []region.Note, rows ...region.Row) (int64, error) {
	var last int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		// The counter's row is taken first: on PostgreSQL it makes writers wait for each
		// other, so that nobody reads a number before all smaller ones are there.
		if err := tx.QueryRow(ctx, `UPDATE counter SET seq = seq + $1 WHERE name = 'map' RETURNING seq`, len(rows)+1).Scan(&last); err != nil {
			return fmt.Errorf("take number: %w", err)
		}
		for i, r := range rows {
			if err := putRow(ctx, tx, r, last-int64(len(rows)-1-i)); err != nil {
				return err
			}
		}
		for i, n := range notes {
			if err := putNote(ctx, tx, n, last, i); err != nil {
				return err
			}
		}
		return nil
	})
	return last, err
}

func putRow(ctx context.Context, tx *store.Tx, r region.Row, seq int64) error {
	query := `UPDATE map_rows SET version = version + 1, seq = $4, body = $5 WHERE drawer = $1 AND id = $2 AND version = $3`
	if r.Version == 0 {
		query = `INSERT INTO map_rows (drawer, id, version, seq, body) VALUES ($1, $2, $3 + 1, $4, $5) ON CONFLICT DO NOTHING`
	}
	res, err := tx.Exec(ctx, query, r.Drawer, r.ID, r.Version, seq, r.Body)
	if err != nil {
		return fmt.Errorf("write row of %s: %w", r.Drawer, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("write row of %s: %w", r.Drawer, region.ErrConflict)
	}
	return nil
}

func putNote(ctx context.Context, tx *store.Tx, n region.Note, seq int64, line int) error {
	_, err := tx.Exec(ctx, `INSERT INTO map_journal (seq, line, at, who, verb, subject, note) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		seq, line, n.At.UnixMicro(), n.Who, n.Verb, n.Subject, n.Text)
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	return nil
}

// Since reads the rows changed after a number, in the order of change, without lists.
func (s *DB) Since(ctx context.Context, seq int64) ([]region.Row, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT drawer, id, version, seq, body FROM map_rows WHERE seq > $1 AND drawer <> $2 ORDER BY seq`, seq, region.Lists)
	if err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	defer rows.Close()
	var out []region.Row
	for rows.Next() {
		var r region.Row
		if err := rows.Scan(&r.Drawer, &r.ID, &r.Version, &r.Seq, &r.Body); err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// List reads the body of a large row.
func (s *DB) List(ctx context.Context, id string) ([]byte, error) {
	r, err := s.row(ctx, region.Lists, id)
	return r.Body, err
}

// row reads one row; a removed one is not there.
func (s *DB) row(ctx context.Context, drawer, id string) (region.Row, error) {
	r := region.Row{Drawer: drawer, ID: id}
	err := s.db.Read().QueryRow(ctx, `SELECT version, seq, body FROM map_rows WHERE drawer = $1 AND id = $2`, drawer, id).Scan(&r.Version, &r.Seq, &r.Body)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.Body == nil {
		return r, region.ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("read row of %s: %w", drawer, err)
	}
	return r, nil
}

// Journal reads what was done about a subject, oldest first; "" = about everything.
func (s *DB) Journal(ctx context.Context, subject string) ([]region.Note, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT at, who, verb, subject, note FROM map_journal WHERE $1 = '' OR subject = $1 ORDER BY seq, line`, subject)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	defer rows.Close()
	var out []region.Note
	for rows.Next() {
		var n region.Note
		var at int64
		if err := rows.Scan(&at, &n.Who, &n.Verb, &n.Subject, &n.Text); err != nil {
			return nil, fmt.Errorf("read journal: %w", err)
		}
		n.At = time.UnixMicro(at).UTC()
		out = append(out, n)
	}
	return out, rows.Err()
}
