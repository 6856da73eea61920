package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tasuki-care/tasuki/desk"
)

func packCommand() command {
	return command{
		name:    "pack",
		usage:   "--profile フォルダ --out フォルダ [--message 文] [--attach ファイル] ファイルやフォルダ...",
		summary: "USBメモリで渡すために、封をしたファイル（.age）を作る",
		run:     runPack,
	}
}

func runPack(ctx context.Context, t terminal, args []string) error {
	var o sendOptions
	fs := flags(t, packCommand())
	dir := fs.String("out", ".", "封をしたファイルを置くフォルダ")
	o.register(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	d, err := openProfile(ctx, o.profile)
	if err != nil {
		return err
	}
	defer d.Close()
	parcels, err := o.parcels(t.out, fs.Args())
	if err != nil {
		return err
	}
	if len(parcels) == 0 {
		return usagef("封をするファイルを指定してください。")
	}
	for _, p := range parcels {
		name, err := packOne(ctx, d, p, *dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "○ %s\n", name)
	}
	fmt.Fprintln(t.out, "→ 相手先では「tasuki unpack」か、age と unzip で開けます。")
	return nil
}

// packOne seals one parcel into a file that appears whole or not at all.
func packOne(ctx context.Context, d *openDesk, p desk.Parcel, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	f, err := os.CreateTemp(dir, ".pack-*")
	if err != nil {
		return "", fmt.Errorf("open packed file: %w", err)
	}
	defer os.Remove(f.Name())
	o, err := d.Pack(ctx, p, f)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, fmt.Sprintf("tasuki-%s-%s-%s.age", o.From.Office, o.To.Office, o.Letter))
	return name, os.Rename(f.Name(), name)
}

func unpackCommand() command {
	return command{
		name:    "unpack",
		usage:   "--profile フォルダ [--out フォルダ] letter.age...",
		summary: "USBメモリなどで受け取った連携データを確かめて開く（一度だけ取り込む）",
		run:     runUnpack,
	}
}

func runUnpack(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, unpackCommand())
	dir := fs.String("profile", ".", "事業所のフォルダ")
	out := fs.String("out", "", "開いたファイルを置くフォルダ（省略時は取込フォルダ）")
	anyway := fs.Bool("anyway", false, "エラーのあるものも出力する")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("開くファイル（.age）を指定してください。")
	}
	d, err := openProfileWith(ctx, *dir, *out)
	if err != nil {
		return err
	}
	defer d.Close()
	for _, name := range fs.Args() {
		if err := unpackOne(ctx, t, d, name, *anyway); err != nil {
			return err
		}
	}
	return nil
}

func unpackOne(ctx context.Context, t terminal, d *openDesk, name string, anyway bool) error {
	f, err := os.Open(name)
	if err != nil {
		return usagef("「%s」を読めません。", name)
	}
	defer f.Close()
	in, fresh, err := d.TakeFile(ctx, f)
	if err != nil {
		return err
	}
	if !fresh && in.State != desk.Collected {
		fmt.Fprintf(t.out, "・ この連携データはすでに受け取っています（%s）。\n", in.State.Word())
		return nil
	}
	c, err := d.Import(ctx, in, anyway)
	if err != nil {
		return err
	}
	printReceived(t.out, c)
	if in.Receipt == nil {
		fmt.Fprintln(t.out, "  受付時刻なし（ハブを通らずに届きました）")
	}
	if c.Incoming.State != desk.Exported {
		return quietError(exitFinding)
	}
	return nil
}
