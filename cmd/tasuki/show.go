package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func showCommand() command {
	return command{
		name:    "show",
		usage:   "[--empty] ファイルやフォルダ...",
		summary: "中身を項目名つきで読みやすく表示する",
		run:     runShow,
	}
}

func runShow(_ context.Context, t terminal, args []string) error {
	fs := flags(t, showCommand())
	empty := fs.Bool("empty", false, "空の項目も表示する")
	if err := parse(fs, args); err != nil {
		return err
	}
	heap, err := readHeap(fs.Args())
	if err != nil {
		return err
	}
	for _, u := range heap.Units {
		fmt.Fprintf(t.out, "■ %s\n", showTitle(u))
		for _, f := range u.Files {
			if err := showFile(t.out, f, *empty); err != nil {
				return err
			}
		}
	}
	return nil
}

func showTitle(u *careplan.Unit) string {
	if u.Spec == nil {
		return "組になっていないファイル"
	}
	return fmt.Sprintf("%s %s　%s → %s", u.ID, u.Spec.Name, u.From, u.To)
}

// showFile prints a file record by record. Reading only: nothing is judged here.
func showFile(w io.Writer, f *careplan.File, empty bool) error {
	fmt.Fprintf(w, "\n● %s\n", f.Name.Text)
	if f.Layout == nil || f.Layout.Binary {
		fmt.Fprintf(w, "  （%d バイト。項目のあるファイルではありません）\n", f.Size)
		return nil
	}
	src, err := f.Source.Open()
	if err != nil {
		return usagef("「%s」を読めません: %v", f.Path, err)
	}
	defer src.Close()
	r := careplan.NewReader(src)
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return usagef("「%s」を読めません: %v", f.Path, err)
		}
		showRecord(w, f.Layout, rec, empty)
	}
}

func showRecord(w io.Writer, l *spec.Layout, rec *careplan.Record, empty bool) {
	fmt.Fprintf(w, "  %d件目（%d行目）\n", rec.N, rec.Line)
	for i := range rec.Cells {
		text := rec.Cells[i].Text()
		if text == "" && !empty {
			continue
		}
		name := "（表にない項目）"
		var codes *spec.CodeTable
		if field := l.Field(i + 1); field != nil {
			name, codes = field.Name, field.Codes
		}
		fmt.Fprintf(w, "    %2d %s　%s\n", i+1, pad(name, 22), meaning(codes, text))
	}
}

// meaning writes a value with what its code stands for; line breaks stay inside the column.
func meaning(codes *spec.CodeTable, text string) string {
	if codes != nil {
		if word, ok := codes.Values[text]; ok {
			return text + "（" + word + "）"
		}
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 53))
}

// pad fills a name up to a number of full-width columns, so that values stand in one line.
func pad(s string, columns int) string {
	width := 0
	for _, r := range s {
		if r < 0x80 || (0xFF61 <= r && r <= 0xFF9F) {
			width++
		} else {
			width += 2
		}
	}
	if missing := 2*columns - width; missing > 0 {
		return s + strings.Repeat(" ", missing)
	}
	return s
}
