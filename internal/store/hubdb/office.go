package hubdb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/exchange"
)

// PutOffice enters an office or changes its name and types.
func (t *tx) PutOffice(ctx context.Context, o exchange.Office) error {
	types, err := json.Marshal(o.Types)
	if err != nil {
		return fmt.Errorf("encode types: %w", err)
	}
	return t.one(ctx, "put office", `INSERT INTO offices (number, name, types, epoch, last_seen, hour, sent, stored) VALUES ($1, $2, $3, 0, 0, 0, 0, 0)
		ON CONFLICT (number) DO UPDATE SET name = excluded.name, types = excluded.types`, o.Number, o.Name, string(types))
}

const officeColumns = `number, name, types, epoch, last_seen`

// Office reads an office.
func (t *tx) Office(ctx context.Context, number string) (exchange.Office, error) {
	return scanOffice(t.run.QueryRow(ctx, `SELECT `+officeColumns+` FROM offices WHERE number = $1`, number))
}

// Offices reads all offices.
func (t *tx) Offices(ctx context.Context) ([]exchange.Office, error) {
	rows, err := t.run.Query(ctx, `SELECT `+officeColumns+` FROM offices ORDER BY number`)
	if err != nil {
		return nil, fmt.Errorf("list offices: %w", err)
	}
	defer rows.Close()
	var out []exchange.Office
	for rows.Next() {
		o, err := scanOffice(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

func scanOffice(row scanner, more ...any) (exchange.Office, error) {
	var o exchange.Office
	var types string
	var seen int64
	if err := row.Scan(append([]any{&o.Number, &o.Name, &types, &o.Epoch, &seen}, more...)...); err != nil {
		return o, noRow("read office", err)
	}
	o.LastSeen = fromMicro(seen)
	if err := json.Unmarshal([]byte(types), &o.Types); err != nil {
		return o, fmt.Errorf("decode types: %w", err)
	}
	return o, nil
}

// CountSend adds to an office's use of the hour and of storage.
func (t *tx) CountSend(ctx context.Context, number string, hour int64, bytes int64) (exchange.Usage, error) {
	var u exchange.Usage
	row := t.run.QueryRow(ctx, `UPDATE offices SET sent = CASE WHEN hour = $1 THEN sent + 1 ELSE 1 END, hour = $1, stored = stored + $2
		WHERE number = $3 RETURNING `+officeColumns+`, sent, stored`, hour, bytes, number)
	var err error
	u.Office, err = scanOffice(row, &u.Sent, &u.Stored)
	return u, err
}

// Usage reads an office's use of the hour and of storage.
func (t *tx) Usage(ctx context.Context, number string, hour int64) (exchange.Usage, error) {
	var u exchange.Usage
	row := t.run.QueryRow(ctx, `SELECT `+officeColumns+`, CASE WHEN hour = $1 THEN sent ELSE 0 END, stored FROM offices WHERE number = $2`, hour, number)
	var err error
	u.Office, err = scanOffice(row, &u.Sent, &u.Stored)
	return u, err
}

// SeenOffice notes when an office last asked for its mail.
func (t *tx) SeenOffice(ctx context.Context, number string, at time.Time) error {
	_, err := t.exec(ctx, `UPDATE offices SET last_seen = $1 WHERE number = $2 AND last_seen < $1`, micro(at), number)
	return noRow("note visit", err)
}

// FreeBytes gives storage back to an office.
func (t *tx) FreeBytes(ctx context.Context, number string, bytes int64) error {
	_, err := t.exec(ctx, `UPDATE offices SET stored = stored - $1 WHERE number = $2`, bytes, number)
	return noRow("free storage", err)
}

// AddStatement announces the next epoch if the office's epoch is the one before.
func (t *tx) AddStatement(ctx context.Context, st exchange.StatementRow) (bool, error) {
	n, err := t.exec(ctx, `UPDATE offices SET epoch = $1 WHERE number = $2 AND epoch = $3`, st.Epoch, st.Office, st.Epoch-1)
	if err != nil || n == 0 {
		return false, noRow("move epoch", err)
	}
	return true, t.one(ctx, "add statement", `INSERT INTO statements (office, epoch, body, jws, keyring, event, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		st.Office, st.Epoch, st.Signed.Body, st.Signed.JWS, st.Keyring, st.Event, micro(st.At))
}

const statementColumns = `office, epoch, body, jws, keyring, event, at`

// Statement reads an announced key.
func (t *tx) Statement(ctx context.Context, office string, epoch int) (exchange.StatementRow, error) {
	return scanStatement(t.run.QueryRow(ctx, `SELECT `+statementColumns+` FROM statements WHERE office = $1 AND epoch = $2`, office, epoch))
}

// NewestStatement reads the key announced last.
func (t *tx) NewestStatement(ctx context.Context, office string) (exchange.StatementRow, error) {
	return scanStatement(t.run.QueryRow(ctx, `SELECT `+statementColumns+` FROM statements WHERE office = $1 ORDER BY epoch DESC LIMIT 1`, office))
}

func scanStatement(row scanner) (exchange.StatementRow, error) {
	var st exchange.StatementRow
	var at int64
	err := row.Scan(&st.Office, &st.Epoch, &st.Signed.Body, &st.Signed.JWS, &st.Keyring, &st.Event, &at)
	st.At = fromMicro(at)
	return st, noRow("read statement", err)
}
