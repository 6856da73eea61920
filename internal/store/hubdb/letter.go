package hubdb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// AddSend remembers a send, or gives the one remembered before.
func (t *tx) AddSend(ctx context.Context, s exchange.Send) (exchange.Send, bool, error) {
	n, err := t.exec(ctx, `INSERT INTO sends (from_address, letter, to_address, envelope, receipt) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		s.From.String(), s.Letter.String(), s.To.String(), s.Envelope[:], s.Receipt)
	if err != nil {
		return s, false, fmt.Errorf("remember send: %w", err)
	}
	if n == 1 {
		return s, true, nil
	}
	before, err := t.Send(ctx, s.From, s.Letter)
	return before, false, err
}

// Send reads the memory of a send.
func (t *tx) Send(ctx context.Context, from header.Address, id header.LetterID) (exchange.Send, error) {
	var to string
	var envelope []byte
	s := exchange.Send{From: from, Letter: id}
	err := t.run.QueryRow(ctx, `SELECT to_address, envelope, receipt FROM sends WHERE from_address = $1 AND letter = $2`,
		from.String(), id.String()).Scan(&to, &envelope, &s.Receipt)
	if err != nil {
		return exchange.Send{}, noRow("read earlier send", err)
	}
	if s.To, err = header.ParseAddress(to); err != nil {
		return exchange.Send{}, err
	}
	s.Envelope, err = hash(envelope)
	return s, err
}

// AddLetter writes a letter.
func (t *tx) AddLetter(ctx context.Context, l exchange.Letter) error {
	if l.Inline {
		err := t.one(ctx, "add body", `INSERT INTO letter_bodies (from_address, letter, body) VALUES ($1, $2, $3)`, l.From.String(), l.ID.String(), l.Body)
		if err != nil {
			return err
		}
	}
	return t.one(ctx, "add letter", `INSERT INTO letters (from_address, letter, to_address, header, envelope, size, state, receipt, replaced, accepted_at, noticed, gone, inline)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 0, 0, $10)`,
		l.From.String(), l.ID.String(), l.To.String(), l.Header, l.Envelope[:], l.Size, string(l.State), l.Receipt, micro(l.At), small(l.Inline))
}

// InlineBody reads the sealed bytes of a letter that lie here.
func (t *tx) InlineBody(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	var b []byte
	err := t.run.QueryRow(ctx, `SELECT body FROM letter_bodies WHERE from_address = $1 AND letter = $2`, from.String(), id.String()).Scan(&b)
	return b, noRow("read body", err)
}

const letterColumns = `from_address, letter, to_address, header, envelope, size, state, receipt, answer, answer_jws, reasons, replaced, accepted_at, noticed, gone, inline`

// Letter reads a letter.
func (t *tx) Letter(ctx context.Context, from header.Address, id header.LetterID) (exchange.Letter, error) {
	row := t.run.QueryRow(ctx, `SELECT `+letterColumns+` FROM letters WHERE from_address = $1 AND letter = $2`, from.String(), id.String())
	return scanLetter(row)
}

func scanLetter(row scanner) (exchange.Letter, error) {
	var l exchange.Letter
	var from, id, to, state, replaced string
	var envelope, answer, jws []byte
	var at int64
	var noticed, gone, inline int
	err := row.Scan(&from, &id, &to, &l.Header, &envelope, &l.Size, &state, &l.Receipt, &answer, &jws, &l.Reasons, &replaced, &at, &noticed, &gone, &inline)
	if err != nil {
		return l, noRow("read letter", err)
	}
	l.State, l.At = exchange.State(state), fromMicro(at)
	l.Noticed, l.Gone, l.Inline = noticed == 1, gone == 1, inline == 1
	if answer != nil {
		l.Answer = &receipt.SignedAnswer{Body: answer, JWS: jws}
	}
	if replaced != "" {
		if l.Replaced, err = header.ParseLetterID(replaced); err != nil {
			return l, err
		}
	}
	return l, fillNames(&l, from, id, to, envelope)
}

func fillNames(l *exchange.Letter, from, id, to string, envelope []byte) error {
	var err error
	if l.From, err = header.ParseAddress(from); err != nil {
		return err
	}
	if l.To, err = header.ParseAddress(to); err != nil {
		return err
	}
	if l.ID, err = header.ParseLetterID(id); err != nil {
		return err
	}
	l.Envelope, err = hash(envelope)
	return err
}

// MoveLetter changes the state under a condition; the row decides between contenders.
func (t *tx) MoveLetter(ctx context.Context, from header.Address, id header.LetterID, in, to exchange.State) (bool, error) {
	n, err := t.exec(ctx, `UPDATE letters SET state = $1 WHERE from_address = $2 AND letter = $3 AND state = $4`, string(to), from.String(), id.String(), string(in))
	return n == 1, noRow("move letter", err)
}

// SetAnswer keeps the final answer of a fetched letter, once.
func (t *tx) SetAnswer(ctx context.Context, from header.Address, id header.LetterID, to exchange.State, a receipt.SignedAnswer, reasons []byte) (bool, error) {
	n, err := t.exec(ctx, `UPDATE letters SET state = $1, answer = $2, answer_jws = $3, reasons = $4
		WHERE from_address = $5 AND letter = $6 AND answer IS NULL AND state = $7`,
		string(to), a.Body, a.JWS, reasons, from.String(), id.String(), string(exchange.Collected))
	return n == 1, noRow("keep answer", err)
}

// SetReplaced notes the newer letter.
func (t *tx) SetReplaced(ctx context.Context, from header.Address, id, by header.LetterID) error {
	return t.one(ctx, "mark letter replaced", `UPDATE letters SET replaced = $1 WHERE from_address = $2 AND letter = $3`, by.String(), from.String(), id.String())
}

// Unreported lists letters that wait too long, oldest first. The condition is that of a
// partial index, word by word.
func (t *tx) Unreported(ctx context.Context, before time.Time, limit int) ([]exchange.Letter, error) {
	return t.letters(ctx, `SELECT `+letterColumns+` FROM letters WHERE state = 'accepted' AND noticed = 0
		AND accepted_at < $1 AND replaced = '' ORDER BY accepted_at LIMIT $2`, micro(before), limit)
}

// Expired lists letters whose body has been kept long enough, oldest first.
func (t *tx) Expired(ctx context.Context, before time.Time, limit int) ([]exchange.Letter, error) {
	return t.letters(ctx, `SELECT `+letterColumns+` FROM letters WHERE gone = 0
		AND accepted_at < $1 AND (state <> 'accepted' OR replaced <> '') ORDER BY accepted_at LIMIT $2`, micro(before), limit)
}

func (t *tx) letters(ctx context.Context, query string, args ...any) ([]exchange.Letter, error) {
	rows, err := t.run.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	defer rows.Close()
	var out []exchange.Letter
	for rows.Next() {
		l, err := scanLetter(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// MarkGone notes once that a letter's body goes, and drops it if it lies here.
func (t *tx) MarkGone(ctx context.Context, from header.Address, id header.LetterID) (bool, error) {
	n, err := t.exec(ctx, `UPDATE letters SET gone = 1 WHERE from_address = $1 AND letter = $2 AND gone = 0`, from.String(), id.String())
	if err != nil || n == 0 {
		return false, noRow("mark body gone", err)
	}
	_, err = t.exec(ctx, `DELETE FROM letter_bodies WHERE from_address = $1 AND letter = $2`, from.String(), id.String())
	return true, noRow("drop body", err)
}

// MarkNoticed notes once that a waiting letter was reported.
func (t *tx) MarkNoticed(ctx context.Context, from header.Address, id header.LetterID) (bool, error) {
	n, err := t.exec(ctx, `UPDATE letters SET noticed = 1 WHERE from_address = $1 AND letter = $2 AND noticed = 0 AND state = 'accepted'`, from.String(), id.String())
	return n == 1, noRow("mark letter reported", err)
}

// AddEntry writes a line of a mailbox.
func (t *tx) AddEntry(ctx context.Context, box header.Address, e exchange.Line) error {
	return t.one(ctx, "add line", `INSERT INTO entries (address, cursor, kind, from_address, letter, notice, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		box.String(), e.Cursor, e.Kind, e.From.String(), e.Letter.String(), e.Notice, micro(e.At))
}

