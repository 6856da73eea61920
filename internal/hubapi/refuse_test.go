package hubapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
	"github.com/tasuki-care/tasuki/receipt"
)

// refusals are one way to each code of the post office, as it comes over the wire.
var refusals = map[exchange.Code]struct {
	status int
	ask    func(t *testing.T, w *world) reply
}{
	exchange.BadRequest: {400, func(t *testing.T, w *world) reply {
		return w.sender.ask(t, request{route: api.RouteSend, body: []byte("x")})
	}},
	exchange.BadHeader: {400, func(t *testing.T, w *world) reply { return w.sender.ask(t, sending([]byte("no envelope"))) }},
	exchange.TooLarge: {413, func(t *testing.T, w *world) reply {
		w.Service.Limits.Envelope = 4000
		return w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 4001)))
	}},
	exchange.DigestMismatch: {400, func(t *testing.T, w *world) reply {
		q := sending(w.Envelope(w.Header(w.A, w.B), 3000))
		q.body[2999] ^= 1
		return w.sender.ask(t, q)
	}},
	exchange.IDConflict: {409, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		return w.sender.ask(t, sending(w.Envelope(s.Header, 3001)))
	}},
	exchange.KeyOutdated: {409, func(t *testing.T, w *world) reply {
		envelope := w.Envelope(w.Header(w.A, w.B), 3000)
		w.NewEpoch(w.B)
		return w.sender.ask(t, sending(envelope))
	}},
	exchange.NotYours: {403, func(t *testing.T, w *world) reply { return w.sender.ask(t, mailbox(w.B)) }},
	exchange.UnknownReceiver: {404, func(t *testing.T, w *world) reply {
		return w.sender.ask(t, request{route: api.RouteLookup, values: []string{"9999900099", "11"}})
	}},
	exchange.NotFound: {404, func(t *testing.T, w *world) reply {
		return w.sender.ask(t, request{route: api.RouteStatus, values: []string{"9999900001", "43", strings.Repeat("ab", 16)}})
	}},
	exchange.AlreadyFetched: {409, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		w.fetched(t, s)
		return w.sender.ask(t, about(api.RouteWithdraw, s))
	}},
	exchange.Withdrawn: {410, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		w.sender.ask(t, about(api.RouteWithdraw, s))
		return w.receiver.ask(t, about(api.RouteFetch, s))
	}},
	exchange.NotFetched: {409, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		return w.receiver.ask(t, answering(t, s, w.SignAnswer(s, w.B.Terminals[0], receipt.Imported, nil), nil))
	}},
	exchange.AnswerConflict: {409, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		w.fetched(t, s)
		w.receiver.ask(t, answering(t, s, w.SignAnswer(s, w.B.Terminals[0], receipt.Imported, nil), nil))
		reasons := []byte("sealed")
		return w.receiver.ask(t, answering(t, s, w.SignAnswer(s, w.B.Terminals[0], receipt.Refused, reasons), reasons))
	}},
	exchange.StatementConflict: {409, func(t *testing.T, w *world) reply {
		w.sender.ask(t, announcing(t, w.NextStatement(w.A, w.A.Terminals[0], w.A.Terminals...)))
		return w.sender.ask(t, announcing(t, w.NextStatement(w.A, w.A.Terminals[0], w.A.Terminals...)))
	}},
	exchange.StatementInvalid: {400, func(t *testing.T, w *world) reply {
		st := w.NextStatement(w.A, w.A.Terminals[0], w.A.Terminals...)
		st.JWS[len(st.JWS)-1] ^= 1
		return w.sender.ask(t, announcing(t, st))
	}},
	exchange.TerminalUnlisted: {403, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		w.fetched(t, s)
		return w.receiver.ask(t, answering(t, s, w.SignAnswer(s, w.NewTerminal(w.B.Address.Office), receipt.Imported, nil), nil))
	}},
	exchange.ProofPending: {409, func(t *testing.T, w *world) reply { return w.sender.ask(t, about(api.RouteProof, w.Send(w.A, w.B))) }},
	exchange.Gone: {410, func(t *testing.T, w *world) reply {
		s := w.Send(w.A, w.B)
		w.fetched(t, s)
		w.Clock.Advance(exchange.DefaultLimits.Retention + time.Hour)
		if err := w.Service.Timers(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.receiver.ask(t, about(api.RouteFetch, s))
	}},
	exchange.LimitReached: {429, func(t *testing.T, w *world) reply {
		w.Service.Limits.PerHour = 1
		w.Send(w.A, w.B)
		return w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 3000)))
	}},
	exchange.CertificateUnknown: {401, func(t *testing.T, w *world) reply { return w.nobody.ask(t, request{route: api.RouteCheckpoint}) }},
	exchange.CertificateRevoked: {401, func(t *testing.T, w *world) reply { return w.revoked.ask(t, request{route: api.RouteCheckpoint}) }},
	exchange.CertificateExpired: {401, func(t *testing.T, w *world) reply {
		w.clock.Add(300 * 24 * time.Hour)
		return w.sender.ask(t, request{route: api.RouteCheckpoint})
	}},
	exchange.CodeUnknown: {403, func(t *testing.T, w *world) reply { return w.nobody.ask(t, enrolling(t, strings.Repeat("A", 24))) }},
	exchange.CodeUsed: {403, func(t *testing.T, w *world) reply {
		secret := pkitest.NewSecret(t, w.authority, w.A.Address.Office)
		w.nobody.ask(t, enrolling(t, secret))
		return w.nobody.ask(t, enrolling(t, secret))
	}},
	exchange.CodeExpired: {403, func(t *testing.T, w *world) reply {
		secret := pkitest.NewSecret(t, w.authority, w.A.Address.Office)
		w.clock.Add(48 * time.Hour)
		return w.nobody.ask(t, enrolling(t, secret))
	}},
	exchange.StorageFull: {507, func(t *testing.T, w *world) reply {
		w.store.fail(errors.New("write: no space left on device"))
		return w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 3000)))
	}},
	exchange.Unavailable: {503, func(t *testing.T, w *world) reply {
		w.store.fail(errors.New("disk gone"))
		return w.nobody.ask(t, request{route: api.RouteReady})
	}},
}

