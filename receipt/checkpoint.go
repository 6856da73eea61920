package receipt

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Checkpoint is a signed head of the log (C2SP tlog-checkpoint): origin, number of leaves,
// root hash.
type Checkpoint struct {
	Origin string // the name of the log's key
	Size   int64
	Root   header.Hash
}

// String is the text that is signed: three lines and nothing after them.
func (c Checkpoint) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// MakeCheckpoint signs a head of the log. The log's origin is the name of the key.
func MakeCheckpoint(signer note.Signer, size int64, root header.Hash) ([]byte, error) {
	if size < 0 {
		return nil, fmt.Errorf("make checkpoint: %w", header.ErrInvalid)
	}
	c := Checkpoint{Origin: signer.Name(), Size: size, Root: root}
	b, err := note.Sign(&note.Note{Text: c.String()}, signer)
	if err != nil {
		return nil, fmt.Errorf("make checkpoint: %w", err)
	}
	return b, nil
}

// OpenCheckpoint verifies a checkpoint: a known key whose name is the origin must have
// signed it. Further signatures (witnesses) may stand below and are not looked at.
func OpenCheckpoint(b []byte, known note.Verifiers) (Checkpoint, error) {
	if len(b) > MaxSize {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", header.ErrTooLarge)
	}
	n, err := note.Open(b, known)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", ErrSignature)
	}
	c, err := ParseCheckpointText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	for _, sig := range n.Sigs {
		if sig.Name == c.Origin {
			return c, nil
		}
	}
	return Checkpoint{}, fmt.Errorf("open checkpoint: %w: origin did not sign", ErrSignature)
}

// ParseCheckpointText reads the three lines of a checkpoint, in their only form. Extension
// lines, which C2SP leaves open, are refused: our log writes none.
func ParseCheckpointText(text string) (Checkpoint, error) {
	invalid := fmt.Errorf("read checkpoint: %w", header.ErrInvalid)
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" {
		return Checkpoint{}, invalid
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, invalid
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(header.Hash{}) {
		return Checkpoint{}, invalid
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: header.Hash(root)}
	if c.String() != text {
		return Checkpoint{}, invalid
	}
	return c, nil
}
