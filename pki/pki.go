// Package pki says who a terminal (端末) is: it enrols, issues, renews, revokes and checks
// certificates, and accepts those of a configured outside authority (the national one).
//
// It knows X.509, enrolment codes and its own list of issued certificates. It never knows
// a letter, never believes a certificate only because it was signed: its own list comes
// first, and a revocation counts from the moment it is written.
package pki

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// Authority issues and checks certificates of terminals.
type Authority struct {
	Store        Store
	Root         *x509.Certificate // offline root: its key is not here
	Intermediate *x509.Certificate // one year
	Key          crypto.Signer     // of the intermediate
	Outside      *Outside          // an outside authority that is believed too; may be nil
	Now          func() time.Time
	Journal      Journal // told of revocations; may be nil
}

// Journal is told of revocations, so that they become leaves of the post office's log.
type Journal interface {
	Revoked(ctx context.Context, office string, spki [32]byte) error
}

// Identity is who a certificate stands for.
type Identity struct {
	Office string   // 事業所番号
	SPKI   [32]byte // hash of the terminal's public key
	Serial string   // hexadecimal
	Types  []string // サービス種類コード the terminal may act for; empty: all of the office
}

// Store keeps codes and certificates. Each method is one durable transaction.
type Store interface {
	AddCode(ctx context.Context, c Code) error
	Code(ctx context.Context, hash [32]byte) (Code, error)
	// BindCode ties a code to a key, once: it reports the key the code is tied to.
	BindCode(ctx context.Context, hash, spki [32]byte) ([32]byte, error)

	// AddCertificate writes a certificate that is about to be signed (Wait), before it is.
	AddCertificate(ctx context.Context, c Certificate) error
	// Issue turns a waiting certificate Good with its signed bytes.
	Issue(ctx context.Context, serial string, der []byte) error
	CertificateOf(ctx context.Context, serial string) (Certificate, error)
	// Certificates of a key, oldest first.
	Certificates(ctx context.Context, spki [32]byte) ([]Certificate, error)
	// Revoke marks every certificate of a key; it reports the office, "" if there is none.
	Revoke(ctx context.Context, spki [32]byte, reason string, at time.Time) (string, error)
}

// ErrNoRow is what a Store answers for a row that is not there.
var ErrNoRow = errors.New("pki: no such row")

// Code is an enrolment code as it is kept: its secret only as a hash.
type Code struct {
	Hash    [32]byte
	Office  string
	Types   []string
	Expires time.Time
	SPKI    [32]byte // the key that used it; zero before
}

// Status is where a certificate stands.
type Status string

// A certificate is written before it is signed; only then it may be good.
const (
	Wait    Status = "wait"
	Good    Status = "good"
	Revoked Status = "revoked"
)

// Certificate is one certificate of a terminal.
type Certificate struct {
	Serial   string
	Office   string
	Types    []string
	SPKI     [32]byte
	Status   Status
	Lint     []byte // the same certificate signed by a throwaway key, as it was linted
	DER      []byte // empty while waiting
	NotAfter time.Time
	Reason   string
}

// SPKI is the hash that names a terminal.
func SPKI(cert *x509.Certificate) [32]byte { return sha256.Sum256(cert.RawSubjectPublicKeyInfo) }

// Chain is a terminal's certificate with all above it, leaf first.
func (a *Authority) Chain(der []byte) [][]byte {
	return [][]byte{der, a.Intermediate.Raw, a.Root.Raw}
}

// Revoke ends every certificate of a terminal at once.
func (a *Authority) Revoke(ctx context.Context, spki [32]byte, reason string) error {
	office, err := a.Store.Revoke(ctx, spki, reason, a.Now().UTC())
	if err != nil {
		return fmt.Errorf("revoke terminal: %w", err)
	}
	if office == "" {
		return refuse(CertificateUnknown)
	}
	if a.Journal == nil {
		return nil
	}
	if err := a.Journal.Revoked(ctx, office, spki); err != nil {
		return fmt.Errorf("log revocation: %w", err)
	}
	return nil
}
