package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/pki"
)

// flagSet is what a command may add its own flags to.
type flagSet = *flag.FlagSet

// hubFiles are a hub's keys and certificates, one folder:
//
//	root.pem, root.key      offline root; move root.key to a safe place after init
//	issuer.pem, issuer.key  one year, issues terminals
//	server.pem, server.key  what the hub shows
//	hub.key, hub.pub        signs receipts and checkpoints; who verifies them
type hubFiles struct {
	dir        string
	root       *x509.Certificate
	issuer     pki.Pair
	server     tls.Certificate
	skey, vkey string
}

func (f hubFiles) path(name string) string { return filepath.Join(f.dir, name) }

// hubInit makes root, issuer, server certificate and hub key.
func hubInit(t terminal, args []string) error {
	var o hubOptions
	var name, hosts string
	err := o.parse(t, args, func(fs flagSet) {
		fs.StringVar(&name, "name", "tasuki-hub", "ハブの名前（受領証に残る）")
		fs.StringVar(&hosts, "hosts", "127.0.0.1,localhost", "ハブの名前・アドレス（カンマ区切り）")
	})
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.dir, "root.pem")); err == nil {
		return usagef("「%s」にはすでにハブがあります。", o.dir)
	}
	if err := makeHub(o.dir, name, strings.Split(hosts, ","), time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "○ ハブを作りました: %s\n→ root.key は、このコンピューターから離れた安全な場所に移してください。\n→ 動かす: tasuki hub --dir %s\n", o.dir, o.dir)
	return nil
}

// makeHub writes everything a hub needs to start.
func makeHub(dir, name string, hosts []string, now time.Time) error {
	root, err := pki.NewRoot(name, now)
	if err != nil {
		return err
	}
	issuer, err := pki.NewIntermediate(root, name, now)
	if err != nil {
		return err
	}
	server, err := pki.NewServer(issuer, hosts, now)
	if err != nil {
		return err
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return fmt.Errorf("make hub key: %w", err)
	}
	f := hubFiles{dir: dir}
	for _, pair := range []struct {
		name string
		pki.Pair
	}{{"root", root}, {"issuer", issuer}, {"server", server}} {
		if err := f.savePair(pair.name, pair.Pair); err != nil {
			return err
		}
	}
	if err := writePrivate(f.path("hub.key"), []byte(skey+"\n")); err != nil {
		return err
	}
	return writePrivate(f.path("hub.pub"), []byte(vkey+"\n"))
}

func (f hubFiles) savePair(name string, p pki.Pair) error {
	if err := writePrivate(f.path(name+".pem"), encodeCertificates([]*x509.Certificate{p.Certificate})); err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	if err != nil {
		return fmt.Errorf("encode key: %w", err)
	}
	return writePrivate(f.path(name+".key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// loadHub reads a hub's keys and certificates.
func loadHub(dir string) (hubFiles, error) {
	f := hubFiles{dir: dir}
	if _, err := os.Stat(f.path("root.pem")); err != nil {
		return f, usagef("「%s」にハブがありません。「tasuki hub init --dir %s」で作ってください。", dir, dir)
	}
	root, _, err := f.pair("root", false)
	if err != nil {
		return f, err
	}
	f.root = root
	cert, key, err := f.pair("issuer", true)
	if err != nil {
		return f, err
	}
	f.issuer = pki.Pair{Certificate: cert, Key: key}
	shown, shownKey, err := f.pair("server", true)
	if err != nil {
		return f, err
	}
	// The root travels along, so that an enrolment code's fingerprint can be compared.
	f.server = tls.Certificate{Certificate: [][]byte{shown.Raw, cert.Raw, root.Raw}, PrivateKey: shownKey, Leaf: shown}
	f.skey, f.vkey, err = f.noteKeys()
	return f, err
}

func (f hubFiles) pair(name string, withKey bool) (*x509.Certificate, crypto.Signer, error) {
	b, err := os.ReadFile(f.path(name + ".pem"))
	if err != nil {
		return nil, nil, fmt.Errorf("read certificate: %w", err)
	}
	certs, err := parseCertificates(b)
	if err != nil || !withKey {
		return first(certs), nil, err
	}
	b, err = os.ReadFile(f.path(name + ".key"))
	if err != nil {
		return nil, nil, fmt.Errorf("read key: %w", err)
	}
	key, err := parseKey(b)
	return first(certs), key, err
}

func first(certs []*x509.Certificate) *x509.Certificate {
	if len(certs) == 0 {
		return nil
	}
	return certs[0]
}

func (f hubFiles) noteKeys() (skey, vkey string, err error) {
	s, err := os.ReadFile(f.path("hub.key"))
	if err != nil {
		return "", "", fmt.Errorf("read hub key: %w", err)
	}
	v, err := os.ReadFile(f.path("hub.pub"))
	if err != nil {
		return "", "", fmt.Errorf("read hub key: %w", err)
	}
	return strings.TrimSpace(string(s)), strings.TrimSpace(string(v)), nil
}

// hubRegister enters an office and prints its enrolment code.
func hubRegister(ctx context.Context, t terminal, args []string) error {
	var o hubOptions
	var name, types, at string
	err := o.parse(t, args, func(fs flagSet) {
		fs.StringVar(&name, "name", "", "事業所の名前")
		fs.StringVar(&types, "types", "", "サービス種類コード（カンマ区切り）")
		fs.StringVar(&at, "at", "", "端末から見たハブのアドレス host:port（省略時は --addr）")
	})
	if err != nil {
		return err
	}
	return withHub(ctx, t, o, func(h *hub, number string) error {
		code, err := h.register(ctx, exchange.Office{Number: number, Name: name, Types: strings.Split(types, ",")}, orText(at, o.addr))
		if err != nil {
			return err
		}
		fmt.Fprintln(t.out, code)
		return nil
	}, lastArg(args))
}

// lastArg is the office number at the end of the line.
func lastArg(args []string) string {
	if len(args) == 0 || strings.HasPrefix(args[len(args)-1], "-") {
		return ""
	}
	return args[len(args)-1]
}

func withHub(ctx context.Context, t terminal, o hubOptions, use func(h *hub, number string) error, number string) error {
	if number == "" {
		return usagef("事業所番号を最後に指定してください。")
	}
	h, err := openHub(ctx, o, t.err)
	if err != nil {
		return err
	}
	defer h.close()
	return use(h, number)
}

// codeLife is how long an enrolment code may wait to be used.
const codeLife = 14 * 24 * time.Hour

// register enters an office and makes an enrolment code for its first terminal.
func (h *hub) register(ctx context.Context, o exchange.Office, at string) (string, error) {
	if err := h.service.Register(ctx, o); err != nil {
		return "", err
	}
	if host, _, err := net.SplitHostPort(at); err != nil || host == "" {
		return "", usagef("ハブのアドレスは host:port の形で指定してください。")
	}
	return h.authority.NewCode(ctx, at, o.Number, nil, codeLife)
}