func enrolling(t *testing.T, secret string) request {
	t.Helper()
	return request{route: api.RouteEnrol, body: document(t, api.EnrolRequest{Secret: secret, CSR: pkitest.Request(t, pkitest.Key(t))})}
}

func TestEveryCodeComesOverTheWireWithItsSentence(t *testing.T) {
	for _, code := range exchange.Codes() {
		t.Run(string(code), func(t *testing.T) {
			r, ok := refusals[code]
			if !ok {
				t.Fatal("no request leads to this code")
			}
			got := r.ask(t, newWorld(t))
			wantCode(t, "refusal", got, string(code), r.status)
			var e api.Error
			if err := json.Unmarshal([]byte(got.body), &e); err != nil {
				t.Fatal(err)
			}
			if e.Message != code.Message() || e.Next != code.Next() || e.Retry != code.Retry() {
				t.Errorf("got %+v", e)
			}
			if kind := got.header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
				t.Errorf("content type %q", kind)
			}
		})
	}
}

func TestEveryCodeOfBothListsHasAStatusAndASentence(t *testing.T) {
	for _, code := range exchange.Codes() {
		wantSentence(t, hubapi.Refusal(&exchange.Error{Code: code}), string(code))
	}
	for _, reason := range pki.Reasons() {
		wantSentence(t, hubapi.Refusal(&pki.Error{Reason: reason}), string(reason))
	}
	wantSentence(t, hubapi.Refusal(errors.New("anything")), api.CodeInternal)
	if got, want := len(hubapi.Statuses), len(allCodes()); got != want {
		t.Errorf("%d codes have a status, want %d", got, want)
	}
}

