package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	regionweb "github.com/tasuki-care/tasuki/internal/web/region"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/survey"
)

// mapDemo is the map of the fictional city, on a clock of its own: it begins on the morning
// on which the December edition is read (2027-01-18).
type mapDemo struct {
	m        *region.Map
	people   *people.Desk
	clock    *townClock
	city     city.City
	log      *slog.Logger
	close    func()
	attended bool
	answered bool
}

// mapPeople are the fictional people of the map, one for each duty.
var mapPeople = []struct {
	login, name, job string
	actor            region.Actor
}{
	{"yuki", "結城（見本）", "高齢介護課 普及担当", region.Actor{Duty: region.Promoter, Manager: true}},
	{"kansa", "監物（見本）", "指導監査係", region.Actor{Duty: region.Auditor}},
	{"higashi", "東（見本）", "襷市東包括", region.Actor{Duty: region.CentreStaff, Own: "9999902019"}},
	{"shien", "志縁（見本）", "支援者（3事業所を担当）", region.Actor{Duty: region.Supporter}},
	{"ken", "県（見本）", "都道府県 担当", region.Actor{Duty: region.Prefecture}},
	{"itoi", "糸井（見本）", "居宅 いとぐち", region.Actor{Duty: region.OfficeStaff, Own: "9999901011"}},
}

// buildMapDemo makes the city's map in a folder.
func buildMapDemo(ctx context.Context, dir string, logTo io.Writer) (*mapDemo, error) {
	m, rows, closeMap, err := openMap(ctx, filepath.Join(dir, "map"), "")
	if err != nil {
		return nil, err
	}
	d := &mapDemo{m: m, clock: newTownClock(settle.Start), city: city.New(), log: slog.New(slog.NewJSONHandler(logTo, nil)), close: closeMap}
	m.Now = d.clock.Now
	d.people = &people.Desk{Store: rows.People(), Now: d.clock.Now, Rand: rand.Reader}
	if err := settle.Move(ctx, m, d.city); err != nil {
		closeMap()
		return nil, fmt.Errorf("move the city in: %w", err)
	}
	return d, d.staff(ctx)
}

// staff gives everybody an account and a duty.
func (d *mapDemo) staff(ctx context.Context) error {
	assigned := []string{}
	for _, s := range d.city.States {
		if s.State == city.Planned && len(assigned) < 3 {
			assigned = append(assigned, s.Number)
		}
	}
	for _, p := range mapPeople {
		role := people.Staff
		if p.actor.Manager {
			role = people.Admin
		}
		a, err := d.people.Add(ctx, people.Member{ID: p.login, Login: p.login, Name: p.name, Role: role}, rand.Text())
		if err != nil {
			return err
		}
		actor := p.actor
		actor.ID, actor.Name = a.ID, p.name
		if actor.Duty == region.Supporter {
			actor.Assigned = assigned
		}
		if err := d.m.SeedDuty(ctx, actor, ""); err != nil {
			return err
		}
	}
	return nil
}

// advance moves the clock; what happens in the story meanwhile is written down.
func (d *mapDemo) advance(to time.Time) error {
	d.clock.Set(to)
	ctx := context.Background()
	w := d.city.Workshop
	if !d.attended && d.clock.Now().After(w.At.Add(time.Duration(w.Minutes)*time.Minute)) {
		d.attended = true
		if err := settle.Attend(ctx, d.m.As(settle.Clerk), d.city); err != nil {
			return err
		}
	}
	if !d.answered && d.clock.Now().After(time.Date(2027, 1, 29, 8, 59, 0, 0, city.JST)) {
		d.answered = true
		return d.m.SeedAnswers(ctx, settle.Answers(d.city, survey.Sendai62())...)
	}
	return nil
}

func (d *mapDemo) site() *regionweb.Site {
	s := &regionweb.Site{Map: d.m, People: d.people, Log: d.log, Now: d.clock.Now, Demo: &regionweb.Demo{Advance: d.advance, Files: d.city.MinistryCSVDecember()}}
	s.Demo.Files["doho-chosa_2027-01-15.csv"] = d.city.AdoptionList()
	for _, p := range mapPeople {
		s.Demo.Entries = append(s.Demo.Entries, regionweb.Entry{Login: p.login, Name: p.name, Job: p.job})
	}
	return s
}

// serveMapDemo shows the map beside the desks, at the next port; it gives its address.
func serveMapDemo(ctx context.Context, dir, addr string, logTo io.Writer) (string, func(), error) {
	d, err := buildMapDemo(ctx, dir, logTo)
	if err != nil {
		return "", nil, err
	}
	handler, err := d.site().Handler()
	if err != nil {
		return "", nil, err
	}
	l, err := listenNext(addr)
	if err != nil {
		return "", nil, err
	}
	go func() {
		if err := servePages(ctx, l, handler, deskOptions{}); err != nil {
			d.log.Error("map ended", "error", err)
		}
	}()
	return pageAddress(l, false), d.close, nil
}

// listenNext takes the port after an address, or any if that one is taken.
func listenNext(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("--addr は 127.0.0.1:8080 の形で指定してください。")
	}
	if n, err := strconv.Atoi(port); err == nil && n > 0 && n < 65535 {
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(n+1))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp", net.JoinHostPort(host, "0"))
}
