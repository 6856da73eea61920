package envelope

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Keyring is an office's secret of one epoch as it rests at the post office: sealed to
// every listed terminal and to the printed recovery identity, unreadable to the hub.
type Keyring struct {
	Office string
	Epoch  int
	Secret string // AGE-SECRET-KEY-PQ-1…
}

type keyringText struct {
	Type   string `json:"type"`
	Office string `json:"office"`
	Epoch  int    `json:"epoch"`
	Secret string `json:"secret"`
}

const (
	keyringType = "tasuki-keyring-v1"
	maxKeyring  = 4 << 10
)

// SealKeyring seals a keyring to the age recipients of the office's terminals and to its
// recovery recipient.
func SealKeyring(w io.Writer, k Keyring, recipients ...*age.HybridRecipient) error {
	if err := k.check(); err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	b, err := header.Canonical(keyringText{Type: keyringType, Office: k.Office, Epoch: k.Epoch, Secret: k.Secret})
	if err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	return SealBlob(w, b, recipients...)
}

// OpenKeyring opens a keyring with a terminal's or the recovery identity.
func OpenKeyring(r io.Reader, ids ...age.Identity) (Keyring, error) {
	b, err := OpenBlob(r, maxKeyring, ids...)
	if err != nil {
		return Keyring{}, fmt.Errorf("open keyring: %w", err)
	}
	return parseKeyring(b)
}

func parseKeyring(b []byte) (Keyring, error) {
	var t keyringText
	if err := header.ParseCanonical(b, &t); err != nil {
		return Keyring{}, fmt.Errorf("read keyring: %w", err)
	}
	k := Keyring{Office: t.Office, Epoch: t.Epoch, Secret: t.Secret}
	if t.Type != keyringType {
		return Keyring{}, fmt.Errorf("read keyring: %w", header.ErrInvalid)
	}
	if err := k.check(); err != nil {
		return Keyring{}, fmt.Errorf("read keyring: %w", err)
	}
	return k, nil
}

// Identity gives the secret, tied to its epoch.
func (k Keyring) Identity() (EpochIdentity, error) {
	id, err := age.ParseHybridIdentity(k.Secret)
	if err != nil {
		// age's own text may quote what it was given.
		return EpochIdentity{}, fmt.Errorf("read secret of epoch %d: %w", k.Epoch, header.ErrInvalid)
	}
	return EpochIdentity{Office: k.Office, Epoch: k.Epoch, Identity: id}, nil
}

func (k Keyring) check() error {
	if !header.ValidOffice(k.Office) || k.Epoch < 1 || k.Epoch > header.MaxEpoch {
		return header.ErrInvalid
	}
	_, err := k.Identity()
	return err
}

const (
	recoveryGroup = 5 // characters
	recoveryLine  = 5 // groups
)

// PrintRecovery writes the recovery identity for paper: groups of five characters, five
// groups a line. Its own checksum finds a wrong character when it is typed in again.
func PrintRecovery(id *age.HybridIdentity) string {
	secret := id.String()
	var out strings.Builder
	for i := 0; i < len(secret); i += recoveryGroup {
		if i > 0 && i/recoveryGroup%recoveryLine == 0 {
			out.WriteByte('\n')
		} else if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(secret[i:min(i+recoveryGroup, len(secret))])
	}
	return out.String()
}

// ReadRecovery reads what was printed, however spaces, line ends and capitals were typed.
func ReadRecovery(text string) (*age.HybridIdentity, error) {
	secret := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	id, err := age.ParseHybridIdentity(secret)
	if err != nil {
		return nil, fmt.Errorf("read recovery key: %w", header.ErrInvalid)
	}
	return id, nil
}

// Fingerprint is what two people compare on two screens before a terminal is approved: 80
// bits of its signing key and age recipient together, as five groups of five digits.
func Fingerprint(spki header.Hash, terminal *age.HybridRecipient) string {
	sum := header.HashOf([]byte("tasuki-terminal-v1\n" + spki.String() + "\n" + terminal.String() + "\n"))
	groups := make([]string, 5)
	for i := range groups {
		groups[i] = fmt.Sprintf("%05d", binary.BigEndian.Uint16(sum[2*i:]))
	}
	return strings.Join(groups, "-")
}
