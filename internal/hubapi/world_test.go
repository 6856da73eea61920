package hubapi_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/exchange/memory"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

// world is a hub behind a real TLS listener, with the offices of exchangetest: A sends, B
// receives, C is a stranger to every letter. All have enrolled terminals.
type world struct {
	*exchangetest.World
	server    *hubapi.Server
	authority *pki.Authority
	issuer    pki.Pair
	clock     *pkitest.Clock
	store     *faulty
	log       *journal
	base      string // https://127.0.0.1:port
	roots     *x509.CertPool

	sender, receiver, stranger *party
	revoked, nobody            *party
}

// party is who speaks to the hub, with its own connections.
type party struct {
	*client.Client
	key   crypto.Signer
	chain []*x509.Certificate
}

// faulty is a store that fails when told to.
type faulty struct {
	exchange.Store
	trouble atomic.Pointer[error]
}

func (f *faulty) Write(ctx context.Context, do func(context.Context, exchange.Tx) error) error {
	if err := f.trouble.Load(); err != nil {
		return *err
	}
	return f.Store.Write(ctx, do)
}

func (f *faulty) Read(ctx context.Context, do func(context.Context, exchange.Tx) error) error {
	if err := f.trouble.Load(); err != nil {
		return *err
	}
	return f.Store.Read(ctx, do)
}

func (f *faulty) fail(err error) func() {
	f.trouble.Store(&err)
	return func() { f.trouble.Store(nil) }
}

// journal is what the hub logs.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	store := &faulty{Store: memory.New()}
	w := &world{World: exchangetest.NewWorld(t, store), store: store, clock: pkitest.NewClock(), log: &journal{}}
	w.clock.Add(time.Since(w.clock.Now())) // TLS looks at the real clock
	w.authority, _ = pkitest.Authority(t, pkitest.NewMemory(), w.clock)
	w.issuer = pki.Pair{Certificate: w.authority.Intermediate, Key: w.authority.Key}
	w.roots = x509.NewCertPool()
	w.roots.AddCert(w.authority.Root)
	w.server = &hubapi.Server{
		Exchange: w.Service, Authority: w.authority, HubKey: "hub key",
		Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	w.base = w.listen(t, func(*http.Server) {})
	w.sender, w.receiver, w.stranger = w.enrol(t, w.A), w.enrol(t, w.B), w.enrol(t, w.C)
	w.nobody = w.party(nil, nil)
	w.revoked = w.further(t, w.A)
	if err := w.authority.Revoke(t.Context(), pki.SPKI(w.revoked.chain[0]), "lost"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.logNamesNobody(t) })
	return w
}

// listen starts the hub on a free port, its server changed as a test wants it.
func (w *world) listen(t *testing.T, change func(*http.Server)) string {
	t.Helper()
	shown, err := pki.NewServer(w.issuer, []string{"127.0.0.1"}, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := w.server.NewHTTP(&tls.Config{Certificates: []tls.Certificate{{
		Certificate: [][]byte{shown.Certificate.Raw, w.issuer.Certificate.Raw, w.authority.Root.Raw}, PrivateKey: shown.Key,
	}}})
	change(server)
	done := make(chan struct{})
	go func() { defer close(done); _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { server.Close(); <-done })
	return "https://" + listener.Addr().String()
}

// enrol gives an office's first terminal a certificate of the hub.
func (w *world) enrol(t *testing.T, o *exchangetest.Office) *party {
	t.Helper()
	key := o.Terminals[0].Key
	return w.party(key, pkitest.Enrol(t, w.authority, o.Address.Office, key))
}

// further is another terminal of an office.
func (w *world) further(t *testing.T, o *exchangetest.Office) *party {
	t.Helper()
	key := pkitest.Key(t)
	return w.party(key, pkitest.Enrol(t, w.authority, o.Address.Office, key))
}

func (w *world) party(key crypto.Signer, chain []*x509.Certificate) *party {
	config := &tls.Config{RootCAs: w.roots, MinVersion: tls.VersionTLS13}
	if key != nil {
		shown := tls.Certificate{PrivateKey: key}
		for _, c := range chain {
			shown.Certificate = append(shown.Certificate, c.Raw)
		}
		config.Certificates = []tls.Certificate{shown}
	}
	c := client.New(w.base, config)
	c.Tries = 1
	w.Cleanup(c.HTTP.CloseIdleConnections)
	return &party{Client: c, key: key, chain: chain}
}

// request is what a party asks, to be asked by others too.
type request struct {
	route  string
	values []string // of the path
	query  string
	body   []byte
	header map[string]string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// code is the code of a refusal, "" when it is none.
func (r reply) code() string {
	var e api.Error
	if r.status == http.StatusOK || json.Unmarshal([]byte(r.body), &e) != nil {
		return ""
	}
	return e.Code
}

// ask carries a request out as it is: no client of ours in between.
func (p *party) ask(t *testing.T, q request) reply {
	t.Helper()
	method, _, _ := strings.Cut(q.route, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, p.Base+api.Path(q.route, q.values...)+q.query, bytes.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range q.header {
		req.Header.Set(name, value)
	}
	res, err := p.HTTP.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(b)}
}

// logNamesNobody looks through everything the hub logged in a test.
func (w *world) logNamesNobody(t *testing.T) {
	t.Helper()
	logged := w.log.String()
	for _, o := range []*exchangetest.Office{w.A, w.B, w.C} {
		if strings.Contains(logged, o.Address.Office) {
			t.Errorf("the log names an office by its number:\n%s", logged)
		}
	}
	for _, word := range []string{"架空", "127.0.0.1"} {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q:\n%s", word, logged)
		}
	}
}

func document(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// renewing asks for a further certificate for a key.
func renewing(t *testing.T, key crypto.Signer) request {
	t.Helper()
	csr, err := client.Request(key)
	if err != nil {
		t.Fatal(err)
	}
	return request{route: api.RouteRenew, body: document(t, api.RenewRequest{CSR: csr})}
}
