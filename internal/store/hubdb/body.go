package hubdb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// UseBody counts a use of a body that is not claimed.
func (t *tx) UseBody(ctx context.Context, h header.Hash) (bool, error) {
	n, err := t.exec(ctx, `INSERT INTO bodies (digest, uses, claimed) VALUES ($1, 1, 0)
		ON CONFLICT (digest) DO UPDATE SET uses = bodies.uses + 1 WHERE bodies.uses >= 0`, h[:])
	return n == 1, noRow("count use of body", err)
}

// LeaveBody counts one use less.
func (t *tx) LeaveBody(ctx context.Context, h header.Hash) error {
	return t.one(ctx, "leave body", `UPDATE bodies SET uses = uses - 1 WHERE digest = $1 AND uses > 0`, h[:])
}

// BodyUses reads how many letters need a body.
func (t *tx) BodyUses(ctx context.Context, h header.Hash) (int64, error) {
	var n int64
	err := noRow("read uses of body", t.run.QueryRow(ctx, `SELECT uses FROM bodies WHERE digest = $1`, h[:]).Scan(&n))
	if errors.Is(err, exchange.ErrNoRow) {
		return 0, nil
	}
	return n, err
}

// ClaimBody claims a body for removal.
func (t *tx) ClaimBody(ctx context.Context, h header.Hash, at, left time.Time) (bool, error) {
	n, err := t.exec(ctx, `INSERT INTO bodies (digest, uses, claimed) VALUES ($1, -1, $2)
		ON CONFLICT (digest) DO UPDATE SET uses = -1, claimed = excluded.claimed
		WHERE bodies.uses = 0 OR bodies.uses < 0 AND bodies.claimed < $3`, h[:], micro(at), micro(left))
	return n == 1, noRow("claim body", err)
}

// LeftBodies lists claims that nobody finished.
func (t *tx) LeftBodies(ctx context.Context, before time.Time, limit int) ([]header.Hash, error) {
	rows, err := t.run.Query(ctx, `SELECT digest FROM bodies WHERE uses < 0 AND claimed < $1 ORDER BY claimed LIMIT $2`, micro(before), limit)
	if err != nil {
		return nil, fmt.Errorf("list claimed bodies: %w", err)
	}
	defer rows.Close()
	var out []header.Hash
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fmt.Errorf("list claimed bodies: %w", err)
		}
		h, err := hash(b)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// ForgetBody ends a claim.
func (t *tx) ForgetBody(ctx context.Context, h header.Hash, at time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM bodies WHERE digest = $1 AND uses < 0 AND claimed = $2`, h[:], micro(at))
	return noRow("end claim of body", err)
}
