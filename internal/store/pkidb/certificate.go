package pkidb

import (
	"context"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

const columns = `serial, office, terminal, types, spki, status, lint, der, follows, next, created_at, not_after, reason`

// AddCertificate fulfils pki.Tx.
func (t tx) AddCertificate(ctx context.Context, c pki.Certificate) error {
	types, err := encodeTypes(c.Types)
	if err != nil {
		return err
	}
	_, err = t.did(ctx, "add certificate", `INSERT INTO certificates (`+columns+`, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)`,
		c.Serial, c.Office, c.Terminal, types, key(c.SPKI), string(c.Status), some(c.Lint), some(c.DER), c.Follows, c.Next,
		c.Created.UnixMicro(), c.NotAfter.UnixMicro(), c.Reason)
	return err
}

// some is never null.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Certificate fulfils pki.Tx.
func (t tx) Certificate(ctx context.Context, serial string) (pki.Certificate, error) {
	return scan(t.QueryRow(ctx, `SELECT `+columns+` FROM certificates WHERE serial = $1`, serial))
}

// OfKey fulfils pki.Tx.
func (t tx) OfKey(ctx context.Context, spki [32]byte) ([]pki.Certificate, error) {
	return t.list(ctx, `SELECT `+columns+` FROM certificates WHERE spki = $1 ORDER BY created_at, serial`, key(spki))
}

// OfTerminal fulfils pki.Tx.
func (t tx) OfTerminal(ctx context.Context, terminal string) ([]pki.Certificate, error) {
	return t.list(ctx, `SELECT `+columns+` FROM certificates WHERE terminal = $1 ORDER BY created_at, serial`, terminal)
}

func (t tx) list(ctx context.Context, query string, args ...any) ([]pki.Certificate, error) {
	rows, err := t.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list certificates: %w", err)
	}
	defer rows.Close()
	var out []pki.Certificate
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// scanner is one row of either kind.
type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (pki.Certificate, error) {
	var c pki.Certificate
	var types, spki string
	var created, notAfter int64
	err := row.Scan(&c.Serial, &c.Office, &c.Terminal, &types, &spki, &c.Status, &c.Lint, &c.DER, &c.Follows, &c.Next, &created, &notAfter, &c.Reason)
	if err != nil {
		return c, noRow(err)
	}
	c.Created, c.NotAfter = time.UnixMicro(created).UTC(), time.UnixMicro(notAfter).UTC()
	if c.SPKI, err = parseKey(spki); err != nil {
		return c, err
	}
	c.Types, err = decodeTypes(types)
	return c, err
}

// Succeed fulfils pki.Tx.
func (t tx) Succeed(ctx context.Context, serial, before, next string) (bool, error) {
	n, err := t.did(ctx, "name successor", `UPDATE certificates SET next = $1 WHERE serial = $2 AND status = 'good' AND next = $3`, next, serial, before)
	return n == 1, err
}

// Sign fulfils pki.Tx.
func (t tx) Sign(ctx context.Context, serial string, der []byte) (bool, error) {
	n, err := t.did(ctx, "sign certificate", `UPDATE certificates SET status = 'good', der = $1 WHERE serial = $2 AND status = 'wait'`, der, serial)
	return n == 1, err
}

// End fulfils pki.Tx.
func (t tx) End(ctx context.Context, serial string, to pki.Status, reason string, at time.Time) (bool, error) {
	n, err := t.did(ctx, "end certificate", `UPDATE certificates SET status = $1, reason = $2, ended_at = $3 WHERE serial = $4 AND status IN ('wait', 'good')`,
		string(to), reason, at.UnixMicro(), serial)
	return n == 1, err
}

// EndTerminal fulfils pki.Tx.
func (t tx) EndTerminal(ctx context.Context, terminal string, reason string, at time.Time) (int, error) {
	return t.did(ctx, "end terminal", `UPDATE certificates SET status = 'revoked', reason = $1, ended_at = $2 WHERE terminal = $3 AND status IN ('wait', 'good')`,
		reason, at.UnixMicro(), terminal)
}
