package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/excel"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/regiondb"
	regionweb "github.com/tasuki-care/tasuki/internal/web/region"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

func regionCommand() command {
	return command{
		name:    "region",
		usage:   "import --dir フォルダ ファイル…｜serve --dir フォルダ [--addr 127.0.0.1:8095]｜simulate [--town 岡崎] [--seeds 30]",
		summary: "市町村の地図: 登録簿と導入状況の取り込み、画面、声かけの順番の模擬計算",
		run:     runRegion,
	}
}

func runRegion(ctx context.Context, t terminal, args []string) error {
	frugal()
	if len(args) > 0 {
		switch args[0] {
		case "import":
			return regionImport(ctx, t, args[1:])
		case "serve":
			return regionServe(ctx, t, args[1:])
		case "simulate":
			return regionSimulate(t, args[1:])
		}
	}
	fs := flags(t, regionCommand())
	if err := parse(fs, args); err != nil {
		return err
	}
	fs.Usage()
	return usagef("import、serve、simulate のどれかを指定してください。")
}

// frugal keeps the heap near what is in use: a national list is read once, and then most of
// it is garbage.
func frugal() { debug.SetGCPercent(40) }

// openMap opens the map in a folder, or in a PostgreSQL database.
func openMap(ctx context.Context, dir, db string) (*region.Map, *regiondb.DB, func(), error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, nil, fmt.Errorf("make map folder: %w", err)
	}
	s, err := store.Open(ctx, cmp.Or(db, "sqlite:"+filepath.Join(dir, "region.db")))
	if err != nil {
		return nil, nil, nil, err
	}
	rows, err := regiondb.Open(ctx, s)
	if err != nil {
		return nil, nil, nil, errors.Join(err, s.Close())
	}
	m, err := region.Open(ctx, rows, func() time.Time { return time.Now().In(calendar.Japan) })
	if err != nil {
		return nil, nil, nil, errors.Join(err, s.Close())
	}
	return m, rows, func() { s.Close() }, nil
}

// console is who works on the command line: whoever may write the folder.
var console = region.Actor{ID: "console", Name: "コマンドライン", Duty: region.Promoter, Manager: true}

// importResult is what import prints (docs/design.md §7, frozen by test).
type importResult struct {
	Read     int            `json:"read"`
	Added    int            `json:"added"`
	Changed  int            `json:"changed"`
	Closed   int            `json:"closed"`
	Rejected int            `json:"rejected"`
	Warnings map[string]int `json:"warnings"`
}

func regionImport(ctx context.Context, t terminal, args []string) error {
	fs := flags(t, regionCommand())
	dir := fs.String("dir", "region", "地図のフォルダ")
	db := fs.String("db", "", "PostgreSQL のとき、その場所（postgres://…）")
	day := fs.String("date", "", "基準日（2026-12-31）。省略時はファイル名から、なければ今日")
	source := fs.String("source", "", "導入状況の一覧の出典（省略時はファイル名）")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("取り込むファイルを指定してください。")
	}
	in, warnings, err := readTables(fs.Args())
	if err != nil {
		return err
	}
	m, _, closeMap, err := openMap(ctx, *dir, *db)
	if err != nil {
		return err
	}
	defer closeMap()
	at, err := dayFlag(*day)
	if err != nil {
		return err
	}
	r, err := importTables(ctx, m.As(console), in, at, cmp.Or(*source, filepath.Base(fs.Arg(0))))
	if err != nil {
		return err
	}
	for _, w := range warnings {
		r.Warnings[w.Kind]++
	}
	enc := json.NewEncoder(t.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return err
	}
	if r.Rejected > 0 {
		fmt.Fprintf(t.err, "%d行は取り込めませんでした。画面の「取り込み」で、行ごとのわけと直し方を見られます。\n", r.Rejected)
		return quietError(exitFinding)
	}
	return nil
}

func dayFlag(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, calendar.Japan)
	if err != nil {
		return t, usagef("日付は 2026-12-31 の形で指定してください。")
	}
	return t, nil
}

// readTables reads files as tables: Excel by its tabs, everything else as text.
func readTables(names []string) ([]registry.Input, []registry.Warning, error) {
	var out []registry.Input
	var warnings []registry.Warning
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, usagef("「%s」を読めません: %v", name, err)
		}
		if strings.HasSuffix(strings.ToLower(name), ".xlsx") {
			tabs, err := excel.Read(bytes.NewReader(b), 300_000)
			if err != nil {
				return nil, nil, usagef("「%s」をExcelとして読めません。CSVで保存し直してください。", name)
			}
			for _, rows := range tabs {
				if len(rows) > 1 {
					out = append(out, registry.Input{Name: filepath.Base(name), Rows: rows})
				}
			}
			continue
		}
		rows, w, err := registry.Rows(registry.File{Name: filepath.Base(name), Data: b})
		if err != nil {
			return nil, nil, err
		}
		out, warnings = append(out, registry.Input{Name: filepath.Base(name), Rows: rows}), append(warnings, w...)
	}
	return out, warnings, nil
}

