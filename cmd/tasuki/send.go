package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

func sendCommand() command {
	return command{
		name:    "send",
		usage:   "--profile フォルダ [--message 文] [--attach ファイル] [--to 番号/種類] [--withdraw 番号] [ファイルやフォルダ...]",
		summary: "ファイルを確かめ、相手先ごとに封をして送る。送信待ちも送る",
		run:     runSend,
	}
}

// sendOptions are the flags that send and pack share.
type sendOptions struct {
	profile, message, from, to string
	attach                     manyFlag
}

// manyFlag is a flag that may be given several times.
type manyFlag []string

func (m *manyFlag) String() string     { return fmt.Sprint([]string(*m)) }
func (m *manyFlag) Set(s string) error { *m = append(*m, s); return nil }

// register adds the shared flags to a flag set.
func (o *sendOptions) register(fs *flag.FlagSet) {
	fs.StringVar(&o.profile, "profile", ".", "事業所のフォルダ")
	fs.StringVar(&o.message, "message", "", "添える文")
	fs.StringVar(&o.to, "to", "", "宛先 番号/サービス種類（書類だけを送るとき、または種類のない旧版のとき）")
	fs.StringVar(&o.from, "from", "", "送信元 番号/サービス種類（同上）")
	fs.Var(&o.attach, "attach", "添付する書類（何度でも）")
}

func runSend(ctx context.Context, t terminal, args []string) error {
	var o sendOptions
	fs := flags(t, sendCommand())
	o.register(fs)
	withdraw := fs.String("withdraw", "", "相手先が受け取る前の連携データを取り消す（番号）")
	if err := parse(fs, args); err != nil {
		return err
	}
	d, err := openProfile(ctx, o.profile)
	if err != nil {
		return err
	}
	defer d.Close()
	if *withdraw != "" {
		return withdrawLetter(ctx, t.out, d, *withdraw)
	}
	parcels, err := o.parcels(t.out, fs.Args())
	if err != nil {
		return err
	}
	if len(parcels) == 0 {
		return flushOutbox(ctx, t.out, d)
	}
	return sendAll(ctx, t.out, d, parcels)
}

// withdrawLetter takes a letter back that nobody has fetched (送信取消).
func withdrawLetter(ctx context.Context, w io.Writer, d *openDesk, number string) error {
	id, err := header.ParseLetterID(number)
	if err != nil {
		return usagef("--withdraw には、連携データの番号（32桁）を指定してください。")
	}
	o, err := d.Withdraw(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return usagef("番号 %s の連携データは送信一覧にありません。", id)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "○ %s → %s　%s\n", o.From, o.To, o.State.Word())
	return nil
}

// flushOutbox sends what waits.
func flushOutbox(ctx context.Context, w io.Writer, d *openDesk) error {
	n, err := d.Flush(ctx)
	fmt.Fprintf(w, "送信待ちから %d件 送信しました。\n", n)
	return err
}

// sendAll sends every parcel; one that fails does not hold up the others.
func sendAll(ctx context.Context, w io.Writer, d *openDesk, parcels []desk.Parcel) error {
	var failed error
	for _, p := range parcels {
		out, err := d.Send(ctx, p)
		if err != nil {
			code, message, next := explain(err)
			fmt.Fprintf(w, "× %s → %s　%s\n  → %s\n", out.From, out.To, message, next)
			failed = worse(failed, quietError(code))
			continue
		}
		fmt.Fprintf(w, "○ %s → %s　%s　送信済　受領証 %s\n", out.From, out.To, unitWord(out.Unit), out.Letter)
	}
	return failed
}

// worse keeps the more telling of two exit statuses: a refusal before a lost connection.
func worse(a, b error) error {
	var x, y quietError
	if !errors.As(a, &x) {
		return b
	}
	if errors.As(b, &y) && y == exitRefused {
		return b
	}
	return a
}

func unitWord(id string) string {
	if id == "" {
		return "書類・連絡"
	}
	return "ファイル一式 " + id
}

// parcels checks the files and makes one parcel a unit. Errors stop everything: a clerk
// corrects them in the care software before anything leaves the office.
func (o sendOptions) parcels(w io.Writer, paths []string) ([]desk.Parcel, error) {
	attachments, err := attached(o.attach)
	if err != nil {
		return nil, err
	}
	base := desk.Parcel{Message: o.message, Attachments: attachments}
	if base.From, base.To, err = o.addresses(); err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		if len(attachments) == 0 && o.message == "" {
			return nil, nil
		}
		return []desk.Parcel{base}, nil
	}
	heap, err := readHeap(paths)
	if err != nil {
		return nil, err
	}
	today, _ := dayOf("")
	result := rules.CheckHeap(heap, rules.Tolerant, today)
	if result.Err != nil {
		return nil, usagef("ファイルを最後まで読めません: %v", result.Err)
	}
	if result.Summary.Errors > 0 {
		printCheckText(w, result)
		return nil, quietError(exitFinding)
	}
	return unitParcels(heap, base), nil
}

func unitParcels(heap *careplan.Heap, base desk.Parcel) []desk.Parcel {
	var out []desk.Parcel
	for i, u := range heap.Units {
		p := base
		p.Unit = u
		if i > 0 {
			p.Attachments = nil
		}
		out = append(out, p)
	}
	return out
}

func (o sendOptions) addresses() (from, to header.Address, err error) {
	if o.from != "" {
		if from, err = header.ParseAddress(o.from); err != nil {
			return from, to, usagef("--from は 9999900001/43 の形で指定してください。")
		}
	}
	if o.to != "" {
		if to, err = header.ParseAddress(o.to); err != nil {
			return from, to, usagef("--to は 9999900011/11 の形で指定してください。")
		}
	}
	return from, to, nil
}

// attached opens the documents that go with a letter.
func attached(names []string) ([]envelope.File, error) {
	var out []envelope.File
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || info.IsDir() {
			return nil, usagef("添付する書類「%s」を読めません。", name)
		}
		out = append(out, envelope.File{Name: filepath.Base(name), Size: info.Size(), Open: fileOnDisk(name).Open})
	}
	return out, nil
}
