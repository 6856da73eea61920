package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

func convertCommand() command {
	return command{
		name:    "convert",
		usage:   "--to json|csv --out フォルダ ファイルやフォルダ...",
		summary: "標準仕様のCSVとJSONを行き来する（元のバイトに戻る）",
		run:     runConvert,
	}
}

func runConvert(_ context.Context, t terminal, args []string) error {
	fs := flags(t, convertCommand())
	to := fs.String("to", "", "json または csv")
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
	convert, err := converter(*to)
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
func converter(to string) (func(name, out string) (string, error), error) {
	switch to {
	case "json":
		return toJSON, nil
	case "csv":
		return fromJSON, nil
	case "202208", "202407":
		return nil, usagef("版の変換（--to %s）は、この版の tasuki にはまだありません。json と csv に対応しています。", to)
	}
	return nil, usagef("--to は json か csv です。")
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
