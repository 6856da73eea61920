package pkidb

import (
	"context"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// AddCode fulfils pki.Tx.
func (t tx) AddCode(ctx context.Context, c pki.Code) error {
	types, err := encodeTypes(c.Types)
	if err != nil {
		return err
	}
	_, err = t.did(ctx, "add code", `INSERT INTO codes (hash, office, types, expires_at, spki, serial) VALUES ($1, $2, $3, $4, '', '')`,
		key(c.Hash), c.Office, types, c.Expires.UnixMicro())
	return err
}

// Code fulfils pki.Tx.
func (t tx) Code(ctx context.Context, hash [32]byte) (pki.Code, error) {
	c := pki.Code{Hash: hash}
	var types, spki string
	var expires int64
	err := t.QueryRow(ctx, `SELECT office, types, expires_at, spki, serial FROM codes WHERE hash = $1`, key(hash)).
		Scan(&c.Office, &types, &expires, &spki, &c.Serial)
	if err != nil {
		return c, noRow(err)
	}
	c.Expires = time.UnixMicro(expires).UTC()
	if c.SPKI, err = parseKey(spki); err != nil {
		return c, err
	}
	c.Types, err = decodeTypes(types)
	return c, err
}

// ClaimCode fulfils pki.Tx.
func (t tx) ClaimCode(ctx context.Context, hash, spki [32]byte, before, serial string) (bool, error) {
	n, err := t.did(ctx, "claim code", `UPDATE codes SET spki = $1, serial = $2 WHERE hash = $3 AND serial = $4`, key(spki), serial, key(hash), before)
	return n == 1, err
}

// BindKey fulfils pki.Tx. The update that changes nothing takes hold of the row.
func (t tx) BindKey(ctx context.Context, spki [32]byte, terminal, office string) (string, string, error) {
	var ownTerminal, ownOffice string
	err := t.QueryRow(ctx, `INSERT INTO keys (spki, terminal, office) VALUES ($1, $2, $3)
		ON CONFLICT (spki) DO UPDATE SET office = keys.office RETURNING terminal, office`, key(spki), terminal, office).
		Scan(&ownTerminal, &ownOffice)
	if err != nil {
		return "", "", fmt.Errorf("bind key: %w", err)
	}
	return ownTerminal, ownOffice, nil
}

// AddRevocation fulfils pki.Tx.
func (t tx) AddRevocation(ctx context.Context, r pki.Revocation) error {
	_, err := t.did(ctx, "add revocation", `INSERT INTO revocations (id, office, spki, reason, at, reported) VALUES ($1, $2, $3, $4, $5, 0)`,
		r.ID, r.Office, key(r.SPKI), r.Reason, r.At.UnixMicro())
	return err
}

// Unreported fulfils pki.Tx.
func (t tx) Unreported(ctx context.Context, limit int) ([]pki.Revocation, error) {
	rows, err := t.Query(ctx, `SELECT id, office, spki, reason, at FROM revocations WHERE reported = 0 ORDER BY at, id LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list revocations: %w", err)
	}
	defer rows.Close()
	var out []pki.Revocation
	for rows.Next() {
		var r pki.Revocation
		var spki string
		var at int64
		if err := rows.Scan(&r.ID, &r.Office, &spki, &r.Reason, &at); err != nil {
			return nil, fmt.Errorf("read revocation: %w", err)
		}
		r.At = time.UnixMicro(at).UTC()
		if r.SPKI, err = parseKey(spki); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// MarkReported fulfils pki.Tx.
func (t tx) MarkReported(ctx context.Context, id string) error {
	_, err := t.did(ctx, "mark revocation", `UPDATE revocations SET reported = 1 WHERE id = $1`, id)
	return err
}
