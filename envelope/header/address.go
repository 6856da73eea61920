package header

import (
	"fmt"
	"strings"
)

// Address is a mailbox: an office number (事業所番号) and one of the service types
// (サービス種類コード) that the office gives under it. Text form: 9999900001/43.
type Address struct {
	Office string // 10 digits or capitals
	Type   string // 2 digits or capitals
}

// ParseAddress reads the text form.
func ParseAddress(s string) (Address, error) {
	office, typ, _ := strings.Cut(s, "/")
	a := Address{Office: office, Type: typ}
	if !a.Valid() {
		return Address{}, fmt.Errorf("parse address: %w", ErrInvalid)
	}
	return a, nil
}

func (a Address) String() string { return a.Office + "/" + a.Type }

// Valid reports whether both parts have their form. It does not know which numbers or
// types exist.
func (a Address) Valid() bool { return ValidOffice(a.Office) && ValidType(a.Type) }

// IsZero reports whether the address was never set.
func (a Address) IsZero() bool { return a == Address{} }

// MarshalText writes the text form.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the text form.
func (a *Address) UnmarshalText(b []byte) error {
	parsed, err := ParseAddress(string(b))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// ValidOffice reports whether s has the form of an office number.
func ValidOffice(s string) bool { return len(s) == 10 && digitsOrCapitals(s) }

// ValidType reports whether s has the form of a service type code.
func ValidType(s string) bool { return len(s) == 2 && digitsOrCapitals(s) }

func digitsOrCapitals(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