func wantSentence(t *testing.T, e api.Error, code string) {
	t.Helper()
	if e.Code != code {
		t.Errorf("%s came out as %q", code, e.Code)
	}
	if status := hubapi.Statuses[code]; status < 400 {
		t.Errorf("%s has status %d", code, status)
	}
	for _, sentence := range []string{e.Message, e.Next} {
		if !strings.HasSuffix(sentence, "。") || strings.Contains(sentence, "指摘") || strings.Contains(sentence, code) {
			t.Errorf("%s: %q is no sentence for a clerk", code, sentence)
		}
	}
}

// allCodes joins both lists and the code of trouble inside.
func allCodes() []string {
	seen, all := map[string]bool{}, []string{}
	add := func(code string) {
		if !seen[code] {
			seen[code] = true
			all = append(all, code)
		}
	}
	for _, code := range exchange.Codes() {
		add(string(code))
	}
	for _, reason := range pki.Reasons() {
		add(string(reason))
	}
	add(api.CodeInternal)
	return all
}

func TestTroubleInsideGetsAReferenceAndNothingElse(t *testing.T) {
	w := newWorld(t)
	w.store.fail(errors.New("disk says something odd"))
	got := w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 3000)))
	wantCode(t, "internal", got, "internal", 500)
	var e api.Error
	if err := json.Unmarshal([]byte(got.body), &e); err != nil || len(e.Reference) < 8 || !e.Retry {
		t.Errorf("got %s", got.body)
	}
	if strings.Contains(got.body, "odd") {
		t.Error("the text of the trouble reached the caller")
	}
	logged := w.log.String()
	for _, part := range []string{e.Reference, "disk says something odd", "POST /v1/letters"} {
		if !strings.Contains(logged, part) {
			t.Errorf("the log lacks %q:\n%s", part, logged)
		}
	}
}

// TestTroubleOnAnyRouteNamesNobody: each path with an office number in it goes wrong once;
// the log is looked through at the end of every test.
func TestTroubleOnAnyRouteNamesNobody(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			w := newWorld(t)
			q := s.request(t, w)
			w.store.fail(errors.New("disk gone"))
			wantCode(t, q.route, s.as(w).ask(t, q), "internal", 500)
			if !strings.Contains(w.log.String(), "disk gone") {
				t.Errorf("the log does not say what happened:\n%s", w.log.String())
			}
		})
	}
}

func TestAPanicIsTroubleInside(t *testing.T) {
	w := newWorld(t)
	w.Service.Store = nil // as a programming error would
	got := w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 3000)))
	wantCode(t, "panic", got, "internal", 500)
	if !strings.Contains(w.log.String(), "exchange.(*Service).Accept") {
		t.Errorf("the log lacks the stack:\n%s", w.log.String())
	}
	wantCode(t, "afterwards", w.nobody.ask(t, request{route: api.RouteHealth}), "", 200)
}

func TestRefusalsAreNotLogged(t *testing.T) {
	w := newWorld(t)
	w.stranger.ask(t, mailbox(w.A))
	w.nobody.ask(t, mailbox(w.A))
	if w.log.String() != "" {
		t.Errorf("logged:\n%s", w.log.String())
	}
}

func TestRetryAfterTellsTheSecondsToTheNextHour(t *testing.T) {
	w := newWorld(t)
	w.Clock.Advance(50 * time.Minute)
	got := refusals[exchange.LimitReached].ask(t, w)
	seconds, err := strconv.Atoi(got.header.Get("Retry-After"))
	if err != nil || seconds < 590 || seconds > 600 {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	w.Clock.Advance(time.Duration(seconds) * time.Second)
	wantCode(t, "after that time", w.sender.ask(t, sending(w.Envelope(w.Header(w.A, w.B), 3000))), "", 200)
}

func TestUnknownRoutesAndWrongMethodsAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, route := range []string{"GET /v2/letters", "DELETE /v1/letters", "GET /", "PUT /v1/statements"} {
		wantCode(t, route, w.sender.ask(t, request{route: route}), "bad_request", 400)
	}
	s := w.Send(w.A, w.B)
	head := about("HEAD /v1/letters/{office}/{type}/{letter}", s)
	if got := w.receiver.ask(t, head); got.status != 400 {
		t.Errorf("HEAD of a letter: status %d", got.status)
	}
	if state := w.Status(w.A, s).State; state != receipt.StateAccepted {
		t.Errorf("asking with HEAD made the letter %s", state)
	}
}

func TestPathsAndQueriesAreChecked(t *testing.T) {
	w := newWorld(t)
	s := w.Send(w.A, w.B)
	for _, q := range []request{
		{route: api.RouteStatus, values: []string{"999990001", "43", s.Letter.String()}},
		{route: api.RouteStatus, values: []string{"9999900001", "4", s.Letter.String()}},
		{route: api.RouteStatus, values: []string{"9999900001", "43", strings.ToUpper(s.Letter.String())}},
		{route: api.RouteKeyring, values: []string{"0"}},
		{route: api.RouteKeyring, values: []string{"one"}},
		{route: api.RouteList, values: []string{"9999900001", "43"}, query: "?after=-1"},
		{route: api.RouteList, values: []string{"9999900001", "43"}, query: "?wait=61"},
		{route: api.RouteList, values: []string{"9999900001", "43"}, query: "?limit=x"},
		{route: api.RouteAnswer, values: []string{"9999900001", "43", s.Letter.String()}, body: []byte(`{"answer":`)},
		{route: api.RouteStatement, body: []byte("[]")},
	} {
		wantCode(t, q.route+q.query, w.sender.ask(t, q), "bad_request", 400)
	}
}

func TestAnAnswerMustBeAboutTheLetterOfItsPath(t *testing.T) {
	w := newWorld(t)
	one, other := w.Send(w.A, w.B), w.Send(w.A, w.B)
	w.fetched(t, one)
	w.fetched(t, other)
	q := answering(t, one, w.SignAnswer(other, w.B.Terminals[0], receipt.Imported, nil), nil)
	wantCode(t, "mixed up", w.receiver.ask(t, q), "bad_request", 400)
	if state := w.Status(w.A, other).State; state != receipt.StateFetched {
		t.Errorf("the other letter is %s", state)
	}
}

func TestDocumentsAreBounded(t *testing.T) {
	w := newWorld(t)
	large := []byte(`{"secret":"` + strings.Repeat("A", api.MaxEnrol) + `"}`)
	wantCode(t, "enrolment", w.nobody.ask(t, request{route: api.RouteEnrol, body: large}), "too_large", 413)
	large = []byte(`{"keyring":"` + strings.Repeat("A", api.MaxDocument) + `"}`)
	wantCode(t, "statement", w.sender.ask(t, request{route: api.RouteStatement, body: large}), "too_large", 413)
}

func TestALetterWithoutLengthOrDigestIsRefused(t *testing.T) {
	w := newWorld(t)
	envelope := w.Envelope(w.Header(w.A, w.B), 3000)
	for _, digest := range []string{"", "abc", strings.ToUpper(header.HashOf(envelope).String())} {
		q := sending(envelope)
		q.header[api.HeaderDigest] = digest
		wantCode(t, "digest "+digest, w.sender.ask(t, q), "bad_request", 400)
	}
	q := sending(envelope)
	q.body = nil
	wantCode(t, "no body", w.sender.ask(t, q), "bad_request", 400)
}

// TestThePostsWordsReachTheDesk: what a desk sees of a refusal is what the hub said.
func TestThePostsWordsReachTheDesk(t *testing.T) {
	w := newWorld(t)
	_, err := w.stranger.Status(t.Context(), w.A.Address, w.Send(w.A, w.B).Letter)
	var e *client.Error
	if !errors.As(err, &e) || e.PostCode() != "not_found" || e.Message != exchange.NotFound.Message() || e.Temporary {
		t.Errorf("got %#v", err)
	}
	w.store.fail(context.DeadlineExceeded)
	_, err = w.sender.Client.Send(t.Context(), readSeeker(w.Envelope(w.Header(w.A, w.B), 3000)), 3000)
	if !errors.As(err, &e) || e.Code != "internal" || e.Reference == "" || !e.Temporary {
		t.Errorf("got %#v", err)
	}
}

func readSeeker(b []byte) io.ReadSeeker { return strings.NewReader(string(b)) }
