// Package pkidb keeps the authority's rows in SQL: enrolment codes, keys, certificates and
// revocations. It knows pki's types and internal/store's engines. It never keeps a code's
// secret or a private key, and decides nothing about who is believed.
package pkidb

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

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

// Write is one durable transaction.
func (s *DB) Write(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, t *store.Tx) error { return f(ctx, tx{t, t}) })
}

// Read reads outside transactions. Each look is consistent in itself.
func (s *DB) Read(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	return f(ctx, tx{s.db.Read(), readOnly{}})
}

// tx fulfils pki.Tx.
type tx struct {
	reader
	writer
}

type reader interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

type writer interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// readOnly refuses what a Read must not do.
type readOnly struct{}

func (readOnly) Exec(context.Context, string, ...any) (sql.Result, error) {
	return nil, errors.New("write inside a read")
}

// did carries out a statement and reports how many rows it changed.
func (t tx) did(ctx context.Context, act, query string, args ...any) (int, error) {
	res, err := t.Exec(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", act, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: count rows: %w", act, err)
	}
	return int(n), nil
}

func key(h [32]byte) string { return hex.EncodeToString(h[:]) }

func parseKey(text string) ([32]byte, error) {
	if text == "" {
		return [32]byte{}, nil
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return [32]byte{}, errors.New("stored key hash is damaged")
	}
	return [32]byte(b), nil
}

func encodeTypes(types []string) (string, error) {
	b, err := json.Marshal(types)
	if err != nil {
		return "", fmt.Errorf("encode types: %w", err)
	}
	return string(b), nil
}

func decodeTypes(text string) ([]string, error) {
	var types []string
	if err := json.Unmarshal([]byte(text), &types); err != nil {
		return nil, fmt.Errorf("decode types: %w", err)
	}
	return types, nil
}

func noRow(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return pki.ErrNoRow
	}
	return fmt.Errorf("read row: %w", err)
}
