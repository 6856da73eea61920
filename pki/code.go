package pki

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ParsedCode is an enrolment code (利用開始コード) taken apart. The code is one line that a
// person can paste: the hub's address, the fingerprint of the root, and a secret of 120
// random bits with two characters that find a slip of the pen.
//
//	tasuki1 hub.example.jp:8443 7f3a…(64 hex) ABCDE-FGHJK-…
type ParsedCode struct {
	Hub    string   // host:port
	Root   [32]byte // SHA-256 of the root certificate
	Secret string   // 24 characters and 2 check characters, without hyphens
}

const codeIntro = "tasuki1"

// letters leaves out I, O, 0 and 1, which people mix up.
var letters = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// secretBytes are 120 bits.
const secretBytes = 15

// NewCode makes an enrolment code for an office and keeps its hash.
func (a *Authority) NewCode(ctx context.Context, hub, office string, types []string, ttl time.Duration) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("draw code: %w", err)
	}
	secret := withCheck(letters.EncodeToString(b))
	c := Code{Hash: sha256.Sum256([]byte(secret)), Office: office, Types: types, Expires: a.Now().UTC().Add(ttl)}
	if err := a.Store.AddCode(ctx, c); err != nil {
		return "", fmt.Errorf("store code: %w", err)
	}
	root := sha256.Sum256(a.Root.Raw)
	return strings.Join([]string{codeIntro, hub, hex.EncodeToString(root[:]), grouped(secret)}, " "), nil
}

// withCheck appends two characters that depend on all before, to find typing errors.
func withCheck(secret string) string {
	sum := sha256.Sum256([]byte("tasuki code " + secret))
	return secret + letters.EncodeToString(sum[:2])[:2]
}

// grouped puts a hyphen after every fifth character.
func grouped(s string) string {
	var out []string
	for len(s) > 5 {
		out, s = append(out, s[:5]), s[5:]
	}
	return strings.Join(append(out, s), "-")
}

// ParseCode reads an enrolment code as it was pasted: spaces, line ends and small letters
// do not matter. A wrong character is found here, before anything is asked of a hub.
func ParseCode(text string) (ParsedCode, error) {
	parts := strings.Fields(text)
	if len(parts) < 4 || parts[0] != codeIntro {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	root, err := hex.DecodeString(parts[2])
	if err != nil || len(root) != sha256.Size || !strings.Contains(parts[1], ":") || len(parts[1]) > 260 {
		return ParsedCode{}, refuse(CodeUnknown, err)
	}
	secret := strings.ToUpper(strings.ReplaceAll(strings.Join(parts[3:], ""), "-", ""))
	if len(secret) != 26 || withCheck(secret[:24]) != secret {
		return ParsedCode{}, refuse(CodeUnknown)
	}
	return ParsedCode{Hub: parts[1], Root: [32]byte(root), Secret: secret}, nil
}

// Enrol turns a code and a certificate request into a certificate chain. The same code
// with the same key gives the same certificate, however often; with another key it is
// code_used.
func (a *Authority) Enrol(ctx context.Context, secret string, csr []byte) ([][]byte, error) {
	req, err := parseRequest(csr)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256([]byte(strings.ToUpper(secret)))
	code, err := a.Store.Code(ctx, hash)
	if errors.Is(err, ErrNoRow) {
		return nil, refuse(CodeUnknown)
	}
	if err != nil {
		return nil, fmt.Errorf("read code: %w", err)
	}
	if a.Now().After(code.Expires) && code.SPKI == [32]byte{} {
		return nil, refuse(CodeExpired)
	}
	spki := sha256.Sum256(req.RawSubjectPublicKeyInfo)
	bound, err := a.Store.BindCode(ctx, hash, spki)
	if err != nil {
		return nil, fmt.Errorf("use code: %w", err)
	}
	if bound != spki {
		return nil, refuse(CodeUsed)
	}
	der, err := a.issueOnce(ctx, subject{office: code.Office, types: code.Types}, req, spki)
	if err != nil {
		return nil, err
	}
	return a.Chain(der), nil
}

// parseRequest reads a certificate request and checks that it was signed by its own key.
func parseRequest(csr []byte) (*x509.CertificateRequest, error) {
	if len(csr) > 16<<10 {
		return nil, refuse(BadRequest)
	}
	req, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return nil, refuse(BadRequest, err)
	}
	if err := req.CheckSignature(); err != nil {
		return nil, refuse(BadRequest, err)
	}
	return req, nil
}
