package pki

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParsedCode is an enrolment code (利用開始コード) taken apart. The code is one line that a
// person can paste, or type from a letter:
//
//	tasuki1 hub.example.jp:8443 7KQ2M-X4PBA-… (16 groups of five)
//
// The groups hold the SHA-256 of the hub's root certificate, 120 random bits, and 24 check
// bits over all of it and the hub's address: a slip of the pen is found before anything
// is sent, and a code of one hub cannot be used at another.
type ParsedCode struct {
	Hub    string   // host:port
	Root   [32]byte // SHA-256 of the root certificate
	Secret string   // 24 characters
}

const (
	codeIntro   = "tasuki1"
	secretBytes = 15
	checkBytes  = 3
	codeChars   = (sha256.Size + secretBytes + checkBytes) * 8 / 5
	secretChars = secretBytes * 8 / 5
	maxCode     = 1000 // characters of a pasted code
)

// letters leaves out I, O, 0 and 1, which people mix up.
var letters = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

func (c ParsedCode) String() string {
	secret, err := letters.DecodeString(c.Secret)
	if err != nil || len(secret) != secretBytes {
		return ""
	}
	payload := append(bytes.Clone(c.Root[:]), secret...)
	text := letters.EncodeToString(append(payload, check(c.Hub, payload)...))
	var groups []string
	for group := range slices.Chunk([]byte(text), 5) {
		groups = append(groups, string(group))
	}
	return codeIntro + " " + c.Hub + " " + strings.Join(groups, "-")
}

// check depends on every character of the code.
func check(hub string, payload []byte) []byte {
	sum := sha256.Sum256([]byte(codeIntro + "\n" + hub + "\n" + string(payload)))
	return sum[:checkBytes]
}

// ParseCode reads an enrolment code as it was pasted or typed: line ends, small letters,
// full-width characters and any kind of hyphen do not matter. The error never holds a part
// of the code.
func ParseCode(text string) (ParsedCode, error) {
	if len(text) > maxCode {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	parts := strings.Fields(strings.Map(halfWidth, text))
	if len(parts) < 3 || strings.ToLower(parts[0]) != codeIntro {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	hub := strings.ToLower(parts[1])
	groups := strings.ToUpper(strings.ReplaceAll(strings.Join(parts[2:], ""), "-", ""))
	payload, err := letters.DecodeString(groups)
	if err != nil || len(groups) != codeChars || !lawfulHub(hub) {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	payload, sum := payload[:len(payload)-checkBytes], payload[len(payload)-checkBytes:]
	if !bytes.Equal(check(hub, payload), sum) {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	return ParsedCode{Hub: hub, Root: [32]byte(payload), Secret: letters.EncodeToString(payload[sha256.Size:])}, nil
}

// halfWidth turns what a Japanese keyboard makes of ASCII back: full-width forms, the
// ideographic space, and the hyphens, dashes and long-vowel marks that look alike.
func halfWidth(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r == '　':
		return ' '
	}
	if strings.ContainsRune("‐‑‒–—―−ーｰ", r) {
		return '-'
	}
	return r
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)

// lawfulHub accepts host:port with a name or an IP address.
func lawfulHub(hub string) bool {
	host, port, err := net.SplitHostPort(hub)
	if err != nil || hub != net.JoinHostPort(host, port) {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != port {
		return false
	}
	return hostName.MatchString(host) || net.ParseIP(host) != nil && !strings.Contains(host, "%")
}

// hashSecret is under what a code is kept. 120 random bits need no slow hash.
func hashSecret(secret string) [32]byte {
	return sha256.Sum256([]byte("tasuki enrolment code\n" + strings.ToUpper(secret)))
}

var (
	officeNumber = regexp.MustCompile(`^[0-9A-Z]{10}$`)
	serviceType  = regexp.MustCompile(`^[0-9A-Z]{2}$`)
)

// NewCode makes an enrolment code for one terminal of an office, which may be limited to
// some service types, and keeps its hash. The code itself is shown once and kept nowhere.
func (a *Authority) NewCode(ctx context.Context, hub, office string, types []string, ttl time.Duration) (string, error) {
	hub = strings.ToLower(hub)
	lawful := !slices.ContainsFunc(types, func(t string) bool { return !serviceType.MatchString(t) })
	if !lawfulHub(hub) || !officeNumber.MatchString(office) || !lawful || ttl <= 0 {
		return "", refuse(BadRequest)
	}
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails
	code := ParsedCode{Hub: hub, Root: sha256.Sum256(a.Root.Raw), Secret: letters.EncodeToString(random)}
	row := Code{Hash: hashSecret(code.Secret), Office: office, Types: types, Expires: a.now().Add(ttl)}
	err := a.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.AddCode(ctx, row) })
	if err != nil {
		return "", fmt.Errorf("store code: %w", err)
	}
	return code.String(), nil
}

// now is the time to the microsecond, as rows hold it.
func (a *Authority) now() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }
