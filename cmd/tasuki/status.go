package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/desk"
)

func statusCommand() command {
	return command{
		name:    "status",
		usage:   "--profile フォルダ [--format text|json] [--refresh]",
		summary: "送信一覧と受信一覧を表示する",
		run:     runStatus,
	}
}

// statusLine is one letter of either list.
type statusLine struct {
	Box     string    `json:"box"` // "out" or "in"
	Letter  string    `json:"letter"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Unit    string    `json:"unit,omitempty"`
	Month   string    `json:"month,omitempty"`
	State   string    `json:"state"`
	Word    string    `json:"word"`
	At      time.Time `json:"at"`
	Problem string    `json:"problem,omitempty"`
}

func runStatus(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, statusCommand())
	dir := fs.String("profile", ".", "事業所のフォルダ")
	format := fs.String("format", "text", "出力の形: text または json")
	refresh := fs.Bool("refresh", false, "先にハブに様子を尋ねる")
	if err := parse(fs, args); err != nil {
		return err
	}
	d, err := openProfile(ctx, *dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if *refresh {
		if _, err := d.Collect(ctx, 0); err != nil {
			return err
		}
	}
	lines, err := statusLines(ctx, d)
	if err != nil {
		return err
	}
	return printStatus(t.out, *format, lines)
}

func statusLines(ctx context.Context, d *openDesk) ([]statusLine, error) {
	outgoing, err := d.Store.ListOutgoing(ctx)
	if err != nil {
		return nil, err
	}
	incoming, err := d.Store.ListIncoming(ctx)
	if err != nil {
		return nil, err
	}
	lines := []statusLine{}
	for _, o := range outgoing {
		lines = append(lines, statusLine{"out", o.Letter.String(), o.From.String(), o.To.String(), o.Unit, o.Month, string(o.State), o.State.Word(), o.QueuedAt, o.Problem})
	}
	for _, in := range incoming {
		lines = append(lines, statusLine{"in", in.Letter.String(), in.From.String(), in.To.String(), in.Unit, in.Month, string(in.State), in.State.Word(), in.SeenAt, in.Problem})
	}
	return lines, nil
}

func printStatus(w io.Writer, format string, lines []statusLine) error {
	switch format {
	case "json":
		return json.NewEncoder(w).Encode(lines)
	case "text":
		printStatusText(w, lines)
		return nil
	}
	return usagef("--format は text か json です。")
}

func printStatusText(w io.Writer, lines []statusLine) {
	for _, box := range []struct{ key, title, empty string }{
		{"out", "送信一覧", "まだ何も送っていません。「tasuki send フォルダ」で送ります。"},
		{"in", "受信一覧", "まだ何も届いていません。「tasuki receive」で受け取ります。"},
	} {
		fmt.Fprintf(w, "■ %s\n", box.title)
		n := 0
		for _, l := range lines {
			if l.Box != box.key {
				continue
			}
			n++
			printStatusLine(w, l)
		}
		if n == 0 {
			fmt.Fprintf(w, "  %s\n", box.empty)
		}
	}
}

func printStatusLine(w io.Writer, l statusLine) {
	partner, arrow := l.To, "→"
	if l.Box == "in" {
		partner, arrow = l.From, "←"
	}
	word := l.Word
	if l.Box == "out" && (l.State == string(desk.Collected) || l.State == string(desk.Imported)) {
		word = "相手先 " + word
	}
	month := "　　　　"
	if len(l.Month) == 6 {
		month = l.Month[:4] + "-" + l.Month[4:]
	}
	fmt.Fprintf(w, "  %s  %s %s  %-4s %s  %s  %s\n", l.At.Local().Format("2006-01-02 15:04"), arrow, partner, l.Unit, month, word, l.Letter[:8])
	if l.Problem != "" {
		fmt.Fprintf(w, "      ▲ 前回うまくいきませんでした（%s）。もう一度実行してください。\n", l.Problem)
	}
}
