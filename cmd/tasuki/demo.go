package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func demoCommand() command {
	return command{
		name:    "demo",
		usage:   "[--dir フォルダ] [--addr 127.0.0.1:8080] [--once]",
		summary: "架空の事業所で、一通の連携データの一生を見せる",
		run:     runDemo,
	}
}

// runDemo plays the story of one letter on loopback. With --once it ends after the story;
// without, the hub keeps running and the words say what one can try next.
func runDemo(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, demoCommand())
	dir := fs.String("dir", "", "使うフォルダ（省略時は一時フォルダを作り、終わったら消す）")
	addr := fs.String("addr", "127.0.0.1:8080", "ハブの待ち受け先")
	once := fs.Bool("once", false, "一通りを実演したら終わる")
	if err := parse(fs, args); err != nil {
		return err
	}
	work, clean, err := demoDir(*dir)
	if err != nil {
		return err
	}
	defer clean()
	story := &story{t: t, dir: work, addr: *addr, began: time.Now()}
	if *once {
		story.addr = "127.0.0.1:0"
	}
	defer story.stop()
	if err := story.play(ctx); err != nil {
		fmt.Fprintf(t.err, "× 実演が止まりました: %v\n", err)
		return quietError(exitFinding)
	}
	if *once {
		return nil
	}
	return story.stay(ctx)
}

// demoDir gives the folder of the demo and how to leave it.
func demoDir(dir string) (string, func(), error) {
	if dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return "", nil, fmt.Errorf("find folder: %w", err)
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", nil, fmt.Errorf("make folder: %w", err)
		}
		return dir, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "tasuki-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("make folder: %w", err)
	}
	return dir, func() { os.RemoveAll(dir) }, nil
}

// stay keeps the hub of the demo running until it is interrupted.
func (s *story) stay(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	exe := "tasuki"
	s.say("")
	s.say("ハブは %s で動いています（終わるには Ctrl-C）。別の端末で、次のことを試せます。", s.hub.url)
	s.say("  送る    %s send --profile %s %s", exe, s.profileOf("9999900001"), filepath.Join(s.dir, "samples", "02_K2_slip"))
	s.say("  受ける  %s receive --profile %s", exe, s.profileOf("9999900011"))
	s.say("  見る    %s status --profile %s", exe, s.profileOf("9999900001"))
	s.say("  調べる  %s check %s", exe, filepath.Join(s.dir, "samples"))
	<-ctx.Done()
	return nil
}
