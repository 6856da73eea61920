package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/envelope/header"
)

const samples = "../careplan/testdata/standard/good/"

// bench opens the workbench of an office.
func bench(t *testing.T, o *desktest.Office) *desk.Bench {
	t.Helper()
	b, err := desk.NewBench(t.Context(), o.Desk, o.Rows, "架空")
	check(t, err)
	b.Report = func(err error) { t.Errorf("trouble in the background: %v", err) }
	return b
}

// dropped reads sample folders as a clerk would drop them.
func dropped(t *testing.T, dirs ...string) []desk.Dropped {
	t.Helper()
	var out []desk.Dropped
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(samples, dir, "*"))
		check(t, err)
		for _, name := range names {
			b, err := os.ReadFile(name)
			check(t, err)
			out = append(out, desk.Dropped{Name: filepath.Base(name), Bytes: b})
		}
	}
	return out
}

// draft drops files into a new draft.
func draft(t *testing.T, b *desk.Bench, files ...desk.Dropped) string {
	t.Helper()
	d, err := b.NewDraft(t.Context(), "itoi")
	check(t, err)
	_, err = b.AddFiles(t.Context(), d.ID, "itoi", files)
	check(t, err)
	return d.ID
}

func sorted(t *testing.T, b *desk.Bench, id string) *desk.Sorting {
	t.Helper()
	s, err := b.Sort(t.Context(), id)
	check(t, err)
	return s
}

// choose changes what the clerk decided about a row.
func choose(t *testing.T, b *desk.Bench, id, row string, f func(*desk.Choice)) {
	t.Helper()
	_, err := b.ChangeDraft(t.Context(), id, "itoi", func(d *desk.Draft) error {
		c := d.Rows[row]
		f(&c)
		d.Rows[row] = c
		return nil
	})
	check(t, err)
}

// send sends a draft and waits for the end of it.
func send(t *testing.T, b *desk.Bench, id string) {
	t.Helper()
	check(t, b.StartSending(t.Context(), id, "itoi"))
	b.Wait()
}

func stopCodes(s []desk.Stop) []string {
	var out []string
	for _, x := range s {
		out = append(out, x.Code)
	}
	return out
}

