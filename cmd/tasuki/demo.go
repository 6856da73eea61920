package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func demoCommand() command {
	return command{
		name:    "demo",
		usage:   "[--dir フォルダ] [--addr 127.0.0.1:8080] [--once]",
		summary: "架空の町の業務画面をブラウザーに出す。--once は一通の連携データの一生を見せて終わる",
		run:     runDemo,
	}
}

// runDemo shows a fictional town in the browser. With --once it plays the story of one
// letter on the terminal instead and ends.
func runDemo(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, demoCommand())
	dir := fs.String("dir", "", "使うフォルダ（省略時は一時フォルダを作り、終わったら消す）")
	addr := fs.String("addr", "127.0.0.1:8080", "業務画面の待ち受け先")
	once := fs.Bool("once", false, "一通りを実演したら終わる")
	if err := parse(fs, args); err != nil {
		return err
	}
	work, clean, err := demoDir(*dir)
	if err != nil {
		return err
	}
	defer clean()
	if !*once {
		return runTown(ctx, t, work, *addr)
	}
	story := &story{t: t, dir: work, addr: "127.0.0.1:0", began: time.Now()}
	defer story.stop()
	if err := story.play(ctx); err != nil {
		fmt.Fprintf(t.err, "× 実演が止まりました: %v\n", err)
		return quietError(exitFinding)
	}
	return nil
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
