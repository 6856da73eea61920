package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

var update = flag.Bool("update", false, "write golden files anew")

// shapes are all types of the wire. A new one belongs here.
var shapes = []any{
	api.Error{}, api.EnrolRequest{}, api.RenewRequest{}, api.Enrolled{}, api.Signed{}, api.AnswerRequest{}, api.StatementRequest{},
	api.Mailbox{}, api.Entry{}, api.Status{}, api.Event{}, api.Partner{}, api.Keyring{}, api.Done{}, api.Health{},
}

// TestTheWireIsFrozen: other programs rely on routes, header names and field names. A line
// may be added; one that changes or goes away needs a new version in every path.
func TestTheWireIsFrozen(t *testing.T) {
	var b strings.Builder
	for _, route := range api.Routes() {
		fmt.Fprintf(&b, "route %s\n", route)
	}
	fmt.Fprintf(&b, "header %s\nmedia type %s\n", api.HeaderDigest, api.TypeEnvelope)
	fmt.Fprintf(&b, "query %s %s %s\n", api.QueryAfter, api.QueryLimit, api.QueryWait)
	for _, limit := range []int{api.MaxEnvelope, api.MaxDocument, api.MaxEnrol, api.MaxLines, api.MaxMailbox, api.MaxReply, api.MaxWait} {
		fmt.Fprintf(&b, "limit %d\n", limit)
	}
	for _, shape := range shapes {
		typ := reflect.TypeOf(shape)
		for i := range typ.NumField() {
			f := typ.Field(i)
			fmt.Fprintf(&b, "%s.%s %s\n", typ.Name(), f.Tag.Get("json"), f.Type)
		}
	}
	if *update {
		if err := os.WriteFile("testdata/wire.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/wire.txt")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the wire changed; got\n%s", b.String())
	}
}

func TestEveryFieldHasAWireName(t *testing.T) {
	for _, shape := range shapes {
		typ := reflect.TypeOf(shape)
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if name == "" || name != strings.ToLower(name) {
				t.Errorf("%s.%s is called %q on the wire", typ.Name(), typ.Field(i).Name, name)
			}
		}
	}
}

func TestRoutesAreLawfulPatternsAndDoNotCollide(t *testing.T) {
	mux := http.NewServeMux()
	for _, route := range api.Routes() {
		mux.Handle(route, http.NotFoundHandler()) // panics otherwise
	}
}

func TestPathFillsARoute(t *testing.T) {
	for want, got := range map[string]string{
		"/v1/letters":                           api.Path(api.RouteSend),
		"/v1/keyrings/3":                        api.Path(api.RouteKeyring, "3"),
		"/v1/letters/9999900001/43/abcd/answer": api.Path(api.RouteAnswer, "9999900001", "43", "abcd"),
		"/v1/letters/9999900001/43/abcd":        api.Path(api.RouteFetch, "9999900001", "43", "abcd"),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// full gives one of everything, with no field empty.
func full() (receipt.Entry, receipt.Status, receipt.Partner) {
	from, to := header.Address{Office: "9999900001", Type: "43"}, header.Address{Office: "9999900011", Type: "11"}
	at := time.Date(2025, 4, 1, 9, 0, 0, 123456000, time.UTC)
	e := receipt.Entry{
		Cursor: 7, Kind: receipt.EntryAnswer, Letter: header.LetterID{1}, From: from, To: to, Header: []byte("h"), Receipt: []byte("r"),
		Answer: &receipt.SignedAnswer{Body: []byte("b"), JWS: []byte("j")}, Reasons: []byte("s"), Notice: "fetched", Size: 3, Envelope: header.Hash{2}, At: at,
	}
	st := receipt.Status{Letter: header.LetterID{1}, From: from, To: to, State: receipt.StateFetched,
		Events: []receipt.Event{{Kind: receipt.Accepted, At: at, Leaf: header.Hash{3}, Seq: 4}}}
	p := receipt.Partner{Address: to, Name: "架空訪問介護", Types: []string{"11", "15"}, Proof: []byte("p"), LastSeen: at, Channel: "tasuki",
		Statement: receipt.SignedStatement{Body: []byte("b"), JWS: []byte("j")}}
	return e, st, p
}

func TestWhatGoesOnTheWireComesOffTheSame(t *testing.T) {
	e, st, p := full()
	var we api.Entry
	roundTrip(t, api.EntryOf(e), &we)
	same(t, we.Entry(), e)
	var ws api.Status
	roundTrip(t, api.StatusOf(st), &ws)
	same(t, ws.Status(), st)
	var wp api.Partner
	roundTrip(t, api.PartnerOf(p), &wp)
	same(t, wp.Partner(), p)

	p.LastSeen, e.Answer, st.Events = time.Time{}, nil, nil
	wp, we, ws = api.Partner{}, api.Entry{}, api.Status{}
	roundTrip(t, api.PartnerOf(p), &wp)
	same(t, wp.Partner(), p)
	roundTrip(t, api.EntryOf(e), &we)
	same(t, we.Entry(), e)
	roundTrip(t, api.StatusOf(st), &ws)
	same(t, ws.Status(), st)
}

// TestNoFieldIsForgotten: a field that a domain type gains must go on the wire.
func TestNoFieldIsForgotten(t *testing.T) {
	e, st, p := full()
	for _, v := range []any{e, st, st.Events[0], p} {
		value := reflect.ValueOf(v)
		for i := range value.NumField() {
			if value.Field(i).IsZero() {
				t.Errorf("%s.%s is not in the round trip above", value.Type(), value.Type().Field(i).Name)
			}
		}
	}
}

func TestTimesAreMicrosecondsInUTC(t *testing.T) {
	e, _, _ := full()
	e.At = time.Date(2025, 4, 1, 18, 0, 0, 123456789, time.FixedZone("JST", 9*3600))
	b, err := json.Marshal(api.EntryOf(e))
	if err != nil {
		t.Fatal(err)
	}
	if want := `"at":"2025-04-01T09:00:00.123456Z"`; !strings.Contains(string(b), want) {
		t.Errorf("%s lacks %s", b, want)
	}
}

func roundTrip(t *testing.T, v, into any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLetterOfReadsWhatAnAnswerIsAbout(t *testing.T) {
	body := `{"from":"9999900001/43","letter":"` + strings.Repeat("0a", 16) + `","to":"9999900011/11"}`
	from, id, err := api.LetterOf(api.Signed{Body: []byte(body)})
	if err != nil || from.String() != "9999900001/43" || id.String() != strings.Repeat("0a", 16) {
		t.Errorf("got %v %v, %v", from, id, err)
	}
	for _, bad := range []string{"", "{", "{}", `{"from":"x"}`, "null"} {
		if _, _, err := api.LetterOf(api.Signed{Body: []byte(bad)}); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// FuzzMailbox: what another hub sends is read or refused, and what was read can be written.
func FuzzMailbox(f *testing.F) {
	e, _, _ := full()
	seed, err := json.Marshal(api.Mailbox{Entries: []api.Entry{api.EntryOf(e)}, Next: 7})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"entries":null,"next":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m, again api.Mailbox
		if json.Unmarshal(b, &m) != nil {
			return
		}
		for i, e := range m.Entries {
			if !e.From.Valid() || !e.To.Valid() || e.At.Year() < 1 || e.At.Year() > 9999 {
				return // fields that were absent: nothing writes such a line
			}
			m.Entries[i] = api.EntryOf(e.Entry())
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(text, second) {
			t.Errorf("written twice in two ways:\n%s\n%s", text, second)
		}
	})
}