// Lines reads a mailbox after a cursor, each line with what it says about its letter.
func (t *tx) Lines(ctx context.Context, box header.Address, after int64, limit int) ([]receipt.Entry, error) {
	rows, err := t.run.Query(ctx, `SELECT e.cursor, e.kind, e.notice, e.at, `+prefixed("l.", letterColumns)+`
		FROM entries e JOIN letters l ON l.from_address = e.from_address AND l.letter = e.letter
		WHERE e.address = $1 AND e.cursor > $2 ORDER BY e.cursor LIMIT $3`, box.String(), after, limit)
	if err != nil {
		return nil, fmt.Errorf("list mailbox: %w", err)
	}
	defer rows.Close()
	var out []receipt.Entry
	for rows.Next() {
		var at int64
		var e receipt.Entry
		l, err := scanLetter(scanAfter{rows, []any{&e.Cursor, &e.Kind, &e.Notice, &at}})
		if err != nil {
			return nil, err
		}
		e.At = fromMicro(at)
		out = append(out, exchange.Joined(e, l))
	}
	return out, rows.Err()
}

// scanAfter reads some columns first and leaves the rest to another scan.
type scanAfter struct {
	row   scanner
	first []any
}

// Scan reads the first columns and then the given ones.
func (s scanAfter) Scan(dest ...any) error { return s.row.Scan(append(s.first, dest...)...) }

func prefixed(prefix, columns string) string {
	return prefix + strings.ReplaceAll(columns, ", ", ", "+prefix)
}
