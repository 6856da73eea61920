package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// demodata holds four of the standard's fictional sample units; a test proves that they
// are the samples of careplan/testdata.
//
//go:embed demodata
var demodata embed.FS

// story is the demo: a hub of its own in a child process, and the desks of four offices.
type story struct {
	t     terminal
	dir   string
	addr  string
	began time.Time
	hub   *demoHub
	desks map[string]*openDesk
	step  int
	sent  []desk.Outgoing
	got   []desk.Incoming
	more  []string // further flags of the hub
}

// demoOffice is one fictional office of the samples.
type demoOffice struct {
	number, name string
	types        []string
}

var demoOffices = []demoOffice{
	{"9999900001", "架空居宅介護支援センター", []string{"43"}},
	{"9999900011", "架空ヘルパーステーション", []string{"11"}},
	{"9999900046", "架空地域包括支援センター", []string{"46"}},
	{"9999900002", "仮名居宅介護支援センター", []string{"43"}},
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.t.out, format+"\n", args...) }

// chapter begins a numbered part of the transcript.
func (s *story) chapter(title string) {
	s.step++
	s.say("\n%d. %s", s.step, title)
}

// show prints one line of the transcript.
func (s *story) show(format string, args ...any) { s.say("   "+format, args...) }

func (s *story) profileOf(office string) string {
	return filepath.Join(s.dir, "office-"+office)
}

// play tells the story from the first enrolment to the last proof.
func (s *story) play(ctx context.Context) error {
	s.say("Tasuki 襷 の実演: 架空の事業所で、一通の連携データの一生をたどります。")
	for _, part := range []func(context.Context) error{
		s.prepare, s.enrol, s.check, s.sendAll, s.repeat, s.crash, s.collect,
		s.tamper, s.refuse, s.answer, s.prove, s.blind,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	s.say("\n実演は終わりました（%.1f秒）。失われたもの 0件、途中で読めたもの 0件。", time.Since(s.began).Seconds())
	return nil
}

// stop ends the hub and closes the desks.
func (s *story) stop() {
	for _, d := range s.desks {
		d.Close()
	}
	if s.hub != nil {
		s.hub.stop()
	}
}

// prepare writes the samples to the demo folder and starts the hub.
func (s *story) prepare(ctx context.Context) error {
	s.chapter("ハブ（郵便局）を起動する")
	if err := copySamples(filepath.Join(s.dir, "samples")); err != nil {
		return err
	}
	hub, err := startDemoHub(ctx, s.dir, s.addr, s.more...)
	if err != nil {
		return err
	}
	s.hub = hub
	s.show("ハブは封をしたデータだけを預かります。中身を開ける鍵は持ちません。")
	s.show("待ち受け %s", hub.url)
	return nil
}

func copySamples(to string) error {
	err := fs.WalkDir(demodata, "demodata", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := demodata.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("demodata", filepath.FromSlash(p))
		if err != nil {
			return err
		}
		return writePrivate(filepath.Join(to, rel), b)
	})
	if err != nil {
		return fmt.Errorf("write samples: %w", err)
	}
	return nil
}

// enrol registers the four offices and starts their desks, each with its own keys.
func (s *story) enrol(ctx context.Context) error {
	s.chapter("4つの事業所が利用を開始する（証明書と鍵は各事業所の端末で作られる）")
	s.desks = map[string]*openDesk{}
	for _, o := range demoOffices {
		code, err := s.hub.register(ctx, o)
		if err != nil {
			return err
		}
		p := profile{Dir: s.profileOf(o.number), Office: o.number, Name: o.name, Types: o.types, Import: defaultImport}
		if err := enrolProfile(ctx, p, code); err != nil {
			return err
		}
		d, err := openProfile(ctx, p.Dir)
		if err != nil {
			return err
		}
		s.desks[o.number] = d
		if _, err := d.Begin(ctx); err != nil {
			return err
		}
		s.show("%s %s（サービス種類 %s）", o.number, o.name, o.types[0])
	}
	return s.waitForLog(ctx)
}

// waitForLog waits until the log has taken in the key statements: nobody seals to a key
// that is not in the log.
func (s *story) waitForLog(ctx context.Context) error {
	for _, o := range demoOffices {
		a := header.Address{Office: o.number, Type: o.types[0]}
		if err := eventually(ctx, 10*time.Second, func() error { return s.desks[o.number].CheckOwn(ctx) }); err != nil {
			return fmt.Errorf("wait for key of %s: %w", a, err)
		}
	}
	s.show("4つの鍵の届け出が記録簿に載り、互いに確かめられるようになりました。")
	return nil
}

// eventually tries until it works or the time is over.
func eventually(ctx context.Context, limit time.Duration, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// sample gives the folder of one sample unit.
func (s *story) sample(name string) string { return filepath.Join(s.dir, "samples", name) }

// incoming gives the newest letter of an office's inbox from a sender.
func (s *story) incoming(ctx context.Context, office string, id header.LetterID) (desk.Incoming, error) {
	all, err := s.desks[office].Store.ListIncoming(ctx)
	if err != nil {
		return desk.Incoming{}, err
	}
	for _, in := range all {
		if in.Letter == id {
			return in, nil
		}
	}
	return desk.Incoming{}, fmt.Errorf("letter not in the inbox of %s", office)
}
