package deskdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/store"
)

// SavePin keeps a partner's key statement, by epoch.
func (s *DB) SavePin(ctx context.Context, p desk.Pin) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO pins (office, epoch, body, jws, seen_at, confirmed) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (office, epoch) DO UPDATE SET body = excluded.body, jws = excluded.jws, seen_at = excluded.seen_at, confirmed = excluded.confirmed`,
			p.Office, p.Epoch, p.Statement, p.JWS, p.SeenAt.UnixMicro(), flag(p.Confirmed))
		return err
	})
}

const selectPin = `SELECT office, epoch, body, jws, seen_at, confirmed FROM pins WHERE office = $1`

// Pin reads a partner's statement of one epoch.
func (s *DB) Pin(ctx context.Context, office string, epoch int) (desk.Pin, error) {
	return scanPin(s.db.Read().QueryRow(ctx, selectPin+` AND epoch = $2`, office, epoch))
}

// NewestPin reads a partner's statement of the highest epoch.
func (s *DB) NewestPin(ctx context.Context, office string) (desk.Pin, error) {
	return scanPin(s.db.Read().QueryRow(ctx, selectPin+` ORDER BY epoch DESC LIMIT 1`, office))
}

func scanPin(row scanner) (desk.Pin, error) {
	var p desk.Pin
	var at int64
	var confirmed int
	err := row.Scan(&p.Office, &p.Epoch, &p.Statement, &p.JWS, &at, &confirmed)
	if errors.Is(err, sql.ErrNoRows) {
		return p, desk.ErrNotFound
	}
	if err != nil {
		return p, fmt.Errorf("read pin: %w", err)
	}
	p.SeenAt, p.Confirmed = fromMicro(at), confirmed == 1
	return p, nil
}

// SaveKey keeps an epoch of the own office's key.
func (s *DB) SaveKey(ctx context.Context, k desk.Key) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO office_keys (epoch, secret, body, jws, published, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (epoch) DO UPDATE SET published = excluded.published`,
			k.Epoch, k.Secret, k.Statement, k.JWS, flag(k.Published), k.CreatedAt.UnixMicro())
		return err
	})
}

// Keys reads the own office's epochs, oldest first.
func (s *DB) Keys(ctx context.Context) ([]desk.Key, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT epoch, secret, body, jws, published, created_at FROM office_keys ORDER BY epoch`)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	defer rows.Close()
	var out []desk.Key
	for rows.Next() {
		var k desk.Key
		var published int
		var at int64
		if err := rows.Scan(&k.Epoch, &k.Secret, &k.Statement, &k.JWS, &published, &at); err != nil {
			return nil, fmt.Errorf("read key: %w", err)
		}
		k.Published, k.CreatedAt = published == 1, fromMicro(at)
		out = append(out, k)
	}
	return out, rows.Err()
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
