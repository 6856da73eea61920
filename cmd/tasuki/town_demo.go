package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	townfiles "github.com/tasuki-care/tasuki/internal/town"
)

// dropFolder holds what the clerk of #1 drops on 24 December.
const dropFolder = "12月24日に入れるファイル"

// runTown makes the town and shows it in the browser until it is interrupted.
func runTown(ctx context.Context, t terminal, dir, addr string) error {
	began := time.Now()
	fmt.Fprintln(t.out, "Tasuki 襷 の実演: 架空の町「襷市」を用意しています（10秒ほど）…")
	log, err := os.OpenFile(filepath.Join(dir, "town.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer log.Close()
	town, err := buildTown(ctx, filepath.Join(dir, fmt.Sprintf("town-%d", began.Unix())), log)
	if err != nil {
		return err
	}
	defer town.close()
	drop, err := town.write(dropFolder, townfiles.StoryOne())
	if err != nil {
		return err
	}
	site := town.site()
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return usagef("%s で待ち受けできません: %v", addr, err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	town.run(ctx)
	mapAt, closeMap, err := serveMapDemo(ctx, town.dir, listener.Addr().String(), log)
	if err != nil {
		return err
	}
	defer closeMap()
	fmt.Fprintf(t.out, `
○ できました（%.1f秒）。次のアドレスをブラウザーで開いてください。

   %s

  いまは令和8年12月24日(木) 9:30。居宅「いとぐち」の事務、糸井さんとして、1月分の提供票を30事業所に送ります。
  1. 「糸井（この人で入る）」→「新規作成・一括送信」
  2. このフォルダを入れる:  %s
  3. 止まった4事業所の理由を読み、残りを送る
  そのあと上の帯で日付を1月6日に進めると、12月の実績が届きはじめます。

  市役所の地図（普及担当の結城さんなど）は、こちらです。令和9年1月18日(月) 8:30から始まります。

   %s

  終わるには Ctrl-C。片づけも要りません。
`, time.Since(began).Seconds(), pageAddress(listener, false), drop, mapAt)
	return servePages(ctx, listener, handler, deskOptions{})
}
