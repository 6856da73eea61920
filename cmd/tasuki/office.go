package main

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"fmt"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/pki"
)

func officeCommand() command {
	return command{
		name:    "office",
		usage:   "enrol --profile フォルダ 利用開始コード | confirm --profile フォルダ 番号/種類",
		summary: "利用開始の手続きをする。相手先の鍵の変更を承認する",
		run:     runOffice,
	}
}

func runOffice(ctx context.Context, t terminal, args []string) error {
	if len(args) == 0 {
		return usagef("enrol か confirm を指定してください。")
	}
	fs := flags(t, officeCommand())
	dir := fs.String("profile", ".", "事業所のフォルダ")
	switch args[0] {
	case "enrol":
		if err := parse(fs, args[1:]); err != nil {
			return err
		}
		return officeEnrol(ctx, t, *dir, fs.Args())
	case "confirm":
		if err := parse(fs, args[1:]); err != nil {
			return err
		}
		return officeConfirm(ctx, t, *dir, fs.Arg(0))
	case "--help", "-h":
		fs.Usage()
		return nil
	}
	return usagef("enrol か confirm を指定してください。")
}

// officeEnrol starts an office on this terminal: certificate, keys, first statement. It may
// be run again after a failure at any step.
func officeEnrol(ctx context.Context, t terminal, dir string, code []string) error {
	if err := enrolProfile(ctx, profile{Dir: dir, Import: defaultImport}, joinWords(code)); err != nil {
		return err
	}
	d, err := openProfile(ctx, dir)
	if err != nil {
		return err
	}
	defer d.Close()
	recovery, err := d.Begin(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "○ %s %s の利用を開始しました（%s）。\n", d.profile.Office, d.profile.Name, dir)
	if recovery != "" {
		fmt.Fprintf(t.out, "\n復旧用の鍵です。印刷して金庫に保管し、この画面は閉じてください。\n\n%s\n\n", recovery)
	}
	return nil
}

func joinWords(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += " "
		}
		out += w
	}
	return out
}

// enrolProfile turns an enrolment code into a certificate and writes the office's folder.
func enrolProfile(ctx context.Context, p profile, code string) error {
	c, err := pki.ParseCode(code)
	if err != nil {
		return usagef("%s%s", pki.CodeUnknown.Message(), pki.CodeUnknown.Next())
	}
	key, err := p.terminalKey()
	if err != nil {
		return err
	}
	got, err := client.Enrol(ctx, c.Hub, c.Root, c.Secret, key)
	if err != nil {
		return err
	}
	p.Office, p.Name, p.Types, p.Hub, p.HubKey = got.Office, got.Name, got.Types, "https://"+c.Hub, got.HubKey
	if err := p.saveChain(got); err != nil {
		return err
	}
	return p.save()
}

// saveChain writes the terminal's chain and the root that vouches for all of the hub's.
func (p profile) saveChain(got api.Enrolled) error {
	var chain []*x509.Certificate
	for _, der := range got.Chain {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("read certificate: %w", err)
		}
		chain = append(chain, c)
	}
	if len(chain) < 2 {
		return fmt.Errorf("read certificate: chain of %d", len(chain))
	}
	if err := writePrivate(p.path("roots.pem"), encodeCertificates(chain[len(chain)-1:])); err != nil {
		return err
	}
	return writePrivate(p.path("terminal.pem"), encodeCertificates(chain[:len(chain)-1]))
}

// officeConfirm accepts a partner's changed key after a person has asked the partner.
func officeConfirm(ctx context.Context, t terminal, dir, partner string) error {
	to, err := header.ParseAddress(partner)
	if err != nil {
		return usagef("相手先を 9999900011/11 の形で指定してください。")
	}
	d, err := openProfile(ctx, dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Confirm(ctx, to); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "○ %s の新しい鍵を承認しました。\n", to)
	return nil
}

func certCommand() command {
	return command{
		name:    "cert",
		usage:   "show|renew --profile フォルダ | revoke --dir ハブのフォルダ 端末の番号",
		summary: "端末の電子証明書を見る・更新する・失効させる",
		run:     runCert,
	}
}

func runCert(ctx context.Context, t terminal, args []string) error {
	if len(args) == 0 {
		return usagef("show、renew、revoke のどれかを指定してください。")
	}
	fs := flags(t, certCommand())
	dir := fs.String("profile", ".", "事業所のフォルダ")
	hubDir := fs.String("dir", "hub", "ハブのフォルダ（revoke）")
	db := fs.String("db", "", "ハブのデータベース（revoke）")
	reason := fs.String("reason", "", "失効の理由（revoke）")
	if args[0] == "--help" || args[0] == "-h" {
		fs.Usage()
		return nil
	}
	if err := parse(fs, args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "show":
		return certShow(t, *dir)
	case "renew":
		return certRenew(ctx, t, *dir)
	case "revoke":
		return certRevoke(ctx, t, hubOptions{dir: *hubDir, db: *db}, fs.Arg(0), *reason)
	}
	return usagef("show、renew、revoke のどれかを指定してください。")
}

func certShow(t terminal, dir string) error {
	p, err := loadProfile(dir)
	if err != nil {
		return err
	}
	chain, err := p.certificates("terminal.pem")
	if err != nil {
		return err
	}
	spki := pki.SPKI(chain[0])
	fmt.Fprintf(t.out, "事業所   %s %s\n端末     %s\n有効期限 %s\n", p.Office, p.Name, hex.EncodeToString(spki[:]), chain[0].NotAfter.Local().Format("2006-01-02"))
	return nil
}

// certRenew gets a further certificate for the same key; the old one stays valid until it
// ends.
func certRenew(ctx context.Context, t terminal, dir string) error {
	d, err := openProfile(ctx, dir)
	if err != nil {
		return err
	}
	defer d.Close()
	csr, err := client.Request(d.Terminal.Key)
	if err != nil {
		return err
	}
	got, err := d.profile.post(d.Terminal, d.Roots).Renew(ctx, csr)
	if err != nil {
		return err
	}
	if err := d.profile.saveChain(got); err != nil {
		return err
	}
	return certShow(t, dir)
}

// certRevoke ends a terminal's certificates at the hub, at once.
func certRevoke(ctx context.Context, t terminal, o hubOptions, terminalID, reason string) error {
	b, err := hex.DecodeString(terminalID)
	if err != nil || len(b) != 32 {
		return usagef("端末の番号（64桁）を指定してください。「tasuki cert show」で分かります。")
	}
	h, err := openHub(ctx, o, t.err)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.authority.Revoke(ctx, [32]byte(b), reason); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "○ 失効させました。この端末からの接続は、いまから受け付けません。")
	return nil
}
