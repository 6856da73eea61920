package receipt

import (
	"fmt"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Reason says why one record, or the whole letter, was not taken over (差戻しの理由). It is
// sealed for both offices before it leaves the desk: Note is written by a person.
type Reason struct {
	Rule   string `json:"rule,omitempty"`   // rule of the check, if one speaks of it
	Kind   string `json:"kind,omitempty"`   // kind of the file, for example UPPLAN
	Record int    `json:"record,omitempty"` // 1-based record, 0 for the whole file
	Column int    `json:"column,omitempty"` // item number, 0 for the whole record
	Item   string `json:"item,omitempty"`   // name of the item
	Note   string `json:"note,omitempty"`   // what the receiver writes about it
}

// Limits of the reasons of one answer.
const (
	MaxReasons     = 1000
	MaxReasonNote  = 500     // characters
	MaxReasonsSize = 1 << 20 // bytes of the canonical form
)

type reasonsText struct {
	Type    string   `json:"type"`
	Reasons []Reason `json:"reasons"`
}

const reasonsType = "tasuki-reasons-v1"

// CanonicalReasons writes the reasons in their only form; its hash stands in the answer.
func CanonicalReasons(reasons []Reason) ([]byte, error) {
	if err := checkReasons(reasons); err != nil {
		return nil, fmt.Errorf("write reasons: %w", err)
	}
	b, err := header.Canonical(reasonsText{Type: reasonsType, Reasons: reasons})
	if err != nil {
		return nil, fmt.Errorf("write reasons: %w", err)
	}
	if len(b) > MaxReasonsSize {
		return nil, fmt.Errorf("write reasons: %w", header.ErrTooLarge)
	}
	return b, nil
}

// ParseReasons reads what CanonicalReasons wrote.
func ParseReasons(b []byte) ([]Reason, error) {
	if len(b) > MaxReasonsSize {
		return nil, fmt.Errorf("read reasons: %w", header.ErrTooLarge)
	}
	var t reasonsText
	if err := header.ParseCanonical(b, &t); err != nil {
		return nil, fmt.Errorf("read reasons: %w", err)
	}
	if t.Type != reasonsType {
		return nil, fmt.Errorf("read reasons: %w", header.ErrInvalid)
	}
	if err := checkReasons(t.Reasons); err != nil {
		return nil, fmt.Errorf("read reasons: %w", err)
	}
	return t.Reasons, nil
}

func checkReasons(reasons []Reason) error {
	if len(reasons) == 0 || len(reasons) > MaxReasons {
		return fmt.Errorf("%w: number of reasons", header.ErrInvalid)
	}
	for _, r := range reasons {
		if r == (Reason{}) || r.Record < 0 || r.Column < 0 || utf8.RuneCountInString(r.Note) > MaxReasonNote {
			return fmt.Errorf("%w: reason", header.ErrInvalid)
		}
		for _, s := range []string{r.Rule, r.Kind, r.Item, r.Note} {
			if !utf8.ValidString(s) {
				return fmt.Errorf("%w: reason is not UTF-8", header.ErrInvalid)
			}
		}
	}
	return nil
}
