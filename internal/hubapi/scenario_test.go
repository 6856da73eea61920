package hubapi_test

import (
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/receipt"
)

// scenario is one request of one who may ask it, what the answer must and must not
// contain, and what another enrolled office gets for the very same request. The same
// without a certificate and with a revoked one is asked in every scenario. Those come
// first: what they ask must change nothing for who may.
type scenario struct {
	name     string
	request  func(t *testing.T, w *world) request
	as       func(w *world) *party
	contains []string
	lacks    []string
	twin     string // code for the stranger; open for what every enrolled office may ask
}

const open = "open to every enrolled office"

func sender(w *world) *party   { return w.sender }
func receiver(w *world) *party { return w.receiver }

var scenarios = []scenario{
	{
		name: "a letter is accepted and its receipt given", as: sender, twin: "not_yours",
		request:  func(_ *testing.T, w *world) request { return sending(w.Envelope(w.Header(w.A, w.B), 3000)) },
		contains: []string{"tasuki-receipt-v1", "9999900001/43", "— hub.example.jp/log "}, lacks: []string{`"code"`},
	},
	{
		name: "a mailbox is listed", as: receiver, twin: "not_yours",
		request:  func(_ *testing.T, w *world) request { w.Send(w.A, w.B); return mailbox(w.B) },
		contains: []string{`"kind":"letter"`, `"from":"9999900001/43"`, `"receipt":"`, `"next":1`}, lacks: []string{`"answer"`},
	},
	{
		name: "an empty mailbox is an empty list", as: receiver, twin: "not_yours",
		request:  func(_ *testing.T, w *world) request { return mailbox(w.B) },
		contains: []string{`{"entries":[],"next":0}`},
	},
	{
		name: "a letter is fetched", as: receiver, twin: "not_found",
		request:  func(_ *testing.T, w *world) request { return about(api.RouteFetch, w.Send(w.A, w.B)) },
		contains: []string{"age-encryption.org/v1\n-> tasuki-header-v1\n"},
	},
	{
		name: "the sender reads its own letter", as: sender, twin: "not_found",
		request:  func(_ *testing.T, w *world) request { return about(api.RouteFetch, w.Send(w.A, w.B)) },
		contains: []string{"age-encryption.org/v1\n"},
	},
	{
		name: "a letter is answered", as: receiver, twin: "not_yours",
		request: func(t *testing.T, w *world) request {
			s := w.Send(w.A, w.B)
			w.fetched(t, s)
			return answering(t, s, w.SignAnswer(s, w.B.Terminals[0], receipt.Imported, nil), nil)
		},
		contains: []string{"{}"}, lacks: []string{"code"},
	},
	{
		name: "a letter is taken back", as: sender, twin: "not_found",
		request:  func(_ *testing.T, w *world) request { return about(api.RouteWithdraw, w.Send(w.A, w.B)) },
		contains: []string{"{}"},
	},
	{
		name: "a letter's story is told", as: sender, twin: "not_found",
		request:  func(_ *testing.T, w *world) request { return about(api.RouteStatus, w.Send(w.A, w.B)) },
		contains: []string{`"state":"accepted"`, `"seq":-1`, `"kind":"accepted"`}, lacks: []string{"fetched"},
	},
	{
		name: "an acceptance is proved", as: receiver, twin: "not_found",
		request: func(t *testing.T, w *world) request {
			s := w.Send(w.A, w.B)
			w.sequenced(t)
			return about(api.RouteProof, s)
		},
		contains: []string{"c2sp.org/tlog-proof@v1\n"},
	},
	{
		name: "a partner is looked up", as: sender, twin: open,
		request: func(t *testing.T, w *world) request {
			w.sequenced(t)
			return request{route: api.RouteLookup, values: []string{w.B.Address.Office, "11"}}
		},
		contains: []string{`"address":"9999900011/11"`, `"types":["11","15"]`, `"statement":{"body":"`, `"proof":"`}, lacks: []string{"keyring"},
	},
	{
		name: "a key is announced", as: sender, twin: "not_yours",
		request: func(t *testing.T, w *world) request {
			return announcing(t, w.NextStatement(w.A, w.A.Terminals[0], w.A.Terminals...))
		},
		contains: []string{"{}"},
	},
	{
		name: "a keyring is given to its own office", as: sender, twin: "not_found",
		request: func(_ *testing.T, w *world) request {
			w.NewEpoch(w.A) // an epoch that the stranger's office does not have
			return request{route: api.RouteKeyring, values: []string{"2"}}
		},
		contains: []string{`{"keyring":"c2VhbGVkIHNlY3JldA=="}`},
	},
	{
		name: "the head of the log is given", as: sender, twin: open,
		request:  func(t *testing.T, w *world) request { w.sequenced(t); return request{route: api.RouteCheckpoint} },
		contains: []string{"hub.example.jp/log\n3\n"},
	},
	{
		name: "a certificate is renewed", as: sender, twin: "key_reused",
		request:  func(t *testing.T, w *world) request { return renewing(t, w.sender.key) },
		contains: []string{`"chain":["`, `"office":"9999900001"`, `"hub_key":"hub key"`},
	},
}

