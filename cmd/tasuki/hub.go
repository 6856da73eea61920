package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/blob"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/hubdb"
	"github.com/tasuki-care/tasuki/internal/store/pkidb"
	"github.com/tasuki-care/tasuki/pki"
)

func hubCommand() command {
	return command{
		name:    "hub",
		usage:   "[init|register] --dir フォルダ [--addr 0.0.0.0:8443] [--db postgres://…] [--blobs s3://…]",
		summary: "ハブ（郵便局）を作り、事業所を登録し、動かす",
		run:     runHub,
	}
}

func runHub(ctx context.Context, t terminal, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "init":
			return hubInit(t, args[1:])
		case "register":
			return hubRegister(ctx, t, args[1:])
		}
	}
	return hubServe(ctx, t, args)
}

// hubOptions are where a hub keeps what.
type hubOptions struct {
	dir, addr, db, blobs string
}

func (o *hubOptions) parse(t terminal, args []string, more func(fs flagSet)) error {
	fs := flags(t, hubCommand())
	fs.StringVar(&o.dir, "dir", "hub", "ハブのフォルダ（鍵と証明書。省略時のデータもここ）")
	fs.StringVar(&o.addr, "addr", "127.0.0.1:8443", "待ち受け先")
	fs.StringVar(&o.db, "db", "", "データベース（省略時はフォルダの中の hub.db）")
	fs.StringVar(&o.blobs, "blobs", "", "本体の置き場 s3://…（省略時はフォルダの中の bodies）")
	if more != nil {
		more(fs)
	}
	return parse(fs, args)
}

// hub is a post office with its stores, wired together.
type hub struct {
	files     hubFiles
	db        *store.DB
	service   *exchange.Service
	authority *pki.Authority
	log       *slog.Logger
	now       func() time.Time // the demo's clock; nil = the machine's
}

// openHub opens stores and keys. Nothing answers yet.
func openHub(ctx context.Context, o hubOptions, logTo io.Writer) (*hub, error) {
	files, err := loadHub(o.dir)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, orText(o.db, files.path("hub.db")))
	if err != nil {
		return nil, err
	}
	h, err := wireHub(ctx, o, files, db, logTo)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return h, nil
}

func wireHub(ctx context.Context, o hubOptions, files hubFiles, db *store.DB, logTo io.Writer) (*hub, error) {
	rows, err := hubdb.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	certs, err := pkidb.Open(ctx, db)
	if err != nil {
		return nil, err
	}
	bodies, err := openBodies(ctx, o, files)
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(files.skey)
	if err != nil {
		return nil, fmt.Errorf("read hub key: %w", err)
	}
	h := &hub{files: files, db: db, log: slog.New(slog.NewJSONHandler(logTo, nil))}
	h.service = &exchange.Service{
		Store: rows, Bodies: bodies, Signer: signer, Now: time.Now, Bell: &exchange.Bell{}, Node: rand.Text(),
	}
	if strings.HasPrefix(o.blobs, "s3://") {
		h.service.Limits.Inline = -1 // a bucket is for all bodies
	}
	h.authority = &pki.Authority{
		Store: certs, Root: files.root, Intermediate: files.issuer.Certificate, Key: files.issuer.Key, Now: time.Now, Journal: journal{h.service},
	}
	return h, nil
}

// journal writes revocations into the post office's log.
type journal struct{ service *exchange.Service }

// Revoked writes one revocation.
func (j journal) Revoked(ctx context.Context, office string, spki [32]byte) error {
	return j.service.Revoke(ctx, office, header.Hash(spki))
}

func openBodies(ctx context.Context, o hubOptions, files hubFiles) (exchange.Bodies, error) {
	if strings.HasPrefix(o.blobs, "s3://") {
		return blob.OpenS3(ctx, o.blobs)
	}
	return blob.OpenFolder(orText(o.blobs, files.path("bodies")))
}

func orText(value, otherwise string) string {
	if value != "" {
		return value
	}
	return otherwise
}

func (h *hub) close() error { return h.db.Close() }

// hubServe runs a hub until it is told to stop.
func hubServe(ctx context.Context, t terminal, args []string) error {
	var o hubOptions
	if err := o.parse(t, args, nil); err != nil {
		return err
	}
	h, err := openHub(ctx, o, t.err)
	if err != nil {
		return err
	}
	defer h.close()
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return usagef("%s で待ち受けできません: %v", o.addr, err)
	}
	fmt.Fprintf(t.out, "ハブ %s で待ち受けています\n", listener.Addr())
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return h.serve(ctx, listener)
}

// serve answers until ctx ends, and keeps the log and the timers going meanwhile.
func (h *hub) serve(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &hubapi.Server{Exchange: h.service, Authority: h.authority, HubKey: h.files.vkey, Log: h.log}
	server := s.NewHTTP(&tls.Config{Certificates: []tls.Certificate{h.files.server}, Time: h.now})
	beats := make(chan struct{})
	go func() { defer close(beats); h.beat(ctx) }()
	done := make(chan error, 1)
	go func() { done <- server.ServeTLS(listener, "", "") }()
	select {
	case err := <-done:
		cancel()
		<-beats
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, end := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer end()
	err := server.Shutdown(last)
	<-beats
	if err == nil || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("shut down: %w", err)
}

// beat numbers the log every 200 ms and looks at the timers every minute. The leases see
// to it that one process at a time does so.
func (h *hub) beat(ctx context.Context) {
	log, timers := time.NewTicker(200*time.Millisecond), time.NewTicker(time.Minute)
	defer log.Stop()
	defer timers.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-log.C:
			_, err = h.service.Sequence(ctx)
		case <-timers.C:
			err = errors.Join(h.service.Timers(ctx), h.authority.Report(ctx))
		}
		if err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "background work", "error", err)
		}
	}
}
