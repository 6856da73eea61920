package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/agent"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/deskdb"
)

// openDesk is a desk together with what has to be closed after it.
type openDesk struct {
	*desk.Desk
	profile profile
	db      *store.DB
	rows    *deskdb.DB
}

// Close releases the desk's database.
func (d *openDesk) Close() error { return d.db.Close() }

// openProfile opens the desk of an office's folder.
func openProfile(ctx context.Context, dir string) (*openDesk, error) {
	return openProfileWith(ctx, dir, "")
}

// openProfileWith opens a desk that writes to another import folder.
func openProfileWith(ctx context.Context, dir, importDir string) (*openDesk, error) {
	p, err := loadProfile(dir)
	if err != nil {
		return nil, err
	}
	if importDir != "" {
		p.Import = importDir
	}
	return p.open(ctx)
}

// open opens the desk of a profile.
func (p profile) open(ctx context.Context) (*openDesk, error) {
	t, err := p.terminal()
	if err != nil {
		return nil, err
	}
	roots, err := p.roots()
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(p.HubKey)
	if err != nil {
		return nil, usagef("profile.json の hub_key を読めません。利用開始の手続きをやり直してください。")
	}
	db, err := store.Open(ctx, p.path("desk.db"))
	if err != nil {
		return nil, fmt.Errorf("open desk database: %w", err)
	}
	rows, err := deskdb.Open(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &openDesk{profile: p, db: db, rows: rows, Desk: &desk.Desk{
		Office: p.Office, Types: p.Types, Terminal: t, Roots: roots, Hub: note.VerifierList(verifier),
		Post: p.post(t, roots), Store: rows, Shelf: desk.Shelf{Dir: p.path("letters")},
		Importer: agent.ImportFolder{Dir: p.importDir()}, Now: p.clock(), Rand: rand.Reader,
	}}, nil
}

// clock is the profile's clock: the machine's, or the demo's.
func (p profile) clock() func() time.Time {
	if p.now != nil {
		return p.now
	}
	return time.Now
}

// terminal reads the keys and the certificate of this terminal.
func (p profile) terminal() (desk.Terminal, error) {
	key, err := p.terminalKey()
	if err != nil {
		return desk.Terminal{}, err
	}
	chain, err := p.certificates("terminal.pem")
	if err != nil {
		return desk.Terminal{}, usagef("端末の電子証明書がありません。「tasuki office enrol」で利用開始の手続きをしてください。")
	}
	id, err := p.identity()
	if err != nil {
		return desk.Terminal{}, err
	}
	return desk.Terminal{Key: key, Chain: chain, Identity: id}, nil
}

func (p profile) roots() (*x509.CertPool, error) {
	list, err := p.certificates("roots.pem")
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, c := range list {
		pool.AddCert(c)
	}
	return pool, nil
}

// post is the way to the hub: mutual TLS 1.3 with the terminal's certificate.
func (p profile) post(t desk.Terminal, roots *x509.CertPool) *client.Client {
	cert := tls.Certificate{PrivateKey: t.Key, Leaf: t.Chain[0]}
	for _, c := range t.Chain {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return client.New(p.Hub, &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: roots, Certificates: []tls.Certificate{cert}, Time: p.clock()})
}
