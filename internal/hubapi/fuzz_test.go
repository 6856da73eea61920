package hubapi_test

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/exchange/memory"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

// FuzzRequest: whatever an enrolled terminal asks, it gets what it asked for or a refusal
// of the closed list; nothing it can say is trouble inside.
func FuzzRequest(f *testing.F) {
	handler, state := fuzzHub(f)
	letter := strings.Repeat("0a", 16)
	f.Add("GET", "/v1/mailboxes/9999900001/43?after=1&limit=2&wait=0", []byte(nil))
	f.Add("POST", "/v1/letters", []byte("age-encryption.org/v1\n-> tasuki-header-v1\n"))
	f.Add("POST", "/v1/letters/9999900001/43/"+letter+"/answer", []byte(`{"answer":{"body":"e30=","jws":"e30="},"reasons":""}`))
	f.Add("GET", "/v1/letters/9999900001/43/"+letter+"/proof", []byte(nil))
	f.Add("POST", "/v1/statements", []byte(`{"statement":{"body":"e30=","jws":""},"keyring":"AA=="}`))
	f.Add("GET", "/v1/keyrings/1", []byte(nil))
	f.Add("POST", "/v1/enrol", []byte(`{"secret":"AAAA","csr":"AAAA"}`))
	f.Add("POST", "/v1/renew", []byte(`{"csr":"AAAA"}`))
	known := allCodes()
	f.Fuzz(func(t *testing.T, method, target string, body []byte) {
		if !strings.HasPrefix(target, "/") || strings.Contains(target, "wait=") && !strings.Contains(target, "wait=0") {
			return
		}
		r, err := http.NewRequest(method, "https://hub.example.jp"+target, strings.NewReader(string(body)))
		if err != nil {
			return
		}
		r.TLS = state
		r.Header.Set(api.HeaderDigest, header.HashOf(body).String())
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code < 400 {
			return
		}
		var e api.Error
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || !slices.Contains(known, e.Code) || e.Code == api.CodeInternal {
			t.Errorf("%s %s: %d %s", method, target, w.Code, w.Body)
		}
	})
}

// fuzzHub is a hub without a listener and the connection of an enrolled terminal.
func fuzzHub(f *testing.F) (http.Handler, *tls.ConnectionState) {
	f.Helper()
	private, _, err := note.GenerateKey(rand.Reader, "hub.example.jp/log")
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		f.Fatal(err)
	}
	service := &exchange.Service{Store: memory.New(), Bodies: memory.NewBodies(time.Now), Signer: signer, Now: time.Now, Node: "one"}
	if err := service.Register(f.Context(), exchange.Office{Number: "9999900001", Name: "架空", Types: []string{"43"}}); err != nil {
		f.Fatal(err)
	}
	clock := pkitest.NewClock()
	authority, _ := pkitest.Authority(f, pkitest.NewMemory(), clock)
	s := &hubapi.Server{Exchange: service, Authority: authority, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	return s.Handler(), &tls.ConnectionState{PeerCertificates: pkitest.Enrol(f, authority, "9999900001", pkitest.Key(f))}
}
