package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
)

// profile is the folder of one office on one terminal: its keys, its rows and its letters.
//
//	profile.json   office number, service types, hub address, hub key
//	terminal.key   the terminal's private key (PEM, PKCS #8)
//	terminal.pem   the terminal's certificate chain, leaf first
//	terminal.age   the terminal's age identity
//	roots.pem      who vouches for terminals
//	desk.db        rows of outbox, inbox, keys, pins
//	letters/       sealed letters
//	取込/          files for the care software
type profile struct {
	Dir    string   `json:"-"`
	Office string   `json:"office"`
	Name   string   `json:"name"`
	Types  []string `json:"types"`
	Hub    string   `json:"hub"`     // base URL
	HubKey string   `json:"hub_key"` // note verifier key of the hub's receipts and checkpoints
	Import string   `json:"import"`  // import folder, relative to the profile unless absolute

	now func() time.Time // the demo's clock; nil = the machine's
}

const defaultImport = "取込"

func (p profile) path(name string) string { return filepath.Join(p.Dir, name) }

// importDir is the folder the care software reads.
func (p profile) importDir() string {
	if filepath.IsAbs(p.Import) {
		return p.Import
	}
	return p.path(p.Import)
}

// loadProfile reads the folder of an office.
func loadProfile(dir string) (profile, error) {
	p := profile{Dir: dir}
	b, err := os.ReadFile(filepath.Join(dir, "profile.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return p, usagef("事業所のフォルダ「%s」に設定がありません。「tasuki office enrol」で利用開始の手続きをしてください。", dir)
	}
	if err != nil {
		return p, fmt.Errorf("read profile: %w", err)
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, usagef("設定ファイル profile.json を読めません: %v", err)
	}
	if p.Import == "" {
		p.Import = defaultImport
	}
	return p, nil
}

// save writes the settings, readable by their owner only.
func (p profile) save() error {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return writePrivate(p.path("profile.json"), append(b, '\n'))
}

// terminalKey reads the terminal's private key, or makes it the first time.
func (p profile) terminalKey() (crypto.Signer, error) {
	name := p.path("terminal.key")
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read terminal key: %w", err)
	}
	return parseKey(b)
}

func parseKey(b []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, errors.New("read terminal key: not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read terminal key: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("read terminal key: cannot sign")
	}
	return signer, nil
}

func makeKey(name string) (crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make terminal key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("make terminal key: %w", err)
	}
	return key, writePrivate(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// identity reads the terminal's age identity, or makes it the first time.
func (p profile) identity() (*age.HybridIdentity, error) {
	name := p.path("terminal.age")
	b, err := os.ReadFile(name)
	if err == nil {
		return age.ParseHybridIdentity(strings.TrimSpace(string(b)))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read terminal identity: %w", err)
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make terminal identity: %w", err)
	}
	return id, writePrivate(name, []byte(id.String()+"\n"))
}

// certificates reads a PEM file of certificates in their order.
func (p profile) certificates(name string) ([]*x509.Certificate, error) {
	b, err := os.ReadFile(p.path(name))
	if err != nil {
		return nil, fmt.Errorf("read certificates: %w", err)
	}
	return parseCertificates(b)
}

func parseCertificates(b []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read certificate: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("read certificates: none found")
	}
	return out, nil
}

func encodeCertificates(chain []*x509.Certificate) []byte {
	var out []byte
	for _, c := range chain {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

// writePrivate writes a small file whole or not at all, for its owner only.
func writePrivate(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	tmp := name + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("open %s: %w", filepath.Base(name), err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	return os.Rename(tmp, name)
}
