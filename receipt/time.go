package receipt

import (
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// timeForm is RFC 3339 in UTC with exactly six decimals.
const timeForm = "2006-01-02T15:04:05.000000Z"

// Time wraps a point in time for signed JSON: one form only, to the microsecond.
type Time struct{ time.Time }

// At takes a time as documents write it: UTC, finer parts than microseconds dropped.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Microsecond)} }

// MarshalText writes the only form. A year beyond 9999 has none.
func (t Time) MarshalText() ([]byte, error) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return nil, fmt.Errorf("write time: %w", header.ErrInvalid)
	}
	return []byte(t.UTC().Format(timeForm)), nil
}

// MarshalJSON keeps the embedded time's own form away.
func (t Time) MarshalJSON() ([]byte, error) {
	b, err := t.MarshalText()
	if err != nil {
		return nil, err
	}
	return []byte(`"` + string(b) + `"`), nil
}

// UnmarshalJSON reads the only form.
func (t *Time) UnmarshalJSON(b []byte) error {
	if len(b) < 2 {
		return fmt.Errorf("read time: %w", header.ErrInvalid)
	}
	parsed, err := time.Parse(timeForm, string(b[1:len(b)-1]))
	if err != nil {
		return fmt.Errorf("read time: %w", header.ErrInvalid)
	}
	t.Time = parsed
	return nil
}
