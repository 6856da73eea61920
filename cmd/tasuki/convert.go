package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func convertCommand() command {
	return command{
		name:    "convert",
		usage:   "--to json|csv|202208|202407 --out フォルダ [--types 43,11] ファイルやフォルダ...",
		summary: "標準仕様のCSVとJSON、版どうしを行き来する（JSONは元のバイトに戻る）",
		run:     runConvert,
	}
}

func runConvert(_ context.Context, t terminal, args []string) error {
	fs := flags(t, convertCommand())
	to := fs.String("to", "", "json、csv、202208、202407 のどれか")
	types := fs.String("types", "", "送信元,宛先のサービス種類（種類のない旧版から 202407 にするとき）")
	out := fs.String("out", "", "出力先のフォルダ")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *out == "" {
		return usagef("--out で出力先のフォルダを指定してください。")
	}
	names, err := expand(fs.Args())
	if err != nil {
		return err
	}
	convert, err := converter(t, *to, *types)
	if err != nil {
		return err
	}
	for _, name := range names {
		done, err := convert(name, *out)
		if err != nil {
			return err
		}
		fmt.Fprintln(t.out, done)
	}
	return nil
}

// converter chooses the direction. An unknown target is named, not guessed.
func converter(t terminal, to, types string) (func(name, out string) (string, error), error) {
	switch to {
	case "json":
		return toJSON, nil
	case "csv":
		return fromJSON, nil
	case string(spec.E202208), string(spec.E202407):
		from, receiver, _ := strings.Cut(types, ",")
		return func(name, out string) (string, error) {
			return toEdition(t, name, out, spec.Edition(to), from, receiver)
		}, nil
	}
	return nil, usagef("--to は json、csv、202208、202407 のどれかです。")
}

// toEdition writes a file in another edition. What has no place there is named.
func toEdition(t terminal, name, out string, e spec.Edition, from, to string) (string, error) {
	f, err := careplan.NewFile(filepath.ToSlash(name), fileOnDisk(name))
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	if f.Layout == nil || f.Layout.Binary || spec.LayoutOf(e, f.Name.Kind) == nil {
		return "", usagef("「%s」に当たるファイルは、版 %s にありません。", name, e)
	}
	if e == spec.E202407 && (f.Name.From.Type == "" && len(from) != 2 || f.Name.To.Type == "" && len(to) != 2) {
		return "", usagef("「%s」の名前にはサービス種類がありません。--types 43,11 のように、送信元と宛先の種類を指定してください。", name)
	}
	d, err := careplan.ReadDocument(f)
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	other, lost, err := d.In(e, orText(from, f.Name.From.Type), orText(to, f.Name.To.Type))
	if err != nil {
		return "", usagef("「%s」を版 %s にできません: %v", name, e, err)
	}
	for _, l := range lost {
		fmt.Fprintf(t.err, "▲ %s %d件目 %s(No.%d)は、版 %s に入れる場所がありません。\n", filepath.Base(name), l.Record, l.Item, l.Col, e)
	}
	csv, err := other.CSV()
	if err != nil {
		return "", usagef("「%s」を書き出せません: %v", name, err)
	}
	target := filepath.Join(out, other.Name)
	return target, writePrivate(target, csv)
}

// toJSON writes one JSON a CSV under the same stem; an image is copied beside it.
func toJSON(name, out string) (string, error) {
	f, err := careplan.NewFile(filepath.ToSlash(name), fileOnDisk(name))
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	base := filepath.Base(name)
	if f.Layout == nil {
		return "", usagef("「%s」は標準仕様のファイルではありません。", name)
	}
	if f.Layout.Binary {
		return copyTo(name, filepath.Join(out, base))
	}
	b, err := careplan.ToJSON(f)
	if err != nil {
		return "", usagef("「%s」をJSONにできません: %v", name, err)
	}
	target := filepath.Join(out, strings.TrimSuffix(base, filepath.Ext(base))+".json")
	return target, writePrivate(target, b)
}

// fromJSON writes the CSV that a JSON of ours came from.
func fromJSON(name, out string) (string, error) {
	if !strings.EqualFold(filepath.Ext(name), ".json") {
		return copyTo(name, filepath.Join(out, filepath.Base(name)))
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	csvName, csv, err := careplan.FromJSON(b)
	if err != nil {
		return "", usagef("「%s」をCSVにできません: %v", name, err)
	}
	target := filepath.Join(out, filepath.Base(csvName))
	return target, writePrivate(target, csv)
}

func copyTo(name, target string) (string, error) {
	src, err := os.Open(name)
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	defer src.Close()
	b, err := io.ReadAll(src)
	if err != nil {
		return "", usagef("「%s」を読めません: %v", name, err)
	}
	return target, writePrivate(target, b)
}
