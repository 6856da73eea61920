package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
)

const (
	bulkPartners = 500
	bulkEnrolled = 480 // the others have no office key
)

// TestFiveHundredPartnersInOneDrop: 1,500 files for 500 partners become 500 rows; the 480
// partners with an office key get theirs, the 20 others stop with a next step.
func TestFiveHundredPartnersInOneDrop(t *testing.T) {
	town := desktest.New(t)
	for i := range bulkEnrolled {
		town.Enrol(desktest.BulkPartner(i), desktest.BulkName(i))
	}
	town.Sequence()
	cm := bench(t, town.From)
	id := draft(t, cm, desktest.BulkSlips(dropped(t, "02_K2_slip"), bulkPartners)...)
	s := sorted(t, cm, id)
	nothingLost(t, s)
	acceptNew(t, cm, s)
	keylessStop(t, sorted(t, cm, id))
	send(t, cm, id)
	allReached(t, cm)
	d, err := cm.Draft(t.Context(), id)
	check(t, err)
	if d.State != desk.DraftOpen {
		t.Errorf("the draft is %q although rows wait", d.State)
	}
	if done, all := d.Progress(); done != bulkEnrolled || all != bulkEnrolled {
		t.Errorf("progress %d of %d", done, all)
	}
	choose(t, cm, id, desktest.BulkPartner(bulkEnrolled).String(), func(c *desk.Choice) { c.Channel = desk.Fax })
	if n := sorted(t, cm, id).Ready(); n != 1 {
		t.Errorf("%d rows are ready after the choice of FAX, want 1", n)
	}
}

// nothingLost: every partner has one row with one unit of three files.
func nothingLost(t *testing.T, s *desk.Sorting) {
	t.Helper()
	if s.Files != bulkPartners*3 || len(s.Rows) != bulkPartners || len(s.Loose) != 0 || s.Errors != 0 {
		t.Fatalf("%d files, %d rows, %d loose, %d errors", s.Files, len(s.Rows), len(s.Loose), s.Errors)
	}
	places, rows := map[int]bool{}, map[string]bool{}
	for _, r := range s.Rows {
		rows[r.Key] = true
		for _, u := range r.Units {
			for _, at := range u.Files {
				places[at] = true
			}
		}
		if len(r.Units) != 1 {
			t.Errorf("row %s has %d units", r.Key, len(r.Units))
		}
	}
	for i := range bulkPartners {
		if !rows[desktest.BulkPartner(i).String()] {
			t.Errorf("partner %d has no row", i)
		}
	}
	if len(places) != s.Files {
		t.Errorf("%d of %d files are in a row", len(places), s.Files)
	}
}

// acceptNew presses 新規 on every row at once.
func acceptNew(t *testing.T, b *desk.Bench, s *desk.Sorting) {
	t.Helper()
	_, err := b.ChangeDraft(t.Context(), s.Draft.ID, "itoi", func(d *desk.Draft) error {
		for _, r := range s.Rows {
			c := d.Rows[r.Key]
			c.New = true
			d.Rows[r.Key] = c
		}
		return nil
	})
	check(t, err)
}

func keylessStop(t *testing.T, s *desk.Sorting) {
	t.Helper()
	if s.Ready() != bulkEnrolled {
		t.Errorf("%d rows are ready, want %d", s.Ready(), bulkEnrolled)
	}
	stopped := 0
	for _, r := range s.Rows {
		for _, x := range r.Stops {
			if x.Code != "no_office_key" || x.Sentence == "" || x.Next == "" {
				t.Errorf("row %s stops with %+v", r.Key, x)
			}
			stopped++
		}
	}
	if stopped != bulkPartners-bulkEnrolled {
		t.Errorf("%d rows stop", stopped)
	}
}

// allReached: each enrolled partner got one letter, nobody else got any.
func allReached(t *testing.T, b *desk.Bench) {
	t.Helper()
	reached := map[string]int{}
	for _, e := range b.Entries(desk.Filter{}) {
		if e.State != desk.Sent || e.Channel != desk.Linked {
			t.Errorf("%s is %s by %s", e.Partner, e.State, e.Channel)
		}
		reached[e.Partner.String()]++
	}
	for i := range bulkEnrolled {
		if n := reached[desktest.BulkPartner(i).String()]; n != 1 {
			t.Errorf("partner %d got %d letters", i, n)
		}
	}
	if len(reached) != bulkEnrolled {
		t.Errorf("%d partners reached", len(reached))
	}
}

// TestAPartnerThatEnrolsLaterIsLinkedByItself: the guess is corrected by the directory.
func TestAPartnerThatEnrolsLaterIsLinkedByItself(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, desktest.BulkSlips(dropped(t, "02_K2_slip"), 1)...)
	acceptNew(t, cm, sorted(t, cm, id))
	if got := stopCodes(sorted(t, cm, id).Rows[0].Stops); fmt.Sprint(got) != "[no_office_key]" {
		t.Fatalf("stops %v", got)
	}
	town.Enrol(desktest.BulkPartner(0), desktest.BulkName(0))
	town.Sequence()
	cm.Now = func() time.Time { return time.Now().Add(11 * time.Minute) }
	choose(t, cm, id, desktest.BulkPartner(0).String(), func(*desk.Choice) {})
	r := sorted(t, cm, id).Rows[0]
	if !r.Ready() || r.Channel() != desk.Linked || r.Card.Guessed {
		t.Errorf("stops %v, by %s, guessed %v", stopCodes(r.Stops), r.Channel(), r.Card.Guessed)
	}
}

// TestALargeDropIsReadAgain: a drop of more than 64 MB lies in several sealed files.
func TestALargeDropIsReadAgain(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	var files []desk.Dropped
	for i := range 8 {
		files = append(files, desk.Dropped{Name: fmt.Sprintf("見本%d.CSV", i), Bytes: bytes.Repeat([]byte{byte('a' + i)}, 9<<20)})
	}
	id := draft(t, cm, files...)
	s := sorted(t, cm, id)
	if s.Files != 8 || len(s.Loose) != 8 {
		t.Fatalf("%d files, %d loose", s.Files, len(s.Loose))
	}
	bodies := map[string]bool{}
	for _, f := range s.Draft.Files {
		bodies[f.Body] = true
	}
	if len(bodies) != 3 {
		t.Errorf("%d sealed files", len(bodies))
	}
}

// TestResultsSurviveACrash: what was noted row by row is in the draft after a restart.
func TestResultsSurviveACrash(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	key := sorted(t, cm, id).Rows[0].Key
	check(t, desk.CutOffSending(t.Context(), cm, id, key, desk.Result{Done: true, Entries: []string{"o1"}, At: time.Now()}))
	again := bench(t, town.From)
	if d, err := again.Draft(t.Context(), id); err != nil || !d.Rows[key].Result.Done || d.State != desk.DraftSending {
		t.Fatalf("%v %+v", err, d)
	}
	check(t, again.Resume(t.Context()))
	d, err := again.Draft(t.Context(), id)
	check(t, err)
	if d.State != desk.DraftOpen || !d.Rows[key].Result.Done {
		t.Errorf("state %q, %+v", d.State, d.Rows[key])
	}
}

// meddler changes something while a drawer is being read.
type meddler struct {
	desk.Cabinet
	drawer string
	meddle func()
}

func (m *meddler) Drawer(ctx context.Context, drawer, month string) ([]desk.Row, error) {
	if f := m.meddle; f != nil && drawer == m.drawer {
		m.meddle = nil
		f()
	}
	return m.Cabinet.Drawer(ctx, drawer, month)
}

// TestASortingOfAnOldDraftIsNotKept: the draft changes while it is being sorted.
func TestASortingOfAnOldDraftIsNotKept(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	sorted(t, cm, id)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.Message = "先" })
	cm.Cabinet = &meddler{Cabinet: cm.Cabinet, drawer: "cards", meddle: func() {
		choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.Message = "後" })
	}}
	sorted(t, cm, id)
	if got := sorted(t, cm, id).Rows[0].Choice.Message; got != "後" {
		t.Errorf("the page shows %q for good", got)
	}
}
