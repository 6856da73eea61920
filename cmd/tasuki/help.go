package main

import (
	"flag"
	"fmt"
	"io"
)

const exitTable = `終了ステータス
  0  完了。エラーなし
  1  エラーの確認事項がある、または届けられなかったものがある
  2  使い方の誤り、または読めない入力
  3  相手側（ハブ・相手先）が受け付けなかった
  4  接続できない（もう一度実行してよい）
`

func printHelp(w io.Writer) {
	fmt.Fprint(w, "Tasuki 襷 — ケアプランデータを、紙なしで、失わず、途中で誰にも読まれずに渡す\n\n使い方  tasuki 命令 [オプション] [引数]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s  %s\n", c.name, c.summary)
	}
	fmt.Fprintf(w, "\n命令ごとの説明  tasuki 命令 --help\n\n%s", exitTable)
}

// flags makes the flag set of a command; its help prints the usage, the options and the
// table of exit statuses.
func flags(t terminal, c command) *flag.FlagSet {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(t.err)
	fs.Usage = func() {
		out := t.out
		fmt.Fprintf(out, "%s\n\n使い方  tasuki %s %s\n\n", c.summary, c.name, c.usage)
		fs.SetOutput(out)
		fs.PrintDefaults()
		fs.SetOutput(t.err)
		fmt.Fprintf(out, "\n%s", exitTable)
	}
	return fs
}

// parse reads the flags; anything wrong is a usage error.
func parse(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if err == nil || err == flag.ErrHelp {
		return err
	}
	return usageError{err.Error()}
}

// usageError is a wrong command line or an input that cannot be read.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }
