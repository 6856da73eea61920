package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/receipt"
)

const (
	planner  = "9999900001"
	provider = "9999900011"
	centre   = "9999900046"
	entrust  = "9999900002"
)

// check shows the rule book at work, on a clean unit and on a damaged one.
func (s *story) check(context.Context) error {
	s.chapter("送る前に確かめる")
	heap, err := readHeap([]string{s.sample("02_K2_slip")})
	if err != nil {
		return err
	}
	today, _ := dayOf("")
	clean := rules.CheckHeap(heap, rules.Tolerant, today)
	s.show("%s", strings.TrimPrefix(unitTitle(clean.Units[0]), "■ "))
	s.show("エラー %d件　注意 %d件", clean.Summary.Errors, clean.Summary.Warnings)
	if clean.Summary.Errors > 0 {
		return errors.New("sample unit has errors")
	}
	return s.checkDamaged()
}

// checkDamaged checks the same unit with one impossible time.
func (s *story) checkDamaged() error {
	dir := filepath.Join(s.dir, "damaged")
	names, err := expand([]string{s.sample("02_K2_slip")})
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read sample: %w", err)
		}
		if strings.HasPrefix(filepath.Base(name), "UPPLAN") {
			b = bytes.Replace(b, []byte(",0900,"), []byte(",2561,"), 1)
		}
		if err := writePrivate(filepath.Join(dir, filepath.Base(name)), b); err != nil {
			return err
		}
	}
	heap, err := readHeap([]string{dir})
	if err != nil {
		return err
	}
	today, _ := dayOf("")
	r := rules.CheckHeap(heap, rules.Tolerant, today)
	if r.Summary.Errors == 0 {
		return errors.New("the damaged sample was not noticed")
	}
	s.show("時刻を「2561」に壊すと:")
	s.show("  × %s", r.Units[0].Findings[0].Message)
	s.show("  → %s", r.Units[0].Findings[0].Next)
	return nil
}

// sendAll sends four sample units, one of them with a document.
func (s *story) sendAll(ctx context.Context) error {
	s.chapter("封をして送る（計画書・提供票・実績・介護予防の計画書と、添付の書類）")
	note := filepath.Join(s.dir, "お知らせ.txt")
	if err := writePrivate(note, []byte("4月から担当が変わります。よろしくお願いします。\r\n")); err != nil {
		return err
	}
	for _, one := range []struct{ from, sample, attach, message string }{
		{planner, "01_K1_plan", note, "計画書をお送りします。"},
		{planner, "02_K2_slip", "", "4月分の提供票です。"},
		{provider, "03_K5_actual", "", "4月分の実績です。"},
		{centre, "09_Y2_prevention_plan_with_basic_info", "", ""},
	} {
		o, err := s.send(ctx, one.from, one.sample, one.attach, one.message)
		if err != nil {
			return err
		}
		s.sent = append(s.sent, o)
		s.show("%-4s %s → %s　%6d バイト　受領証 %s…", o.Unit, o.From, o.To, o.Size, o.Letter.String()[:8])
	}
	return nil
}

func (s *story) send(ctx context.Context, from, sample, attach, message string) (desk.Outgoing, error) {
	heap, err := readHeap([]string{s.sample(sample)})
	if err != nil {
		return desk.Outgoing{}, err
	}
	p := desk.Parcel{Unit: heap.Units[0], Message: message}
	if attach != "" {
		if p.Attachments, err = attached([]string{attach}); err != nil {
			return desk.Outgoing{}, err
		}
	}
	return s.desks[from].Send(ctx, p)
}

// repeat sends the same bytes again and gets the same receipt, byte for byte.
func (s *story) repeat(ctx context.Context) error {
	s.chapter("同じものをもう一度送る（返事が届かなかったときの再送）")
	o := s.sent[0]
	again, err := s.post(ctx, o)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, o.Receipt) {
		return errors.New("a repeated send got another receipt")
	}
	s.show("同じ受領証が返りました（%d バイト、1バイトも違いません）。二重には届きません。", len(again))
	return nil
}

// post sends a letter's sealed bytes of the outbox once more.
func (s *story) post(ctx context.Context, o desk.Outgoing) ([]byte, error) {
	d := s.desks[o.From.Office]
	f, size, err := d.Shelf.Open(o.ShelfName())
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return d.Post.Send(ctx, f, size)
}

// crash kills the hub between two letters, queues one while it is down, and starts it
// again: nothing that was acknowledged is missing, and what waited goes out.
func (s *story) crash(ctx context.Context) error {
	s.chapter("ハブを突然止める（kill -9）")
	if err := s.hub.kill(); err != nil {
		return err
	}
	heap, err := readHeap([]string{s.sample("02_K2_slip")})
	if err != nil {
		return err
	}
	d := s.desks[planner]
	waiting, err := d.Send(ctx, desk.Parcel{Unit: heap.Units[0], Message: "ハブが止まっている間に送ったものです。"})
	if code, _, _ := explain(err); code != exitOffline || waiting.State != desk.Queued {
		return fmt.Errorf("sending to a dead hub: %w", err)
	}
	s.show("止まっている間に送ったものは、封をして「%s」に残ります。", waiting.State.Word())
	if err := s.hub.start(ctx); err != nil {
		return err
	}
	n, err := d.Flush(ctx)
	if err != nil || n != 1 {
		return errors.Join(errors.New("the waiting letter did not go out"), err)
	}
	s.show("再起動すると、残っていた %d件 が送信されました。", n)
	if waiting, err = d.Store.Outgoing(ctx, waiting.Letter); err != nil {
		return err
	}
	s.sent = append(s.sent, waiting)
	for _, o := range s.sent {
		raw, err := s.post(ctx, o)
		if err != nil || !bytes.Equal(raw, o.Receipt) {
			return errors.Join(errors.New("a receipt was lost in the crash"), err)
		}
	}
	s.show("再起動後、受領証 %d通 がすべて同じまま残っています。失われたもの 0件。", len(s.sent))
	return nil
}

// collect lets every office fetch, verify, check and import what came for it.
func (s *story) collect(ctx context.Context) error {
	s.chapter("届いたものを受け取り、確かめ、取込フォルダに出力する")
	for _, office := range []string{provider, planner, entrust} {
		got, err := s.desks[office].Collect(ctx, 0)
		if err != nil {
			return err
		}
		for _, in := range got {
			c, err := s.desks[office].Import(ctx, in, false)
			if err != nil {
				return err
			}
			s.show("%s ← %s　%-3s %d個　エラー %d件　%s", office, in.From, c.Incoming.Unit, len(c.Files), c.Incoming.Errors, c.Incoming.State.Word())
			if c.Message != "" {
				s.show("  連絡「%s」", c.Message)
			}
			s.got = append(s.got, c.Incoming)
		}
	}
	if len(s.got) != len(s.sent) {
		return fmt.Errorf("%d letters sent, %d received", len(s.sent), len(s.got))
	}
	return s.compare()
}

// compare proves that what was imported is what was exported, byte for byte.
func (s *story) compare() error {
	names, err := expand([]string{s.sample("02_K2_slip")})
	if err != nil {
		return err
	}
	for _, name := range names {
		want, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read sample: %w", err)
		}
		got, err := os.ReadFile(filepath.Join(s.profileOf(provider), defaultImport, filepath.Base(name)))
		if err != nil || !bytes.Equal(want, got) {
			return errors.Join(errors.New("an imported file differs from what was sent"), err)
		}
	}
	s.show("提供票の%d個のファイルは、送った側と1バイトも違いません。", len(names))
	return nil
}

// refuse sends one letter back with a reason per record, sealed for both offices.
func (s *story) refuse(ctx context.Context) error {
	s.chapter("理由を添えて差し戻す（理由は両方の事業所にしか読めない）")
	in, err := s.incoming(ctx, provider, s.sent[1].Letter)
	if err != nil {
		return err
	}
	reason := receipt.Reason{Kind: "UPPLAN", Record: 13, Item: "被保険者番号", Note: "3月末で契約が終了した利用者が入っています。"}
	if err := s.desks[provider].Refuse(ctx, in, []receipt.Reason{reason}); err != nil {
		return err
	}
	if _, err := s.desks[planner].Collect(ctx, 0); err != nil {
		return err
	}
	o, err := s.desks[planner].Store.Outgoing(ctx, s.sent[1].Letter)
	if err != nil {
		return err
	}
	reasons, err := receipt.ParseReasons(o.Reasons)
	if err != nil || o.State != desk.Refused || len(reasons) != 1 {
		return errors.Join(errors.New("the refusal did not arrive"), err)
	}
	s.show("送信元の表示: %s　%s %d件目 %s「%s」", o.State.Word(), reasons[0].Kind, reasons[0].Record, reasons[0].Item, reasons[0].Note)
	return nil
}

// answer tells the senders of the other letters that they were imported.
func (s *story) answer(ctx context.Context) error {
	s.chapter("取り込んだと返す")
	for _, in := range s.got {
		if in.Letter == s.sent[1].Letter {
			continue
		}
		if err := s.desks[in.To.Office].Accept(ctx, in); err != nil {
			return err
		}
	}
	for _, office := range []string{planner, provider, centre} {
		if _, err := s.desks[office].Collect(ctx, 0); err != nil {
			return err
		}
	}
	for _, o := range s.sent {
		now, err := s.desks[o.From.Office].Store.Outgoing(ctx, o.Letter)
		if err != nil {
			return err
		}
		s.show("%-4s %s → %s　相手先 %s", now.Unit, now.From, now.To, now.State.Word())
	}
	return nil
}

// prove fetches the inclusion proof of a letter and verifies it without the hub.
func (s *story) prove(ctx context.Context) error {
	s.chapter("いつ送ったかを証明する（ハブなしで確かめられる）")
	d, o := s.desks[planner], s.sent[0]
	var proof []byte
	err := eventually(ctx, 10*time.Second, func() error {
		var err error
		proof, err = d.Post.Proof(ctx, o.From, o.Letter)
		return err
	})
	if err != nil {
		return err
	}
	r, v, err := receipt.VerifyProof(proof, o.Receipt, d.Hub)
	if err != nil {
		return err
	}
	s.show("受付 %s　記録簿の %d 番目（%d 件の時点）　SHA-256 %s…", r.AcceptedAt.Local().Format("2006-01-02 15:04:05"), v.Index+1, v.Checkpoint.Size, r.Envelope.String()[:16])
	return nil
}

// blind searches all that the hub holds for what only the offices may know.
func (s *story) blind(context.Context) error {
	s.chapter("ハブの中を探す（氏名・被保険者番号・事業所が書いた文）")
	secrets := []string{"0000000001", "H000000002", "架空　太郎", "UPPLAN_", "4月分の提供票です", "契約が終了した"}
	found, files, err := searchFolder(filepath.Join(s.dir, "hub"), secrets)
	if err != nil {
		return err
	}
	inLog, _, err := searchFile(filepath.Join(s.dir, "hub.log"), secrets)
	if err != nil {
		return err
	}
	if len(found)+len(inLog) > 0 {
		return fmt.Errorf("the hub holds what it must not know: %v", append(found, inLog...))
	}
	s.show("%d個のファイルとログのどこにもありません。", files)
	return nil
}
