package desk_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/desk/evidence"
	"github.com/tasuki-care/tasuki/envelope/header"
)

var sampleClient = careplan.ClientKey{Insurer: "999901", Insured: "0000000001"}

// sentSlip is a planning office that sent the sample's slip.
func sentSlip(t *testing.T) (*desktest.Town, *desk.Bench) {
	t.Helper()
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	town.Sequence()
	return town, cm
}

func TestReturnedRowsAreLinkedAndKeptOnce(t *testing.T) {
	_, cm := sentSlip(t)
	text := "被保険者番号\tサービス提供年月\t事業所番号\t種類\t単位数\t事由\n0000000001\t202504\t9999900011\t11\t976\t要介護度相違\n"
	for _, want := range []int{1, 0} {
		n, problems, err := cm.TakeReturned(t.Context(), text, "itoi")
		check(t, err)
		if n != want || len(problems) != 0 {
			t.Fatalf("%d rows kept, want %d; %v", n, want, problems)
		}
	}
	rows, err := cm.ReturnedRows(t.Context())
	check(t, err)
	if len(rows) != 1 || rows[0].Client != sampleClient || rows[0].Row.Next == "" {
		t.Fatalf("%+v", rows)
	}
	check(t, cm.CloseReturned(t.Context(), rows[0].ID, "itoi"))
	rows, _ = cm.ReturnedRows(t.Context())
	if !rows[0].Closed {
		t.Error("still open")
	}
}

func TestABroadcastNamesWhomItCannotReach(t *testing.T) {
	town, cm := sentSlip(t)
	fax := header.Address{Office: "9999900015", Type: "15"}
	_, err := cm.ChangeCard(t.Context(), fax.String(), "itoi", func(c *desk.Card) { c.Address, c.Name, c.Channel = fax, "見本デイ", desk.Fax })
	check(t, err)
	sent, others, err := cm.Broadcast(t.Context(), []header.Address{{Office: "9999900011", Type: "11"}, fax}, "年末年始は休みます。", "itoi")
	check(t, err)
	if sent != 1 || len(others) != 1 || others[0] != fax {
		t.Fatalf("%d sent, others %v", sent, others)
	}
	sp := bench(t, town.To)
	check(t, sp.Beat(t.Context(), 0))
	if newest(t, sp).Message != "年末年始は休みます。" {
		t.Errorf("%+v", newest(t, sp))
	}
}

func TestAHandoverHoldsOneClientAlone(t *testing.T) {
	_, cm := sentSlip(t)
	files, err := cm.Handover(t.Context(), sampleClient, "202504", "itoi")
	check(t, err)
	if len(files) != 3 {
		t.Fatalf("%d files", len(files))
	}
	for _, f := range files {
		if !bytes.Contains(f.Bytes, []byte("0000000001")) || bytes.Contains(f.Bytes, []byte("H000000002")) {
			t.Errorf("%s holds another client", f.Name)
		}
	}
}

func TestNothingIsDueWhileTheClientIsInService(t *testing.T) {
	town, cm := sentSlip(t)
	due, kept, err := cm.Retention(t.Context())
	check(t, err)
	if len(due) != 0 || len(kept) != 2 {
		t.Fatalf("%d due, %d kept", len(due), len(kept))
	}
	entry := newest(t, cm)
	for _, k := range entry.Clients {
		check(t, cm.AddEvent(t.Context(), k, desk.ClientEvent{Kind: desk.Ended, Day: "20250430"}, "itoi"))
	}
	town.From.Now = func() time.Time { return time.Date(2031, 6, 1, 0, 0, 0, 0, time.UTC) }
	check(t, cm.StopDeletion(t.Context(), evidence.Holding{Client: entry.Clients[1], StopWhy: "監査中"}, "admin"))
	done, _, err := cm.DeleteDue(t.Context(), "admin")
	check(t, err)
	if len(done) != 0 {
		t.Fatal("a letter was deleted that also speaks of a client whose records are stopped")
	}
	check(t, cm.StopDeletion(t.Context(), evidence.Holding{Client: entry.Clients[1]}, "admin"))
	done, _, err = cm.DeleteDue(t.Context(), "admin")
	check(t, err)
	if len(done) == 0 || len(cm.Entries(desk.Filter{})) != 0 {
		t.Fatalf("%d deleted, %d rows left", len(done), len(cm.Entries(desk.Filter{})))
	}
	if cm.Shelf.Has("out-" + entry.Letter + ".age") {
		t.Error("the sealed letter is still there")
	}
	check(t, cm.Sync(t.Context()))
	if len(cm.Entries(desk.Filter{})) != 0 {
		t.Error("the deleted row came back")
	}
}

func TestEquipmentWithoutChangeLeavesOutWhoHadAnEvent(t *testing.T) {
	town := desktest.New(t)
	shop := bench(t, town.Open("9999900017", "17"))
	town.Sequence()
	cm := bench(t, town.From)
	files := dropped(t, "02_K2_slip")
	for i := range files {
		files[i].Name = strings.Replace(files[i].Name, "9999900011_11", "9999900017_17", 1)
	}
	id := draft(t, cm, files...)
	for _, r := range sorted(t, cm, id).Rows {
		if got := strings.Join(stopCodes(r.Stops), " "); got != "no_service new_pair" {
			t.Errorf("a client without equipment passed: %s", got)
		}
	}
	back := draft(t, shop, files...)
	_, err := shop.TakeMine(t.Context(), back, desk.National, "kariya")
	check(t, err)
	u, err := shop.UnchangedOf(t.Context(), "202504")
	check(t, err)
	if len(u.Same) != 1 || len(u.Ask) != 0 || len(u.Same[0].Visits) != 3 {
		t.Fatalf("%+v", u)
	}
	check(t, shop.AddEvent(t.Context(), sampleClient, desk.ClientEvent{Kind: desk.Hospital, Day: "20250410"}, "kariya"))
	u, err = shop.UnchangedOf(t.Context(), "202504")
	check(t, err)
	if len(u.Same) != 0 || len(u.Ask) != 1 || u.Ask[0].Why != "入院 4/10(木)" {
		t.Fatalf("after the event: %+v", u)
	}
	d, err := shop.DraftUnchanged(t.Context(), "202504", map[careplan.ClientKey]bool{sampleClient: true}, "kariya")
	check(t, err)
	s := sorted(t, shop, d.ID)
	if len(s.Rows) != 1 || s.Errors != 0 || s.Rows[0].Units[0].Unit.ID != "K5" {
		t.Fatalf("%d rows, %d errors", len(s.Rows), s.Errors)
	}
}

