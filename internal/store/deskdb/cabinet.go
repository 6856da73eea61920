package deskdb

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/store"
)

var _ desk.Cabinet = (*DB)(nil)

// Put writes rows and what the journal says of them, all or none.
func (s *DB) Put(ctx context.Context, notes []desk.Note, rows ...desk.Row) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := putRow(ctx, tx, r); err != nil {
				return err
			}
		}
		for _, n := range notes {
			if err := appendNote(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// putRow writes one row if nobody changed it since it was read.
func putRow(ctx context.Context, tx *store.Tx, r desk.Row) error {
	if r.JSON == nil {
		_, err := tx.Exec(ctx, `DELETE FROM cabinet WHERE drawer = $1 AND id = $2`, r.Drawer, r.ID)
		return err
	}
	query := `UPDATE cabinet SET version = version + 1, month = $4, row_json = $5 WHERE drawer = $1 AND id = $2 AND version = $3`
	if r.Version == 0 {
		query = `INSERT INTO cabinet (drawer, id, version, month, row_json) VALUES ($1, $2, $3 + 1, $4, $5) ON CONFLICT DO NOTHING`
	}
	res, err := tx.Exec(ctx, query, r.Drawer, r.ID, r.Version, r.Month, string(r.JSON))
	if err != nil {
		return fmt.Errorf("write row of %s: %w", r.Drawer, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("write row of %s: %w", r.Drawer, desk.ErrConflict)
	}
	return nil
}

func appendNote(ctx context.Context, tx *store.Tx, n desk.Note) error {
	_, err := tx.Exec(ctx, `INSERT INTO journal (id, step, at, who, verb, subject, note)
		SELECT $1, COALESCE(MAX(step), 0) + 1, $2, $3, $4, $5, $6 FROM journal WHERE subject = $5`,
		rand.Text(), n.At.UnixMicro(), n.Who, n.Verb, n.Subject, n.Text)
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	return nil
}

// Get reads a row.
func (s *DB) Get(ctx context.Context, drawer, id string) (desk.Row, error) {
	row := s.db.Read().QueryRow(ctx, `SELECT version, month, row_json FROM cabinet WHERE drawer = $1 AND id = $2`, drawer, id)
	r := desk.Row{Drawer: drawer, ID: id}
	var text string
	if err := row.Scan(&r.Version, &r.Month, &text); err != nil {
		return r, notFound(err)
	}
	r.JSON = []byte(text)
	return r, nil
}

// Drawer reads the rows of a drawer, of one month or (month "") all, by id.
func (s *DB) Drawer(ctx context.Context, drawer, month string) ([]desk.Row, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT id, version, month, row_json FROM cabinet
		WHERE drawer = $1 AND ($2 = '' OR month = $2) ORDER BY id`, drawer, month)
	if err != nil {
		return nil, fmt.Errorf("read drawer %s: %w", drawer, err)
	}
	defer rows.Close()
	var out []desk.Row
	for rows.Next() {
		r := desk.Row{Drawer: drawer}
		var text string
		if err := rows.Scan(&r.ID, &r.Version, &r.Month, &text); err != nil {
			return nil, fmt.Errorf("read row of %s: %w", drawer, err)
		}
		r.JSON = []byte(text)
		out = append(out, r)
	}
	return out, rows.Err()
}

// Journal reads what was done about a subject, oldest first.
func (s *DB) Journal(ctx context.Context, subject string) ([]desk.Note, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT at, who, verb, note FROM journal WHERE subject = $1 ORDER BY step`, subject)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	defer rows.Close()
	var out []desk.Note
	for rows.Next() {
		n := desk.Note{Subject: subject}
		var at int64
		if err := rows.Scan(&at, &n.Who, &n.Verb, &n.Text); err != nil {
			return nil, fmt.Errorf("read journal: %w", err)
		}
		n.At = fromMicro(at)
		out = append(out, n)
	}
	return out, rows.Err()
}
