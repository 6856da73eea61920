package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

func checkCommand() command {
	return command{
		name:    "check",
		usage:   "[--format text|json] [--mode tolerant|strict] [--show-values] ファイルやフォルダ...",
		summary: "標準仕様のファイルを組に分け、確認事項をすべて表示する",
		run:     runCheck,
	}
}

func runCheck(_ context.Context, t terminal, args []string) error {
	fs := flags(t, checkCommand())
	format := fs.String("format", "text", "出力の形: text または json")
	mode := fs.String("mode", string(rules.Tolerant), "tolerant（受け取る側）または strict（作る側）")
	values := fs.Bool("show-values", false, "読み取った値も表示する（個人情報を含みます）")
	today := fs.String("today", "", "今日の日付 YYYYMMDD（試験用。省略時は今日）")
	if err := parse(fs, args); err != nil {
		return err
	}
	day, err := dayOf(*today)
	if err != nil {
		return err
	}
	if *mode != string(rules.Tolerant) && *mode != string(rules.Strict) {
		return usagef("--mode は tolerant か strict です。")
	}
	heap, err := readHeap(fs.Args())
	if err != nil {
		return err
	}
	result := rules.CheckHeap(heap, rules.Mode(*mode), day, rules.ShowValues(*values))
	if result.Err != nil {
		return usagef("ファイルを最後まで読めません: %v", result.Err)
	}
	if err := printCheck(t.out, *format, result); err != nil {
		return err
	}
	if result.Summary.Errors > 0 {
		return quietError(exitFinding)
	}
	return nil
}

func dayOf(text string) (careplan.Day, error) {
	if text == "" {
		return careplan.Today(time.Now()), nil
	}
	d := careplan.Day(text)
	if !d.Valid() {
		return "", usagef("--today は YYYYMMDD の日付です。")
	}
	return d, nil
}

func printCheck(w io.Writer, format string, result *rules.Result) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(result)
	case "text":
		printCheckText(w, result)
		return nil
	}
	return usagef("--format は text か json です。")
}

// printCheckText writes for a clerk: one block a unit, in it one block a file, in it one
// line what is wrong and one line what to do.
func printCheckText(w io.Writer, r *rules.Result) {
	for _, u := range r.Units {
		printUnit(w, u)
	}
	fmt.Fprintln(w, strings.Repeat("─", 40))
	fmt.Fprintf(w, "ファイル一式 %d組　ファイル %d個　エラー %d件　注意 %d件　情報 %d件\n",
		r.Summary.Units, len(r.Files), r.Summary.Errors, r.Summary.Warnings, r.Summary.Infos)
	switch {
	case r.Summary.Errors > 0:
		fmt.Fprintln(w, "→ エラーを介護ソフトで直し、もう一度出力してから送信してください。")
	case r.Summary.Warnings > 0:
		fmt.Fprintln(w, "→ 送信できます。注意の内容を確かめてください。")
	default:
		fmt.Fprintln(w, "→ このまま送信できます。")
	}
}

func printUnit(w io.Writer, u rules.UnitResult) {
	fmt.Fprintln(w, unitTitle(u))
	for _, f := range u.Files {
		records := ""
		if f.Records > 0 {
			records = fmt.Sprintf("　%d件", f.Records)
		}
		fmt.Fprintf(w, "    %s%s\n", f.Path, records)
	}
	if len(u.Findings) == 0 {
		fmt.Fprintln(w, "  確認事項はありません。")
	}
	last := "\x00"
	for _, f := range u.Findings {
		where := orText(f.Path, f.File)
		if where != last && where != "" {
			fmt.Fprintf(w, "  %s\n", where)
		}
		last = where
		printFinding(w, f)
	}
	for _, l := range u.Leniencies {
		fmt.Fprintf(w, "  （許容した書き方: %s %d件 %s）\n", l.Name, l.Count, l.Rule)
	}
	fmt.Fprintln(w)
}

// unitTitle names a unit by what it is, from whom to whom, and for which month.
func unitTitle(u rules.UnitResult) string {
	if u.ID == "" {
		return "■ 組になっていないファイル"
	}
	month := ""
	if len(u.Month) == 6 && u.Month != "000000" {
		month = fmt.Sprintf("　%s年%s月分", u.Month[:4], strings.TrimPrefix(u.Month[4:], "0"))
	}
	return fmt.Sprintf("■ %s %s%s　%s → %s　（版 %s）", u.ID, u.Name, month, u.From, u.To, u.Edition)
}

var severityMarks = map[careplan.Severity]string{
	careplan.Error: "× エラー", careplan.Warning: "▲ 注意　", careplan.Info: "・ 情報　",
}

func printFinding(w io.Writer, f careplan.Finding) {
	value := ""
	if f.Value != "" {
		value = fmt.Sprintf("　値「%s」", f.Value)
	}
	fmt.Fprintf(w, "  %s %s%s　[%s]\n", severityMarks[f.Severity], f.Message, value, f.Rule)
	if f.Next != "" {
		fmt.Fprintf(w, "           → %s\n", f.Next)
	}
	if f.More > 0 {
		fmt.Fprintf(w, "           ほか%d件\n", f.More)
	}
}
