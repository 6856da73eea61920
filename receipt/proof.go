package receipt

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Proof shows that the log includes a leaf: the leaf's data, where it stands, the path of
// hashes up to the root, and a signed checkpoint with that root. Written as a C2SP
// tlog-proof whose extra data is the leaf's data.
type Proof struct {
	Leaf       []byte // canonical bytes of the leaf
	Index      int64
	Path       []header.Hash
	Checkpoint []byte // signed note
}

const (
	proofIntro = "c2sp.org/tlog-proof@v1"
	maxPath    = 63
)

// Bytes writes the proof file.
func (p Proof) Bytes() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\nextra %s\nindex %d\n", proofIntro, base64.StdEncoding.EncodeToString(p.Leaf), p.Index)
	for _, h := range p.Path {
		fmt.Fprintf(&out, "%s\n", base64.StdEncoding.EncodeToString(h[:]))
	}
	out.WriteByte('\n')
	out.Write(p.Checkpoint)
	return out.Bytes()
}

// ParseProof reads a proof file in its only form. It verifies nothing.
func ParseProof(b []byte) (Proof, error) {
	p, err := parseProof(b)
	if err != nil {
		return Proof{}, fmt.Errorf("read proof: %w", err)
	}
	if !bytes.Equal(p.Bytes(), b) {
		return Proof{}, fmt.Errorf("read proof: %w", header.ErrNotCanonical)
	}
	return p, nil
}

func parseProof(b []byte) (Proof, error) {
	if len(b) > 2*MaxSize {
		return Proof{}, header.ErrTooLarge
	}
	head, checkpoint, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		return Proof{}, header.ErrInvalid
	}
	lines := strings.Split(string(head), "\n")
	if len(lines) < 3 || lines[0] != proofIntro || len(lines)-3 > maxPath {
		return Proof{}, header.ErrInvalid
	}
	extra, isExtra := strings.CutPrefix(lines[1], "extra ")
	number, isIndex := strings.CutPrefix(lines[2], "index ")
	leaf, err := base64.StdEncoding.Strict().DecodeString(extra)
	if !isExtra || !isIndex || err != nil {
		return Proof{}, header.ErrInvalid
	}
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil || index < 0 {
		return Proof{}, header.ErrInvalid
	}
	path, err := parsePath(lines[3:])
	return Proof{Leaf: leaf, Index: index, Path: path, Checkpoint: checkpoint}, err
}

func parsePath(lines []string) ([]header.Hash, error) {
	var path []header.Hash
	for _, line := range lines {
		h, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(h) != len(header.Hash{}) {
			return nil, header.ErrInvalid
		}
		path = append(path, header.Hash(h))
	}
	return path, nil
}

// Verified is what a proof has shown.
type Verified struct {
	Leaf       Leaf
	LeafHash   header.Hash
	Index      int64
	Checkpoint Checkpoint
}

// VerifyInclusion checks that a leaf stands in the log that a known key signed.
func VerifyInclusion(b []byte, known note.Verifiers) (Verified, error) {
	p, err := ParseProof(b)
	if err != nil {
		return Verified{}, err
	}
	c, err := OpenCheckpoint(p.Checkpoint, known)
	if err != nil {
		return Verified{}, fmt.Errorf("verify proof: %w", err)
	}
	if p.Index >= c.Size {
		return Verified{}, fmt.Errorf("verify proof: %w", ErrProof)
	}
	path := make(tlog.RecordProof, 0, len(p.Path))
	for _, h := range p.Path {
		path = append(path, tlog.Hash(h))
	}
	leafHash := LeafHash(p.Leaf)
	if err := tlog.CheckRecord(path, c.Size, tlog.Hash(c.Root), p.Index, tlog.Hash(leafHash)); err != nil {
		return Verified{}, fmt.Errorf("verify proof: %w", ErrProof)
	}
	leaf, err := ParseLeaf(p.Leaf)
	if err != nil {
		return Verified{}, fmt.Errorf("verify proof: %w", err)
	}
	return Verified{Leaf: leaf, LeafHash: leafHash, Index: p.Index, Checkpoint: c}, nil
}

// VerifyProof checks offline that a receipt is genuine and that the log includes the very
// acceptance it promised.
func VerifyProof(proof, receiptNote []byte, known note.Verifiers) (Receipt, Verified, error) {
	r, err := OpenReceipt(receiptNote, known)
	if err != nil {
		return Receipt{}, Verified{}, err
	}
	v, err := VerifyInclusion(proof, known)
	if err != nil {
		return Receipt{}, Verified{}, err
	}
	if v.LeafHash != r.Leaf || !r.speaksOf(v.Leaf) {
		return Receipt{}, Verified{}, fmt.Errorf("verify proof: %w", ErrMismatch)
	}
	return r, v, nil
}

func (r Receipt) speaksOf(l Leaf) bool {
	return l.Kind == Accepted && l.Letter == r.Letter && l.From == r.From && l.To == r.To &&
		l.Header == r.Header && l.Envelope == r.Envelope && l.Size == r.Size && l.At.Equal(r.AcceptedAt)
}

// VerifyStatementProof checks that the log includes a key statement. Without it nothing is
// sealed to that key. A statement's log entry is empty until it is numbered: ErrPending.
func VerifyStatementProof(proof []byte, s SignedStatement, known note.Verifiers) error {
	if len(proof) == 0 {
		return fmt.Errorf("verify key statement: %w", ErrPending)
	}
	st, err := ParseStatement(s.Body)
	if err != nil {
		return err
	}
	v, err := VerifyInclusion(proof, known)
	if err != nil {
		return err
	}
	l := v.Leaf
	if l.Kind != Stated || l.Office != st.Office || l.Epoch != st.Epoch || l.Statement != s.Hash() {
		return fmt.Errorf("verify key statement: %w", ErrMismatch)
	}
	return nil
}