func TestTwoSatellitesBecomeOneFile(t *testing.T) {
	town, _ := sentSlip(t)
	sp := bench(t, town.To)
	check(t, sp.Beat(t.Context(), 0))
	first := dropped(t, "03_K5_actual")[0]
	second := first
	second.Name = strings.Replace(second.Name, "20250502183000", "20250502190000", 1)
	second.Bytes = bytes.ReplaceAll(second.Bytes, []byte("0902,0933"), []byte("1402,1433"))
	id := draft(t, sp, first, second)
	s := sorted(t, sp, id)
	if got := strings.Join(stopCodes(s.Rows[0].Stops), " "); got != "satellites" {
		t.Fatalf("stops: %s", got)
	}
	choose(t, sp, id, s.Rows[0].Key, func(c *desk.Choice) { c.Merge = true })
	send(t, sp, id)
	e := newest(t, sp)
	c, err := sp.ContentOf(t.Context(), e)
	check(t, err)
	n := 0
	for _, slip := range c.Slips {
		n += len(slip.Visits)
	}
	if e.State != desk.Sent || n != 14 {
		t.Errorf("%s with %d visits, want the 7 of each file", e.State, n)
	}
}

func TestADocumentWithMacrosDoesNotTravel(t *testing.T) {
	_, cm := sentSlip(t)
	id := draft(t, cm, desk.Dropped{Name: "架空太郎.xls", Bytes: []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}})
	s := sorted(t, cm, id)
	if len(s.Loose) != 1 || !strings.Contains(s.Loose[0].Stop.Next, "PDF") {
		t.Fatalf("%+v", s.Loose)
	}
	_, err := cm.SendMessage(t.Context(), desk.Message{
		To: header.Address{Office: "9999900011", Type: "11"}, Client: sampleClient,
		Docs: []desk.NewDocument{{Name: "a.docm", Bytes: []byte("PK\x03\x04")}},
	}, "itoi")
	if err == nil {
		t.Error("sent")
	}
}

// TestAChangeToldByThePartnerIsKnownToTheComparison on the other side.
func TestAChangeToldByThePartnerIsKnownToTheComparison(t *testing.T) {
	town, cm := sentSlip(t)
	sp := bench(t, town.To)
	check(t, sp.Beat(t.Context(), 0))
	to := header.Address{Office: "9999900001", Type: "43"}
	check(t, sp.SendChange(t.Context(), desk.ServiceChange{Client: sampleClient, Partner: to, Kind: "振替", Day: "20250428", To: "20250430", Note: "ご家族の都合です。"}, "jimu"))
	check(t, cm.Beat(t.Context(), 0))
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	got := m.Changes[sampleClient]
	if len(got) != 1 || got[0].Day != "20250428" || got[0].To != "20250430" || got[0].Partner.Office != "9999900011" {
		t.Fatalf("%+v", got)
	}
	if text := newest(t, cm).Message; !strings.HasPrefix(text, "【変更連絡】振替") || !strings.Contains(text, "ご家族の都合です。") {
		t.Errorf("the message reads %q", text)
	}
}

// TestAFileInAnotherEncodingIsConvertedOnlyWhenAsked.
func TestAFileInAnotherEncodingIsConvertedOnlyWhenAsked(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	files := dropped(t, "02_K2_slip")
	for i := range files {
		files[i].Bytes = []byte(careplan.Decode(files[i].Bytes))
	}
	id := draft(t, cm, files...)
	if s := sorted(t, cm, id); s.Errors == 0 {
		t.Fatal("UTF-8 passed without a word")
	}
	_, err := cm.ChangeDraft(t.Context(), id, "itoi", func(d *desk.Draft) error {
		for i := range d.Files {
			d.Files[i].Convert = true
		}
		return nil
	})
	check(t, err)
	if s := sorted(t, cm, id); s.Errors != 0 || len(s.Rows) != 1 {
		t.Errorf("%d errors after the conversion", s.Errors)
	}
}

// TestTheSameNameUnderAnotherNumberStops.
func TestTheSameNameUnderAnotherNumberStops(t *testing.T) {
	_, cm := sentSlip(t)
	files := dropped(t, "02_K2_slip")
	for i := range files {
		files[i].Name = strings.Replace(files[i].Name, "9999900011_11", "9999900012_11", 1)
		files[i].Bytes = bytes.ReplaceAll(files[i].Bytes, []byte("9999900011"), []byte("9999900012"))
	}
	s := sorted(t, cm, draft(t, cm, files...))
	if got := strings.Join(stopCodes(s.Rows[0].Stops), " "); !strings.Contains(got, "number_differs") {
		t.Errorf("stops: %s", got)
	}
}
