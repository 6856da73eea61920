// Package pkidb keeps enrolment codes and certificates in SQL. It knows pki's types and
// internal/store's engines. It never keeps a code's secret or a private key, and decides
// nothing about who is believed.
package pkidb

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/pki"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is the authority's store. It fulfils pki.Store.
type DB struct{ db *store.DB }

var _ pki.Store = (*DB)(nil)

// Open brings the schema up to date and gives the store.
func Open(ctx context.Context, db *store.DB) (*DB, error) {
	if err := db.Migrate(ctx, migrations, "migrations", "pki"); err != nil {
		return nil, fmt.Errorf("migrate pki: %w", err)
	}
	return &DB{db: db}, nil
}

// AddCode keeps a new code.
func (s *DB) AddCode(ctx context.Context, c pki.Code) error {
	types, err := json.Marshal(c.Types)
	if err != nil {
		return fmt.Errorf("encode types: %w", err)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO codes (hash, office, types, expires_at, spki) VALUES ($1, $2, $3, $4, '')`,
			hex.EncodeToString(c.Hash[:]), c.Office, string(types), c.Expires.UnixMicro())
		return err
	})
}

// Code reads a code by the hash of its secret.
func (s *DB) Code(ctx context.Context, hash [32]byte) (pki.Code, error) {
	c := pki.Code{Hash: hash}
	var types, spki string
	var expires int64
	err := s.db.Read().QueryRow(ctx, `SELECT office, types, expires_at, spki FROM codes WHERE hash = $1`, hex.EncodeToString(hash[:])).Scan(&c.Office, &types, &expires, &spki)
	if err != nil {
		return c, noRow(err)
	}
	c.Expires = time.UnixMicro(expires).UTC()
	if c.SPKI, err = spkiOf(spki); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(types), &c.Types)
}

// BindCode ties a code to the first key that uses it.
func (s *DB) BindCode(ctx context.Context, hash, spki [32]byte) ([32]byte, error) {
	var bound string
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE codes SET spki = $1 WHERE hash = $2 AND spki = ''`, hex.EncodeToString(spki[:]), hex.EncodeToString(hash[:]))
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT spki FROM codes WHERE hash = $1`, hex.EncodeToString(hash[:])).Scan(&bound)
	})
	if err != nil {
		return [32]byte{}, noRow(err)
	}
	return spkiOf(bound)
}

// AddCertificate writes a certificate that is about to be signed.
func (s *DB) AddCertificate(ctx context.Context, c pki.Certificate) error {
	types, err := json.Marshal(c.Types)
	if err != nil {
		return fmt.Errorf("encode types: %w", err)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO certificates (serial, office, types, spki, status, lint, not_after, reason, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0)`,
			c.Serial, c.Office, string(types), hex.EncodeToString(c.SPKI[:]), string(c.Status), c.Lint, c.NotAfter.UnixMicro())
		return err
	})
}

// Issue turns a waiting certificate good.
func (s *DB) Issue(ctx context.Context, serial string, der []byte) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE certificates SET status = 'good', der = $1 WHERE serial = $2 AND status = 'wait'`, der, serial)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fmt.Errorf("issue certificate: %d rows", n))
		}
		return nil
	})
}

const columns = `serial, office, types, spki, status, lint, der, not_after, reason`

// CertificateOf reads a certificate by its serial.
func (s *DB) CertificateOf(ctx context.Context, serial string) (pki.Certificate, error) {
	return scan(s.db.Read().QueryRow(ctx, `SELECT `+columns+` FROM certificates WHERE serial = $1`, serial))
}

// Certificates reads the certificates of a key.
func (s *DB) Certificates(ctx context.Context, spki [32]byte) ([]pki.Certificate, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT `+columns+` FROM certificates WHERE spki = $1 ORDER BY not_after, serial`, hex.EncodeToString(spki[:]))
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

// Revoke marks every certificate of a key. What is revoked stays revoked.
func (s *DB) Revoke(ctx context.Context, spki [32]byte, reason string, at time.Time) (string, error) {
	office := ""
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		key := hex.EncodeToString(spki[:])
		_, err := tx.Exec(ctx, `UPDATE certificates SET status = 'revoked', reason = $1, revoked_at = $2 WHERE spki = $3 AND status <> 'revoked'`, reason, at.UnixMicro(), key)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT office FROM certificates WHERE spki = $1 LIMIT 1`, key).Scan(&office)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return office, err
}

// scanner is one row of either kind.
type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (pki.Certificate, error) {
	var c pki.Certificate
	var types, spki, status string
	var notAfter int64
	err := row.Scan(&c.Serial, &c.Office, &types, &spki, &status, &c.Lint, &c.DER, &notAfter, &c.Reason)
	if err != nil {
		return c, noRow(err)
	}
	c.Status, c.NotAfter = pki.Status(status), time.UnixMicro(notAfter).UTC()
	if c.SPKI, err = spkiOf(spki); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(types), &c.Types)
}

func spkiOf(text string) ([32]byte, error) {
	if text == "" {
		return [32]byte{}, nil
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return [32]byte{}, errors.New("pkidb: stored key hash is damaged")
	}
	return [32]byte(b), nil
}

func noRow(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return pki.ErrNoRow
	}
	return fmt.Errorf("read pki row: %w", err)
}
