package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func receiveCommand() command {
	return command{
		name:    "receive",
		usage:   "--profile フォルダ [--wait 秒] [--answer imported] [--refuse 連携データ番号 --reason 文]",
		summary: "届いたものを受け取り、確かめ、取込フォルダに出力する",
		run:     runReceive,
	}
}

type receiveOptions struct {
	profile, answer, refuse, reason string
	wait                            int
	anyway                          bool
}

func runReceive(ctx context.Context, t terminal, args []string) error {
	var o receiveOptions
	fs := flags(t, receiveCommand())
	fs.StringVar(&o.profile, "profile", ".", "事業所のフォルダ")
	fs.IntVar(&o.wait, "wait", 0, "新しいものを待つ秒数（最大60）")
	fs.StringVar(&o.answer, "answer", "", "imported: 取込フォルダに出力したものを「取込済」と相手に返す")
	fs.StringVar(&o.refuse, "refuse", "", "差し戻す連携データの番号")
	fs.StringVar(&o.reason, "reason", "", "差戻しの理由")
	fs.BoolVar(&o.anyway, "anyway", false, "エラーのあるものも取込フォルダに出力する")
	if err := parse(fs, args); err != nil {
		return err
	}
	if o.answer != "" && o.answer != "imported" {
		return usagef("--answer は imported だけです。差し戻すときは --refuse を使ってください。")
	}
	d, err := openProfile(ctx, o.profile)
	if err != nil {
		return err
	}
	defer d.Close()
	if o.refuse != "" {
		return refuseLetter(ctx, t.out, d, o)
	}
	return receiveAll(ctx, t.out, d, o)
}

// receiveAll collects what is new and imports every letter that waits for it.
func receiveAll(ctx context.Context, w io.Writer, d *openDesk, o receiveOptions) error {
	if _, err := d.Collect(ctx, time.Duration(min(o.wait, 60))*time.Second); err != nil {
		return err
	}
	if err := d.CheckOwn(ctx); err != nil {
		return err
	}
	all, err := d.Store.ListIncoming(ctx)
	if err != nil {
		return err
	}
	done, failed := 0, error(nil)
	for _, in := range all {
		if in.State != desk.Collected && (in.State != desk.Exported || o.answer == "") {
			continue
		}
		done++
		if err := receiveOne(ctx, w, d, in, o); err != nil {
			failed = worse(failed, err)
		}
	}
	if done == 0 {
		fmt.Fprintln(w, "新しく届いたものはありません。")
	}
	return failed
}

// receiveOne imports one letter and answers if told so.
func receiveOne(ctx context.Context, w io.Writer, d *openDesk, in desk.Incoming, o receiveOptions) error {
	if in.State == desk.Collected {
		c, err := d.Import(ctx, in, o.anyway)
		if err != nil {
			code, message, next := explain(err)
			fmt.Fprintf(w, "× %s から　%s\n  → %s\n", in.From, message, next)
			return quietError(code)
		}
		in = c.Incoming
		printReceived(w, c)
		if in.State != desk.Exported {
			return quietError(exitFinding)
		}
	}
	if o.answer == "" {
		return nil
	}
	if err := d.Accept(ctx, in); err != nil {
		code, message, next := explain(err)
		fmt.Fprintf(w, "× 取込結果を返せません: %s\n  → %s\n", message, next)
		return quietError(code)
	}
	fmt.Fprintf(w, "  取込済と %s に返しました。\n", in.From)
	return nil
}

func printReceived(w io.Writer, c desk.Checked) {
	in := c.Incoming
	fmt.Fprintf(w, "○ %s から　%s　%s　番号 %s\n", in.From, unitWord(in.Unit), in.State.Word(), in.Letter)
	if c.Message != "" {
		fmt.Fprintf(w, "  連絡: %s\n", c.Message)
	}
	for _, name := range c.Files {
		fmt.Fprintf(w, "    %s\n", name)
	}
	if in.Errors > 0 {
		printCheckText(w, c.Result)
		fmt.Fprintf(w, "  エラーがあるため取込フォルダに出力していません。\n  → 差し戻す: --refuse %s --reason 理由　それでも出力する: --anyway\n", in.Letter)
	}
}

// refuseLetter sends a letter back with its findings, or the clerk's words, as reasons.
func refuseLetter(ctx context.Context, w io.Writer, d *openDesk, o receiveOptions) error {
	id, err := header.ParseLetterID(o.refuse)
	if err != nil {
		return usagef("--refuse には、受信のときに表示された32桁の番号を指定してください。")
	}
	in, err := findIncoming(ctx, d, id)
	if err != nil {
		return err
	}
	reasons := []receipt.Reason{{Note: o.reason}}
	if o.reason == "" {
		if reasons, err = findingReasons(ctx, d, in); err != nil {
			return err
		}
	}
	if err := d.Refuse(ctx, in, reasons); err != nil {
		return err
	}
	fmt.Fprintf(w, "○ %s に差し戻しました（理由 %d件）。\n", in.From, len(reasons))
	return nil
}

func findIncoming(ctx context.Context, d *openDesk, id header.LetterID) (desk.Incoming, error) {
	all, err := d.Store.ListIncoming(ctx)
	if err != nil {
		return desk.Incoming{}, err
	}
	for _, in := range all {
		if in.Letter == id {
			return in, nil
		}
	}
	return desk.Incoming{}, usagef("番号 %s の連携データは受信一覧にありません。", id)
}

// findingReasons makes a reason of every error the desk found in the letter.
func findingReasons(ctx context.Context, d *openDesk, in desk.Incoming) ([]receipt.Reason, error) {
	var reasons []receipt.Reason
	err := d.Examine(ctx, in, func(c desk.Checked, _ string) error {
		reasons = desk.ReasonsOf(c.Result)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(reasons) == 0 {
		return nil, usagef("エラーのない連携データです。差し戻すには --reason で理由を書いてください。")
	}
	return reasons, nil
}
