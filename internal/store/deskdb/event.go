package deskdb

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/internal/store"
)

// appendEvent adds an event behind the last one of its letter.
func appendEvent(ctx context.Context, tx *store.Tx, e desk.Event) error {
	_, err := tx.Exec(ctx, `INSERT INTO events (id, from_address, letter, step, kind, state, at, note)
		SELECT $1, $2, $3, COALESCE(MAX(step), 0) + 1, $4, $5, $6, $7 FROM events WHERE from_address = $2 AND letter = $3`,
		rand.Text(), e.From.String(), e.Letter.String(), e.Kind, string(e.State), e.At.UnixMicro(), e.Note)
	if err != nil {
		return fmt.Errorf("append event: %w", err)
	}
	return nil
}

// Events reads the story of one letter.
func (s *DB) Events(ctx context.Context, from header.Address, id header.LetterID) ([]desk.Event, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT kind, state, at, note FROM events WHERE from_address = $1 AND letter = $2 ORDER BY step`, from.String(), id.String())
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	defer rows.Close()
	var out []desk.Event
	for rows.Next() {
		e := desk.Event{From: from, Letter: id}
		var at int64
		if err := rows.Scan(&e.Kind, &e.State, &at, &e.Note); err != nil {
			return nil, fmt.Errorf("read event: %w", err)
		}
		e.At = fromMicro(at)
		out = append(out, e)
	}
	return out, rows.Err()
}