func TestEveryScenarioAndItsTwins(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			w := newWorld(t)
			q := s.request(t, w)
			wantCode(t, "without a certificate", w.nobody.ask(t, q), "certificate_unknown", 401)
			wantCode(t, "with a revoked certificate", w.revoked.ask(t, q), "certificate_revoked", 401)
			if s.twin != open {
				wantCode(t, "as another office", w.stranger.ask(t, q), s.twin, 0)
			}
			s.check(t, s.as(w).ask(t, q))
			if s.twin == open {
				s.check(t, w.stranger.ask(t, q))
			}
		})
	}
}

func (s scenario) check(t *testing.T, got reply) {
	t.Helper()
	if got.status != 200 {
		t.Fatalf("status %d: %s", got.status, got.body)
	}
	for _, part := range s.contains {
		if !strings.Contains(got.body, part) {
			t.Errorf("answer lacks %q:\n%s", part, got.body)
		}
	}
	for _, part := range s.lacks {
		if strings.Contains(got.body, part) {
			t.Errorf("answer holds %q:\n%s", part, got.body)
		}
	}
}

// wantCode checks a refusal: its code, its status (0: any), and that it tells nothing else.
func wantCode(t *testing.T, who string, got reply, code string, status int) {
	t.Helper()
	if got.code() != code || status != 0 && got.status != status {
		t.Errorf("%s: got %d %s, want %d %s", who, got.status, got.body, status, code)
	}
	for _, part := range []string{"receipt", "99999", "age-encryption", "架空"} {
		if got.status != 200 && strings.Contains(got.body, part) {
			t.Errorf("%s: the refusal holds %q:\n%s", who, part, got.body)
		}
	}
}

func TestScenariosCoverEveryRouteWithACertificate(t *testing.T) {
	w := newWorld(t)
	asked := map[string]bool{api.RouteEnrol: true, api.RouteHealth: true, api.RouteReady: true}
	for _, s := range scenarios {
		asked[s.request(t, w).route] = true
	}
	for _, route := range api.Routes() {
		if !asked[route] {
			t.Errorf("no scenario asks %s", route)
		}
	}
}

func sending(envelope []byte) request {
	return request{route: api.RouteSend, body: envelope, header: map[string]string{api.HeaderDigest: header.HashOf(envelope).String()}}
}

func mailbox(o *exchangetest.Office) request {
	return request{route: api.RouteList, values: []string{o.Address.Office, o.Address.Type}}
}

func about(route string, s exchangetest.Sent) request {
	return request{route: route, values: []string{s.From.Office, s.From.Type, s.Letter.String()}}
}

func answering(t *testing.T, s exchangetest.Sent, a receipt.SignedAnswer, reasons []byte) request {
	q := about(api.RouteAnswer, s)
	q.body = document(t, api.AnswerRequest{Answer: api.Signed(a), Reasons: reasons})
	return q
}

func announcing(t *testing.T, st receipt.SignedStatement) request {
	return request{route: api.RouteStatement, body: document(t, api.StatementRequest{Statement: api.Signed(st), Keyring: []byte("sealed secret")})}
}

func (w *world) fetched(t *testing.T, s exchangetest.Sent) {
	t.Helper()
	if _, err := w.World.Fetch(w.B, s); err != nil {
		t.Fatal(err)
	}
}

func (w *world) sequenced(t *testing.T) {
	t.Helper()
	if _, err := w.Service.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
}