// TestTheMonthGoesRound: a slip is dropped, stopped as new, sent, received, and the actual
// comes back.
func TestTheMonthGoesRound(t *testing.T) {
	town := desktest.New(t)
	cm, sp := bench(t, town.From), bench(t, town.To)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	s := sorted(t, cm, id)
	if len(s.Rows) != 1 || s.Errors != 0 || len(s.Loose) != 0 || s.Ready() != 0 {
		t.Fatalf("%d rows, %d errors, %d loose, %d ready", len(s.Rows), s.Errors, len(s.Loose), s.Ready())
	}
	row := s.Rows[0]
	if got := stopCodes(row.Stops); !slices.Equal(got, []string{"new_pair"}) || row.Clients() != 2 || row.Channel() != desk.Linked {
		t.Fatalf("stops %v, %d clients, by %s", got, row.Clients(), row.Channel())
	}
	choose(t, cm, id, row.Key, func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	entry := newest(t, cm)
	if entry.State != desk.Sent || entry.Family != "slip" || entry.Month != "202504" || len(entry.Clients) != 2 {
		t.Fatalf("%+v", entry)
	}
	town.Sequence()
	check(t, sp.Beat(t.Context(), 0))
	got := newest(t, sp)
	if got.State != desk.Collected || got.OpenedBy != "" || got.Errors != 0 || sp.ClientName(got.Clients[0]) != "架空　太郎" {
		t.Fatalf("%+v, %s", got, sp.ClientName(got.Clients[0]))
	}
	back := draft(t, sp, dropped(t, "03_K5_actual")...)
	send(t, sp, back)
	check(t, cm.Beat(t.Context(), 0))
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	pair := desk.Pair{Client: got.Clients[0], Provider: "9999900011", Type: "11"}
	if m.State(pair) != desk.Arrived || len(m.Expected) != 4 {
		t.Errorf("state %s, expected %v", m.State(pair), m.Expected)
	}
	check(t, cm.ConfirmActuals(t.Context(), "202504", pair.Client, "itoi"))
	m, err = cm.MonthOf(t.Context(), "202504")
	check(t, err)
	if m.State(pair) != desk.Confirmed {
		t.Errorf("after the confirmation: %s", m.State(pair))
	}
}

func newest(t *testing.T, b *desk.Bench) desk.Entry {
	t.Helper()
	list := b.Entries(desk.Filter{})
	if len(list) == 0 {
		t.Fatal("the ledger is empty")
	}
	return list[0]
}

func TestTheLedgerSurvivesARestart(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	before := cm.Entries(desk.Filter{})
	again := bench(t, town.From)
	if after := again.Entries(desk.Filter{}); len(after) != 1 || after[0].ID != before[0].ID || after[0].By != "itoi" {
		t.Fatalf("%+v", after)
	}
	if len(again.Clients()) != 2 {
		t.Errorf("%d clients", len(again.Clients()))
	}
	check(t, again.Sync(t.Context()))
	if len(again.Entries(desk.Filter{})) != 1 {
		t.Error("the outbox was filed twice")
	}
}

// TestWhatWasSentOnceIsNotSentAgain: the hub is down in the middle; a repeat sends the rest.
func TestWhatWasSentOnceIsNotSentAgain(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	sorted(t, cm, id)
	town.From.Wire.Down = true
	send(t, cm, id)
	first := newest(t, cm)
	if first.State == desk.Sent {
		t.Fatal("sent although the hub is down")
	}
	town.From.Wire.Down = false
	check(t, cm.Beat(t.Context(), 0))
	if d, err := cm.Draft(t.Context(), id); err != nil || d.State != desk.DraftDone {
		send(t, cm, id)
	}
	list := cm.Entries(desk.Filter{})
	if len(list) != 1 || list[0].State != desk.Sent || town.From.Wire.Sends != 1 {
		t.Fatalf("%d rows, %s, %d sends", len(list), list[0].State, town.From.Wire.Sends)
	}
}

func TestAForeignFileIsNamedAndStopsNothingElse(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	files := append(dropped(t, "02_K2_slip"), desk.Dropped{Name: "買い物.csv", Bytes: []byte("a,b\r\n")}, desk.Dropped{Name: "架空太郎_モニタリング.pdf", Bytes: []byte("%PDF-1.4")})
	s := sorted(t, cm, draft(t, cm, files...))
	if len(s.Rows) != 1 || len(s.Rows[0].Units) != 1 || s.Rows[0].Errors != 0 {
		t.Fatalf("%+v", s.Rows)
	}
	if len(s.Loose) != 1 || s.Loose[0].Stop.Code != "unknown_file" {
		t.Fatalf("%+v", s.Loose)
	}
	if len(s.Rows[0].Docs) != 1 || s.Rows[0].Docs[0].File.Client.Insured != "0000000001" {
		t.Errorf("the document went to %+v", s.Rows[0].Docs)
	}
}

func TestAMissingFileIsNamedUnderTheOfficialSentence(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	files := slices.DeleteFunc(dropped(t, "02_K2_slip"), func(f desk.Dropped) bool { return strings.HasPrefix(f.Name, "UPHOSOKU") })
	s := sorted(t, cm, draft(t, cm, files...))
	if len(s.Rows) != 1 || s.Rows[0].Errors == 0 || s.Rows[0].Ready() {
		t.Fatalf("%+v", s.Rows)
	}
	text := ""
	for _, f := range s.Rows[0].Units[0].Result.Findings {
		text += f.Message
	}
	if !strings.Contains(text, "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。") || !strings.Contains(text, "利用者補足情報") {
		t.Error(text)
	}
}

func TestTheOwnOfficesFilesAreReceivedWhateverTheChannel(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "03_K5_actual")...)
	if s := sorted(t, cm, id); len(s.Mine) != 1 || len(s.Rows) != 0 {
		t.Fatalf("%d mine, %d rows", len(s.Mine), len(s.Rows))
	}
	for range 2 {
		if _, err := cm.TakeMine(t.Context(), id, desk.National, "itoi"); err != nil {
			t.Fatal(err)
		}
	}
	e := newest(t, cm)
	if e.Channel != desk.National || e.Out || e.Family != "actual" || len(cm.Entries(desk.Filter{})) != 1 {
		t.Fatalf("%+v", e)
	}
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	if len(m.Done) != 2 {
		t.Errorf("%d actuals from the national system", len(m.Done))
	}
}

