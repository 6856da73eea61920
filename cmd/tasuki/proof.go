package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func proofCommand() command {
	return command{
		name:    "proof",
		usage:   "get --profile フォルダ --out フォルダ 番号 | verify --key ハブの検証鍵 --receipt 受領証 証明",
		summary: "いつ何を送ったかを、中身を見せずに証明する",
		run:     runProof,
	}
}

func runProof(ctx context.Context, t terminal, args []string) error {
	if len(args) == 0 {
		return usagef("get か verify を指定してください。")
	}
	switch args[0] {
	case "get":
		return proofGet(ctx, t, args[1:])
	case "verify":
		return proofVerify(t, args[1:])
	case "--help", "-h":
		flags(t, proofCommand()).Usage()
		return nil
	}
	return usagef("get か verify を指定してください。")
}

// proofGet fetches the inclusion proof of a sent letter and writes it beside its receipt.
func proofGet(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, proofCommand())
	dir := fs.String("profile", ".", "事業所のフォルダ")
	out := fs.String("out", ".", "出力先のフォルダ")
	if err := parse(fs, args); err != nil {
		return err
	}
	id, err := header.ParseLetterID(fs.Arg(0))
	if err != nil {
		return usagef("連携データの番号（32桁）を指定してください。「tasuki status」で分かります。")
	}
	d, err := openProfile(ctx, *dir)
	if err != nil {
		return err
	}
	defer d.Close()
	o, err := d.Store.Outgoing(ctx, id)
	if err != nil {
		return usagef("番号 %s の連携データは送信一覧にありません。", id)
	}
	proof, err := d.Post.Proof(ctx, o.From, id)
	if err != nil {
		return err
	}
	base := *out + string(os.PathSeparator) + id.String()
	if err := writePrivate(base+".receipt", o.Receipt); err != nil {
		return err
	}
	if err := writePrivate(base+".proof", proof); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "○ %s.receipt\n○ %s.proof\n→ 確かめる: tasuki proof verify --key %s --receipt %s.receipt %s.proof\n", base, base, d.profile.HubKey, base, base)
	return nil
}

// proofVerify checks receipt and proof offline.
func proofVerify(t terminal, args []string) error {
	fs := flags(t, proofCommand())
	key := fs.String("key", "", "ハブの検証鍵（profile.json の hub_key）")
	name := fs.String("receipt", "", "受領証のファイル")
	if err := parse(fs, args); err != nil {
		return err
	}
	verifier, err := note.NewVerifier(*key)
	if err != nil {
		return usagef("--key にハブの検証鍵を指定してください。")
	}
	raw, err := os.ReadFile(*name)
	if err != nil {
		return usagef("受領証「%s」を読めません。", *name)
	}
	proof, err := os.ReadFile(fs.Arg(0))
	if err != nil {
		return usagef("証明「%s」を読めません。", fs.Arg(0))
	}
	r, v, err := receipt.VerifyProof(proof, raw, note.VerifierList(verifier))
	if err != nil {
		fmt.Fprintln(t.err, "× 受領証と証明が合いません。どちらかが書き換えられているか、別の連携データのものです。")
		return quietError(exitFinding)
	}
	fmt.Fprintf(t.out, "○ 本物です。\n  連携データ %s\n  送信元 %s\n  宛先   %s\n  受付   %s\n  大きさ %d バイト\n  SHA-256 %s\n  記録簿の %d 番目（全 %d 件の時点で確認）\n",
		r.Letter, r.From, r.To, r.AcceptedAt.Local().Format("2006-01-02 15:04:05"), r.Size, r.Envelope, v.Index+1, v.Checkpoint.Size)
	return nil
}
