package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
	deskweb "github.com/tasuki-care/tasuki/internal/web/desk"
)

func deskCommand() command {
	return command{
		name:    "desk",
		usage:   "--profile フォルダ [--profile フォルダ…] [--addr 127.0.0.1:8090] [--cert 証明書 --key 鍵]",
		summary: "事業所の業務画面をブラウザーに出す",
		run:     runDesk,
	}
}

// deskOptions are what a desk in a browser needs to know.
type deskOptions struct {
	profiles  []string
	addr      string
	host      string // the name under which pages are opened
	cert, key string
}

func runDesk(ctx context.Context, t terminal, args []string) error {
	var o deskOptions
	fs := flags(t, deskCommand())
	fs.Func("profile", "事業所のフォルダ（繰り返すと、複数の事業所を1つの画面で扱う）", func(s string) error {
		o.profiles = append(o.profiles, s)
		return nil
	})
	fs.StringVar(&o.addr, "addr", "127.0.0.1:8090", "待ち受け先")
	fs.StringVar(&o.host, "host", "localhost", "ブラウザーで開くときの名前（パスキーに要る）")
	fs.StringVar(&o.cert, "cert", "", "https の証明書（PEM）。ほかのパソコンから使うときに要る")
	fs.StringVar(&o.key, "key", "", "https の鍵（PEM）")
	if err := parse(fs, args); err != nil {
		return err
	}
	if len(o.profiles) == 0 {
		o.profiles = []string{"."}
	}
	if err := o.check(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return serveDesk(ctx, t, o)
}

// relyingParty is for whom passkeys are made: the name under which the pages are opened.
// Passkeys need a name; an address of numbers has none.
func (o deskOptions) relyingParty(office string) people.RelyingParty {
	scheme := "http"
	if o.cert != "" {
		scheme = "https"
	}
	_, port, err := net.SplitHostPort(o.addr)
	if err != nil || o.host == "" {
		return people.RelyingParty{}
	}
	return people.RelyingParty{ID: o.host, Name: "Tasuki " + office, Origins: []string{scheme + "://" + o.host + ":" + port, scheme + "://" + o.host}}
}

// check refuses to show pages in clear to other machines.
func (o deskOptions) check() error {
	host, _, err := net.SplitHostPort(o.addr)
	if err != nil {
		return usagef("--addr は 127.0.0.1:8090 の形で指定してください。")
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	if !local && (o.cert == "" || o.key == "") {
		return usagef("ほかのパソコンから使うときは、--cert と --key で https にしてください。")
	}
	return nil
}

func serveDesk(ctx context.Context, t terminal, o deskOptions) error {
	log := slog.New(slog.NewJSONHandler(t.err, nil))
	site := &deskweb.Site{Log: log, Now: time.Now, Secure: o.cert != ""}
	for _, dir := range o.profiles {
		d, err := openProfile(ctx, dir)
		if err != nil {
			return err
		}
		defer d.Close()
		office, err := d.workbench(ctx, log)
		if err != nil {
			return err
		}
		office.People.RelyingParty = o.relyingParty(d.profile.Name)
		if err := firstMember(ctx, t, office); err != nil {
			return err
		}
		site.Offices = append(site.Offices, office)
	}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return usagef("%s で待ち受けできません: %v", o.addr, err)
	}
	for _, office := range site.Offices {
		go office.Bench.FlushLoop(ctx, 20*time.Second, func(err error) { log.Warn("exchange", "error", errorCode(err)) })
	}
	fmt.Fprintf(t.out, "業務画面: %s\n", o.address(listener))
	return servePages(ctx, listener, handler, o)
}

// workbench opens the office's workbench on an open desk.
func (d *openDesk) workbench(ctx context.Context, log *slog.Logger) (*deskweb.Office, error) {
	bench, err := desk.NewBench(ctx, d.Desk, d.rows, d.profile.Name)
	if err != nil {
		return nil, err
	}
	bench.Report = func(err error) { log.Error("work in the background", "error", errorCode(err)) }
	if err := errors.Join(bench.Resume(ctx), bench.Sync(ctx)); err != nil {
		return nil, err
	}
	return &deskweb.Office{Bench: bench, People: &people.Desk{Store: d.rows.People(), Now: d.Desk.Now, Rand: rand.Reader}}, nil
}

// firstMember makes the first システム管理者 and prints the password once.
func firstMember(ctx context.Context, t terminal, o *deskweb.Office) error {
	all, err := o.People.Store.Members(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	password := strings.ToLower(rand.Text())[:16]
	_, err = o.People.Add(ctx, people.Member{Login: "admin", Name: "最初のシステム管理者", Role: people.Admin, MustChange: true}, password)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s %s の最初のログイン（この表示は一度だけです）\n  ユーザーID  admin\n  パスワード  %s\n→ ログインしたら「設定」で職員アカウントを作ってください。\n", o.Bench.Desk.Office, o.Bench.Name, password)
	return nil
}

// address is what to open, by name if the desk has one.
func (o deskOptions) address(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil || o.host == "" {
		return pageAddress(l, o.cert != "")
	}
	scheme := "http"
	if o.cert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(o.host, port) + "/"
}

func pageAddress(l net.Listener, secure bool) string {
	if secure {
		return "https://" + l.Addr().String() + "/"
	}
	return "http://" + l.Addr().String() + "/"
}

// servePages answers until ctx ends.
func servePages(ctx context.Context, l net.Listener, h http.Handler, o deskOptions) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		if o.cert != "" {
			done <- server.ServeTLS(l, o.cert, o.key)
			return
		}
		done <- server.Serve(l)
	}()
	select {
	case err := <-done:
		return fmt.Errorf("serve pages: %w", err)
	case <-ctx.Done():
	}
	last, end := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer end()
	return server.Shutdown(last)
}

// errorCode is an error for the log: its text holds no value of a letter.
func errorCode(err error) string { return err.Error() }
