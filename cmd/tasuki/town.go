package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
	deskweb "github.com/tasuki-care/tasuki/internal/web/desk"
	"github.com/tasuki-care/tasuki/pki"
)

// town is the demo town 襷市: a hub in this process, the desks of all its linked offices,
// and a clock of its own. Four desks are open for people; the others act by script.
type town struct {
	dir    string
	clock  *townClock
	hub    *hub
	addr   string
	desks  map[string]*openDesk       // by office number
	opened map[string]*deskweb.Office // desks that people enter
	log    *slog.Logger
	script []scene
	next   int // the first scene that has not been played

	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
}

// entered are the offices that people can enter in the browser, in the order of the story.
var entered = []string{"9999901011", "9999902019", "9999903017", "9999903033"}

// buildTown makes the town in a folder and plays its past up to the first day of the
// story.
func buildTown(ctx context.Context, dir string, logTo io.Writer) (*town, error) {
	t := &town{
		dir: dir, clock: newTownClock(at("20260915", 9, 0)), desks: map[string]*openDesk{}, opened: map[string]*deskweb.Office{},
		log: slog.New(slog.NewJSONHandler(logTo, nil)), done: make(chan struct{}),
	}
	if err := t.startHub(ctx, logTo); err != nil {
		return nil, err
	}
	for _, o := range townfiles.Offices() {
		if o.Way != "hub" {
			continue
		}
		if err := t.enrol(ctx, o); err != nil {
			return nil, errors.Join(fmt.Errorf("enrol %s: %w", o.Number, err), t.close())
		}
	}
	if err := t.waitForKeys(ctx); err != nil {
		return nil, errors.Join(err, t.close())
	}
	if err := t.past(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("play the past: %w", err), t.close())
	}
	return t, nil
}

// startHub makes a hub on the town's clock and starts it in this process.
func (t *town) startHub(ctx context.Context, logTo io.Writer) error {
	dir := filepath.Join(t.dir, "hub")
	if err := makeHub(dir, "tasuki-town", []string{"127.0.0.1", "localhost"}, t.clock.Now()); err != nil {
		return err
	}
	h, err := openHub(ctx, hubOptions{dir: dir}, logTo)
	if err != nil {
		return err
	}
	h.now, h.service.Now, h.authority.Now = t.clock.Now, t.clock.Now, t.clock.Now
	t.hub = h
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	t.addr = l.Addr().String()
	ctx, t.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(t.done)
		if err := h.serve(ctx, l); err != nil {
			t.log.Error("hub ended", "error", err)
		}
	}()
	return nil
}

// enrol registers an office at the hub and gives its terminal a certificate, as the
// enrolment code would.
func (t *town) enrol(ctx context.Context, o townfiles.Office) error {
	code, err := t.hub.register(ctx, exchange.Office{Number: o.Number, Name: o.Name, Types: []string{o.Type}}, t.addr)
	if err != nil {
		return err
	}
	c, err := pki.ParseCode(code)
	if err != nil {
		return err
	}
	p := profile{
		Dir: filepath.Join(t.dir, "office-"+o.Number), Office: o.Number, Name: o.Name, Types: []string{o.Type},
		Hub: "https://" + t.addr, HubKey: t.hub.files.vkey, Import: defaultImport, now: t.clock.Now,
	}
	key, err := p.terminalKey()
	if err != nil {
		return err
	}
	csr, err := client.Request(key)
	if err != nil {
		return err
	}
	chain, err := t.hub.authority.Enrol(ctx, c.Secret, csr)
	if err != nil {
		return err
	}
	if err := errors.Join(p.saveChain(api.Enrolled{Chain: chain}), p.save()); err != nil {
		return err
	}
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	t.desks[o.Number] = d
	if _, err := d.Begin(ctx); err != nil {
		return err
	}
	return t.enter(ctx, o, d)
}

// enter opens a desk for people, with the story's staff.
func (t *town) enter(ctx context.Context, o townfiles.Office, d *openDesk) error {
	for _, number := range entered {
		if number != o.Number {
			continue
		}
		office, err := d.workbench(ctx, t.log)
		if err != nil {
			return err
		}
		office.People.Now = time.Now // a jump of the story's clock logs nobody out
		t.opened[o.Number] = office
		for _, p := range o.Staff {
			role := people.Role(p.Role)
			m := people.Member{ID: p.ID, Login: p.ID, Name: p.Name, Role: role, Created: t.clock.Now()}
			if err := office.People.Store.SaveMember(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// waitForKeys waits until the log holds the key statements of all offices.
func (t *town) waitForKeys(ctx context.Context) error {
	if _, err := t.hub.service.Sequence(ctx); err != nil {
		return err
	}
	for number, d := range t.desks {
		if err := eventually(ctx, 10*time.Second, func() error { return d.CheckOwn(ctx) }); err != nil {
			return fmt.Errorf("wait for key of %s: %w", number, err)
		}
	}
	return nil
}

// close ends hub and desks.
func (t *town) close() error {
	var err error
	for _, o := range t.opened {
		o.Bench.Wait()
	}
	if t.cancel != nil {
		t.cancel()
		<-t.done
	}
	for _, d := range t.desks {
		err = errors.Join(err, d.Close())
	}
	if t.hub != nil {
		err = errors.Join(err, t.hub.close())
	}
	return err
}

// site is the town's pages, with the clock that can be moved.
func (t *town) site() *deskweb.Site {
	s := &deskweb.Site{Log: t.log, Now: t.clock.Now, Demo: &deskweb.Demo{Now: t.clock.Now, Advance: t.advance}}
	for _, number := range entered {
		office := t.opened[number]
		if office == nil {
			continue
		}
		s.Offices = append(s.Offices, office)
		for _, o := range townfiles.Offices() {
			if o.Number != number {
				continue
			}
			for _, p := range o.Staff {
				s.Demo.Entries = append(s.Demo.Entries, deskweb.DemoEntry{Office: number, OfficeName: o.Name, Login: p.ID, Name: p.Name, Job: p.Job})
			}
		}
	}
	return s
}

// run keeps the heartbeats of the entered desks going.
func (t *town) run(ctx context.Context) {
	for _, o := range t.opened {
		go o.Bench.FlushLoop(ctx, 2*time.Second, func(err error) { t.log.Warn("exchange", "error", errorCode(err)) })
	}
}

// write puts files where a person can pick them up.
func (t *town) write(folder string, files []townfiles.File) (string, error) {
	dir := filepath.Join(t.dir, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Bytes, 0o600); err != nil {
			return "", fmt.Errorf("write file: %w", err)
		}
	}
	return dir, nil
}

func addressOf(o townfiles.Office) header.Address {
	return header.Address{Office: o.Number, Type: o.Type}
}
