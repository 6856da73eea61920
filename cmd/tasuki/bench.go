package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
)

func benchCommand() command {
	return command{
		name:    "bench",
		usage:   "codec|exchange|desk|region [--format json] [--dir フォルダ] [--rounds 5]",
		summary: "この機械での性能を、機械自身の上限と並べて測る（1行に1つのJSON）",
		run:     runBench,
	}
}

// measurement is one line of a benchmark: the value and, where one makes sense, the
// machine's own ceiling for the same work in the same run.
type measurement struct {
	Bench   string  `json:"bench"`
	Metric  string  `json:"metric"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Floor   float64 `json:"floor,omitempty"`
	Ratio   float64 `json:"ratio,omitempty"`
	Spread  string  `json:"spread,omitempty"` // smallest and largest ratio of the rounds
	Clients int     `json:"clients,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// benchOptions are what a benchmark may be told.
type benchOptions struct {
	dir    string
	rounds int
	data   string // a list of one's own instead of a made-up one
}

func runBench(ctx context.Context, t terminal, args []string) error {
	if len(args) == 0 || args[0] == "--help" || args[0] == "-h" {
		fs := flags(t, benchCommand())
		fs.Usage()
		if len(args) == 0 {
			return usagef("測るものの名前を指定してください: codec, exchange, desk, region")
		}
		return nil
	}
	fs := flags(t, benchCommand())
	format := fs.String("format", "json", "出力の形: json のみ")
	opts := benchOptions{}
	fs.StringVar(&opts.dir, "dir", "", "測定に使うフォルダ（省略時は今のフォルダの中に作り、終わったら消す）")
	fs.IntVar(&opts.rounds, "rounds", 5, "交互に測る回数")
	fs.StringVar(&opts.data, "data", "", "region: 作り物の登録簿の代わりに読むファイル")
	if err := parse(fs, args[1:]); err != nil {
		return err
	}
	if *format != "json" {
		return usagef("--format は json だけです。")
	}
	out := printer(t.out)
	switch args[0] {
	case "codec":
		return benchCodec(ctx, opts, out)
	case "desk":
		return inBenchDir(opts, func(dir string) error { return benchDesk(ctx, dir, opts, out) })
	case "region":
		return inBenchDir(opts, func(dir string) error { return benchRegion(ctx, dir, opts, out) })
	case "exchange":
		return inBenchDir(opts, func(dir string) error { return benchExchange(ctx, dir, opts, out) })
	}
	return usagef("「%s」という測定はありません: codec, exchange, desk, region", args[0])
}

// printer writes measurements, one JSON object a line.
func printer(w io.Writer) func(measurement) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(m measurement) { _ = enc.Encode(m) }
}

// inBenchDir gives a folder on a real disk; a file system in memory would measure nothing.
func inBenchDir(opts benchOptions, use func(dir string) error) error {
	parent := opts.dir
	if parent == "" {
		parent = "."
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("make bench folder: %w", err)
	}
	if kind := fileSystem(parent); kind == "tmpfs" {
		return usagef("「%s」はメモリ上のファイルシステムです。--dir でディスク上のフォルダを指定してください。", parent)
	}
	dir, err := os.MkdirTemp(parent, ".tasuki-bench-")
	if err != nil {
		return fmt.Errorf("make bench folder: %w", err)
	}
	defer os.RemoveAll(dir)
	return use(dir)
}

// median of some values; the values are put in order.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n == 0 {
		return 0
	}
	if n%2 == 1 {
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}

// ratios divides round by round and gives the median and the spread.
func ratios(values, floors []float64) (float64, string) {
	out := make([]float64, len(values))
	for i := range values {
		out[i] = values[i] / floors[i]
	}
	mid := median(slices.Clone(out))
	return round(mid, 3), fmt.Sprintf("%.2f–%.2f", slices.Min(out), slices.Max(out))
}

// round keeps a few digits after the point.
func round(v float64, digits int) float64 {
	scale := 1.0
	for range digits {
		scale *= 10
	}
	return float64(int64(v*scale+0.5)) / scale
}