// importTables imports a registry list, or an adoption list if that is what it is.
func importTables(ctx context.Context, s region.Session, in []registry.Input, day time.Time, source string) (importResult, error) {
	r := importResult{Warnings: map[string]int{}}
	format, _, _, err := registry.Detect(in[0].Rows, in[0].Name)
	if err != nil {
		return r, err
	}
	if format == registry.FormatAdoption {
		return importStates(ctx, s, in, day, source)
	}
	imp, err := s.Compare(in, registry.Scope{})
	if err != nil {
		return r, err
	}
	n := imp.Preview.Counts
	r.Read, r.Added, r.Changed, r.Closed, r.Rejected = n.Read, n.Added, n.Changed, n.Closed, n.Rejected
	for k, v := range n.Warnings {
		r.Warnings[k] += v
	}
	_, err = s.Apply(ctx, imp, day)
	return r, err
}

func importStates(ctx context.Context, s region.Session, in []registry.Input, day time.Time, source string) (importResult, error) {
	r := importResult{Warnings: map[string]int{}}
	list, err := registry.Parse(in, s.Now())
	if err != nil {
		return r, err
	}
	if day.IsZero() {
		day = s.Now()
	}
	if !list.Date.IsZero() {
		day = list.Date
	}
	lines, err := s.CompareStates(list, day, adoption.Idle)
	if err != nil {
		return r, err
	}
	r.Read, r.Rejected = list.Read, len(list.Rejected)
	for _, w := range list.Warnings {
		r.Warnings[w.Kind]++
	}
	for _, l := range lines {
		switch l.Outcome {
		case region.WillSet:
			r.Changed++
		case region.NoOffice, region.NoState:
			r.Rejected++
		}
	}
	_, err = s.ApplyStates(ctx, lines, source, day)
	return r, err
}

func regionServe(ctx context.Context, t terminal, args []string) error {
	var o deskOptions
	fs := flags(t, regionCommand())
	dir := fs.String("dir", "region", "地図のフォルダ")
	db := fs.String("db", "", "PostgreSQL のとき、その場所（postgres://…）")
	fs.StringVar(&o.addr, "addr", "127.0.0.1:8095", "待ち受け先")
	fs.StringVar(&o.host, "host", "localhost", "ブラウザーで開くときの名前")
	fs.StringVar(&o.cert, "cert", "", "https の証明書（PEM）")
	fs.StringVar(&o.key, "key", "", "https の鍵（PEM）")
	if err := parse(fs, args); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	m, rows, closeMap, err := openMap(ctx, *dir, *db)
	if err != nil {
		return err
	}
	defer closeMap()
	site := &regionweb.Site{Map: m, People: &people.Desk{Store: rows.People(), Now: m.Now, Rand: rand.Reader}, Secure: o.cert != "", Log: slog.New(slog.NewJSONHandler(t.err, nil)), Now: m.Now}
	if err := firstPromoter(ctx, t, site); err != nil {
		return err
	}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return usagef("%s で待ち受けできません: %v", o.addr, err)
	}
	fmt.Fprintf(t.out, "地図の画面: %s\n", o.address(listener))
	return servePages(ctx, listener, handler, o)
}

// firstPromoter makes the first account and prints its password once.
func firstPromoter(ctx context.Context, t terminal, s *regionweb.Site) error {
	all, err := s.People.Store.Members(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	password := strings.ToLower(rand.Text())[:16]
	m, err := s.People.Add(ctx, people.Member{Login: "admin", Name: "最初の普及担当", Role: people.Admin, MustChange: true}, password)
	if err != nil {
		return err
	}
	if err := s.Map.SeedDuty(ctx, region.Actor{ID: m.ID, Name: m.Name, Duty: region.Promoter, Manager: true}, ""); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "最初のログイン（この表示は一度だけです）\n  ユーザーID  admin\n  パスワード  %s\n→ ログインしたら「設定」で市町村の名前と、ほかの人の担当を決めてください。\n", password)
	return nil
}

func regionSimulate(t terminal, args []string) error {
	fs := flags(t, regionCommand())
	town := fs.String("town", "", "町（省略時はすべて）: "+strings.Join(outreach.Towns(), "、"))
	variation := fs.String("variation", "", "条件（省略時はすべて）: "+strings.Join(outreach.Variations(), "、"))
	seeds := fs.Int("seeds", 30, "種の数（1から数える）")
	months := fs.Int("months", 12, "月数")
	short := fs.Bool("summary", false, "町と条件ごとに1行にまとめる")
	if err := parse(fs, args); err != nil {
		return err
	}
	towns, variations := outreach.Towns(), outreach.Variations()
	if *town != "" {
		towns = slices.DeleteFunc(towns, func(s string) bool { return !strings.HasPrefix(s, *town) })
	}
	if *variation != "" {
		variations = []string{*variation}
	}
	if len(towns) == 0 || *seeds < 1 || *months < 1 {
		return usagef("町の名前、種の数、月数のどれかが使えません。")
	}
	return simulate(t.out, towns, variations, *seeds, *months, *short)
}

func simulate(out io.Writer, towns, variations []string, seeds, months int, short bool) error {
	orders := append([]outreach.Order{outreach.Recommended}, outreach.SimpleOrders()...)
	var all []outreach.Result
	for _, town := range towns {
		for _, v := range variations {
			r, err := outreach.Simulate(outreach.Setting{Town: town, Variation: v, Seeds: seeds, Months: months}, append(orders, outreach.Oracle))
			if err != nil {
				return err
			}
			all = append(all, r...)
		}
	}
	words := outreach.Table(all)
	if short {
		words = outreach.Summary(all)
	}
	_, err := fmt.Fprint(out, words)
	return err
}