func TestASecondPersonChecks(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	check(t, cm.ChangeSettings(t.Context(), "admin", func(s *desk.Settings) { s.SecondCheck = true }))
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	var e *desk.Error
	if err := cm.StartSending(t.Context(), id, "itoi"); !errors.As(err, &e) || e.Code != "second_check" {
		t.Fatalf("sent without the second person: %v", err)
	}
	if err := cm.CheckDraft(t.Context(), id, "itoi"); !errors.As(err, &e) || e.Code != "same_person" {
		t.Fatalf("the author checked alone: %v", err)
	}
	check(t, cm.CheckDraft(t.Context(), id, "ori"))
	send(t, cm, id)
	if len(cm.Entries(desk.Filter{})) != 1 {
		t.Error("not sent after the check")
	}
}

// TestADraftIsSharedAndTwoHandsAreNoticed: two members change one draft at a time; none of
// both decisions is lost.
func TestADraftIsSharedAndTwoHandsAreNoticed(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	done := make(chan error, 2)
	for _, who := range []string{"ori", "aya"} {
		go func() {
			_, err := cm.ChangeDraft(t.Context(), id, who, func(d *desk.Draft) error {
				time.Sleep(5 * time.Millisecond)
				d.Message += who
				return nil
			})
			done <- err
		}()
	}
	check(t, <-done)
	check(t, <-done)
	d, err := cm.Draft(t.Context(), id)
	check(t, err)
	if !strings.Contains(d.Message, "ori") || !strings.Contains(d.Message, "aya") {
		t.Errorf("message %q: one hand was lost", d.Message)
	}
}

func TestActualsByFaxAreRecordedAndEventsCloseNothing(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	pair := m.Expected[0]
	check(t, cm.AddEvent(t.Context(), pair.Client, desk.ClientEvent{Kind: desk.Died, Day: "20250410"}, "itoi"))
	m, _ = cm.MonthOf(t.Context(), "202504")
	if m.State(pair) != desk.Awaited {
		t.Error("a death closed an expected actual")
	}
	from := header.Address{Office: pair.Provider, Type: pair.Type}
	check(t, cm.RecordActual(t.Context(), "202504", from, []careplan.ClientKey{pair.Client}, desk.Fax, "itoi"))
	m, _ = cm.MonthOf(t.Context(), "202504")
	if m.State(pair) != desk.Arrived {
		t.Errorf("after the FAX: %s", m.State(pair))
	}
	other := m.Expected[1]
	if err := cm.CloseActual(t.Context(), "202504", other, "", "itoi"); err == nil {
		t.Error("closed without a reason")
	}
	check(t, cm.CloseActual(t.Context(), "202504", other, "入院のため", "itoi"))
	m, _ = cm.MonthOf(t.Context(), "202504")
	if m.State(other) != desk.NoActual {
		t.Errorf("after the closing: %s", m.State(other))
	}
}

// TestTypedActualsAreACorrectFile: a provider without software, typed from the plan.
func TestTypedActualsAreACorrectFile(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	var days []desk.TypedDay
	for _, f := range m.Planned {
		for _, v := range f.Slip.Visits {
			if v.Provider == "9999900015" {
				days = append(days, desk.TypedDay{Visit: v, Done: true})
			}
		}
	}
	check(t, cm.TypeActual(t.Context(), "202504", header.Address{Office: "9999900015", Type: "15"}, days, desk.Paper, "itoi"))
	e := newest(t, cm)
	if e.Errors != 0 || len(e.Clients) != 1 || !e.Typed {
		_, r, _, _ := cm.CheckEntry(t.Context(), e)
		t.Fatalf("%+v\n%+v", e, r.Units)
	}
}

