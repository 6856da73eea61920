package hubdb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// AddEvent appends an event, not yet numbered.
func (t *tx) AddEvent(ctx context.Context, e exchange.Event) error {
	from := ""
	if !e.Letter.IsZero() {
		from = e.From.String()
	}
	return t.one(ctx, "add event", `INSERT INTO events (id, kind, at, from_address, letter, office, epoch, leaf, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.ID, string(e.Kind), micro(e.At), from, letterKey(e), e.Office, e.Epoch, e.Leaf, e.Hash[:])
}

// letterKey is an event's letter, empty for an office's event.
func letterKey(e exchange.Event) string {
	if e.Letter.IsZero() {
		return ""
	}
	return e.Letter.String()
}

const eventColumns = `id, kind, at, from_address, letter, office, epoch, leaf, leaf_hash, seq`

// Events reads what happened to a letter, in order.
func (t *tx) Events(ctx context.Context, from header.Address, id header.LetterID) ([]exchange.Event, error) {
	return t.events(ctx, `SELECT `+eventColumns+` FROM events WHERE letter = $1 AND from_address = $2 ORDER BY at, id`, id.String(), from.String())
}

// StatementEvent reads the event that announced a key.
func (t *tx) StatementEvent(ctx context.Context, office string, epoch int) (exchange.Event, error) {
	return scanEvent(t.run.QueryRow(ctx, `SELECT `+eventColumns+` FROM events WHERE office = $1 AND office <> '' AND epoch = $2 AND kind = $3`, office, epoch, string(receipt.Stated)))
}

// Unnumbered reads events that the log has not taken in, oldest first.
func (t *tx) Unnumbered(ctx context.Context, limit int) ([]exchange.Event, error) {
	return t.events(ctx, `SELECT `+eventColumns+` FROM events WHERE seq IS NULL ORDER BY at, id LIMIT $1`, limit)
}

func (t *tx) events(ctx context.Context, query string, args ...any) ([]exchange.Event, error) {
	rows, err := t.run.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	defer rows.Close()
	var out []exchange.Event
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

func scanEvent(row scanner) (exchange.Event, error) {
	var e exchange.Event
	var kind, from, letter string
	var at int64
	var leafHash []byte
	var seq sql.NullInt64
	err := row.Scan(&e.ID, &kind, &at, &from, &letter, &e.Office, &e.Epoch, &e.Leaf, &leafHash, &seq)
	if err != nil {
		return e, noRow("read event", err)
	}
	e.Kind, e.At, e.Seq = receipt.Kind(kind), fromMicro(at), -1
	if seq.Valid {
		e.Seq = seq.Int64
	}
	if letter != "" {
		if e.From, err = header.ParseAddress(from); err != nil {
			return e, err
		}
		if e.Letter, err = header.ParseLetterID(letter); err != nil {
			return e, err
		}
	}
	e.Hash, err = hash(leafHash)
	return e, err
}

// perStatement is how many rows one statement writes.
const perStatement = 50

// Number gives events their places in the log.
func (t *tx) Number(ctx context.Context, first int64, events []exchange.Event) error {
	for chunk := range slices.Chunk(events, perStatement) {
		var args []any
		for _, e := range chunk {
			args = append(args, letterKey(e), e.ID, first)
			first++
		}
		n, err := t.exec(ctx, `UPDATE events SET seq = v.column3 FROM (VALUES `+rowsOf(len(chunk), "TEXT", "TEXT", "BIGINT")+`) AS v
			WHERE events.letter = v.column1 AND events.id = v.column2 AND events.seq IS NULL`, args...)
		if err != nil {
			return fmt.Errorf("number events: %w", err)
		}
		if n != int64(len(chunk)) {
			return fmt.Errorf("number events: touched %d rows of %d", n, len(chunk))
		}
	}
	return nil
}

// rowsOf writes n rows of numbered parameters. Where no table says what they are, they are
// cast; bytes never, because the engines have no common name for them.
func rowsOf(n int, casts ...string) string {
	var b strings.Builder
	for i := range n {
		for j, cast := range casts {
			parameter := fmt.Sprintf("$%d", i*len(casts)+j+1)
			if cast != "" {
				parameter = "CAST(" + parameter + " AS " + cast + ")"
			}
			b.WriteString(separator(i, j) + parameter)
		}
		b.WriteByte(')')
	}
	return b.String()
}

func separator(row, column int) string {
	switch {
	case column > 0:
		return ", "
	case row > 0:
		return ", ("
	}
	return "("
}

// LogHashes reads stored hashes of the tree in the order asked for.
func (t *tx) LogHashes(ctx context.Context, positions []int64) ([]header.Hash, error) {
	args := make([]any, len(positions))
	marks := make([]string, len(positions))
	for i, p := range positions {
		args[i], marks[i] = p, fmt.Sprintf("$%d", i+1)
	}
	rows, err := t.run.Query(ctx, `SELECT position, hash FROM log_hashes WHERE position IN (`+strings.Join(marks, ", ")+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	defer rows.Close()
	found := map[int64]header.Hash{}
	for rows.Next() {
		var position int64
		var b []byte
		if err := rows.Scan(&position, &b); err != nil {
			return nil, fmt.Errorf("read log: %w", err)
		}
		if found[position], err = hash(b); err != nil {
			return nil, err
		}
	}
	return inOrder(positions, found, rows.Err())
}

func inOrder(positions []int64, found map[int64]header.Hash, err error) ([]header.Hash, error) {
	out := make([]header.Hash, len(positions))
	for i, p := range positions {
		h, ok := found[p]
		if !ok && err == nil {
			err = fmt.Errorf("read log: position %d is missing", p)
		}
		out[i] = h
	}
	return out, err
}

// AddLogHashes appends stored hashes of the tree.
func (t *tx) AddLogHashes(ctx context.Context, first int64, hashes []header.Hash) error {
	for chunk := range slices.Chunk(hashes, perStatement) {
		var args []any
		for _, h := range chunk {
			args = append(args, first, h[:])
			first++
		}
		_, err := t.exec(ctx, `INSERT INTO log_hashes (position, hash) VALUES `+rowsOf(len(chunk), "", ""), args...)
		if err != nil {
			return fmt.Errorf("extend log: %w", err)
		}
	}
	return nil
}

// Head reads the newest signed head of the log.
func (t *tx) Head(ctx context.Context) (exchange.Head, error) {
	var h exchange.Head
	var at int64
	err := t.run.QueryRow(ctx, `SELECT size, note, at FROM log_heads ORDER BY size DESC LIMIT 1`).Scan(&h.Size, &h.Note, &at)
	h.At = fromMicro(at)
	return h, noRow("read head of log", err)
}

// AddHead stores a new signed head.
func (t *tx) AddHead(ctx context.Context, h exchange.Head) error {
	return t.one(ctx, "add head of log", `INSERT INTO log_heads (size, note, at) VALUES ($1, $2, $3)`, h.Size, h.Note, micro(h.At))
}
