package memory

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/exchange"
)

// PutOffice enters an office or changes its name and types.
func (t *tx) PutOffice(_ context.Context, o exchange.Office) error {
	row := t.offices[o.Number]
	row.Number, row.Name, row.Types = o.Number, o.Name, slices.Clone(o.Types)
	t.offices[o.Number] = row
	return nil
}

// Office reads an office.
func (t *tx) Office(_ context.Context, number string) (exchange.Office, error) {
	row, known := t.offices[number]
	return row.Office, noRow(known)
}

// Offices reads all offices.
func (t *tx) Offices(context.Context) ([]exchange.Office, error) {
	var out []exchange.Office
	for _, row := range t.offices {
		out = append(out, row.Office)
	}
	slices.SortFunc(out, func(a, b exchange.Office) int { return strings.Compare(a.Number, b.Number) })
	return out, nil
}

// Usage reads an office's use of the hour and of storage.
func (t *tx) Usage(_ context.Context, number string, hour int64) (exchange.Usage, error) {
	row, known := t.offices[number]
	if row.hour != hour {
		row.sent = 0
	}
	return exchange.Usage{Office: row.Office, Sent: row.sent, Stored: row.stored}, noRow(known)
}

// CountSend adds a letter to it.
func (t *tx) CountSend(ctx context.Context, number string, hour int64, bytes int64) (exchange.Usage, error) {
	use, err := t.Usage(ctx, number, hour)
	if err != nil {
		return use, err
	}
	use.Sent++
	use.Stored += bytes
	t.offices[number] = office{Office: use.Office, hour: hour, sent: use.Sent, stored: use.Stored}
	return use, nil
}

// FreeBytes gives storage back.
func (t *tx) FreeBytes(_ context.Context, number string, bytes int64) error {
	row := t.offices[number]
	row.stored -= bytes
	t.offices[number] = row
	return nil
}

// SeenOffice notes when an office last asked for its mail.
func (t *tx) SeenOffice(_ context.Context, number string, at time.Time) error {
	if row, known := t.offices[number]; known && row.LastSeen.Before(at) {
		row.LastSeen = at
		t.offices[number] = row
	}
	return nil
}

// AddStatement announces the next epoch if the office's epoch is the one before.
func (t *tx) AddStatement(_ context.Context, st exchange.StatementRow) (bool, error) {
	row, known := t.offices[st.Office]
	if !known || row.Epoch != st.Epoch-1 {
		return false, nil
	}
	row.Epoch = st.Epoch
	t.offices[st.Office] = row
	t.statements[epoch{st.Office, st.Epoch}] = st
	return true, nil
}

// Statement reads an announced key.
func (t *tx) Statement(_ context.Context, number string, n int) (exchange.StatementRow, error) {
	st, known := t.statements[epoch{number, n}]
	return st, noRow(known)
}

// NewestStatement reads the key announced last.
func (t *tx) NewestStatement(ctx context.Context, number string) (exchange.StatementRow, error) {
	return t.Statement(ctx, number, t.offices[number].Epoch)
}