func TestAnAskGoesOnceADay(t *testing.T) {
	town := desktest.New(t)
	cm, sp := bench(t, town.From), bench(t, town.To)
	to := header.Address{Office: "9999900011", Type: "11"}
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	_, err := cm.SendAsk(t.Context(), desk.Ask{Partner: to, Month: "202504", Text: "実績をお願いします。"}, "itoi")
	check(t, err)
	var e *desk.Error
	if _, err := cm.SendAsk(t.Context(), desk.Ask{Partner: to, Month: "202504", Text: "実績をお願いします。"}, "itoi"); !errors.As(err, &e) || e.Code != "asked_today" {
		t.Fatalf("asked twice: %v", err)
	}
	town.Sequence()
	check(t, sp.Beat(t.Context(), 0))
	threads := sp.Threads(desk.Filter{})
	if len(threads) == 0 || threads[0].Last().Message != "実績をお願いします。" || threads[0].Unread != 1 {
		t.Fatalf("%+v", threads)
	}
}

func TestARefusalTellsTheSenderWhy(t *testing.T) {
	town := desktest.New(t)
	cm, sp := bench(t, town.From), bench(t, town.To)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	town.Sequence()
	check(t, sp.Beat(t.Context(), 0))
	check(t, sp.RefuseEntry(t.Context(), newest(t, sp).ID, "12/31で契約終了の利用者が入っています", "kasuri"))
	check(t, cm.Beat(t.Context(), 0))
	e := newest(t, cm)
	if e.State != desk.Refused || e.Reason != "12/31で契約終了の利用者が入っています" || !e.NeedsAction() {
		t.Fatalf("%+v", e)
	}
}

func TestSearchToleratesKana(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	for words, want := range map[string]int{"かくう": 1, "ｶｸｳ タロウ": 1, "架空太郎": 1, "ヘルパーステーション": 1, "だれか": 0, "0000000001": 1} {
		if got := len(cm.Entries(desk.Filter{Words: words})); got != want {
			t.Errorf("%q finds %d, want %d", words, got, want)
		}
	}
}

// TestARepeatSendsTheRestOnly: of two units for one partner the second is refused; the
// repeat sends that one and not the first again.
func TestARepeatSendsTheRestOnly(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "01_K1_plan", "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	town.From.Wire.Most = 1
	send(t, cm, id)
	d, err := cm.Draft(t.Context(), id)
	check(t, err)
	row := d.Rows["9999900011/11"].Result
	if row.Done || row.Code != "unknown_receiver" || row.Text == "" || row.Next == "" || len(row.Units) != 1 || d.State != desk.DraftOpen {
		t.Fatalf("%+v, draft %q", row, d.State)
	}
	town.From.Wire.Most = 0
	send(t, cm, id)
	states := map[desk.State]int{}
	for _, e := range cm.Entries(desk.Filter{}) {
		states[e.State]++
	}
	if states[desk.Sent] != 2 || states[desk.Withdrawn] != 1 || town.From.Wire.Sends != 2 {
		t.Errorf("%v after %d sends", states, town.From.Wire.Sends)
	}
}

// TestARefusedActualCountsNoMore: what was sent back is awaited again.
func TestARefusedActualCountsNoMore(t *testing.T) {
	town := desktest.New(t)
	cm, sp := bench(t, town.From), bench(t, town.To)
	id := draft(t, cm, dropped(t, "02_K2_slip")...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	town.Sequence()
	check(t, sp.Beat(t.Context(), 0))
	send(t, sp, draft(t, sp, dropped(t, "03_K5_actual")...))
	check(t, cm.Beat(t.Context(), 0))
	pair := desk.Pair{Client: sampleClient, Provider: "9999900011", Type: "11"}
	m, err := cm.MonthOf(t.Context(), "202504")
	check(t, err)
	if m.State(pair) != desk.Arrived {
		t.Fatal("the actual is not here")
	}
	in := false
	check(t, cm.RefuseEntry(t.Context(), cm.Entries(desk.Filter{Out: &in})[0].ID, "時刻が違います", "itoi"))
	m, err = cm.MonthOf(t.Context(), "202504")
	check(t, err)
	if m.State(pair) != desk.Awaited {
		t.Errorf("after sending it back: %s", m.State(pair))
	}
}
