// Package hubapi answers the wire of package api: it reads and validates a request, says
// who asks, lets the post office act, and renders the answer. It knows HTTP, TLS and the
// closed lists of errors. It never decides about a letter, and never writes an office
// number, a name or a letter's content to the log.
package hubapi

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/pki"
)

// Server answers desks and agents.
type Server struct {
	Exchange  *exchange.Service
	Authority *pki.Authority
	HubKey    string // note verifier key, told at enrolment
	Log       *slog.Logger
}

// handler is one verb: it reads, acts and renders, or says what is wrong.
type handler func(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error

// Handler gives all routes. Every one asks for a certificate but the three that cannot.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for route, h := range map[string]handler{
		api.RouteSend: send, api.RouteList: list, api.RouteFetch: fetch, api.RouteAnswer: answer,
		api.RouteWithdraw: withdraw, api.RouteStatus: status, api.RouteProof: proof, api.RouteLookup: lookup,
		api.RouteStatement: statement, api.RouteKeyring: keyring, api.RouteCheckpoint: checkpoint, api.RouteRenew: renew,
	} {
		mux.Handle(route, s.known(h))
	}
	mux.Handle(api.RouteEnrol, s.anyone(enrol))
	mux.Handle(api.RouteHealth, s.anyone(health))
	mux.Handle(api.RouteReady, s.anyone(ready))
	mux.Handle("/", s.anyone(func(*Server, http.ResponseWriter, *http.Request, exchange.Caller) error {
		return &exchange.Error{Code: exchange.NotFound}
	}))
	return mux
}

// anyone lets a request through without a certificate.
func (s *Server) anyone(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(s, w, r, exchange.Caller{}); err != nil {
			s.fail(w, r, err)
		}
	})
}

// known lets a request through whose terminal is known now: revocation counts at once,
// also on a connection that is open.
func (s *Server) known(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.caller(r)
		if err == nil {
			err = h(s, w, r, c)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// caller says who asks, by the certificate of the connection.
func (s *Server) caller(r *http.Request) (exchange.Caller, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return exchange.Caller{}, &exchange.Error{Code: exchange.CertificateUnknown}
	}
	id, err := s.Authority.Check(r.Context(), r.TLS.PeerCertificates)
	if err != nil {
		return exchange.Caller{}, err
	}
	return exchange.Caller{Office: id.Office, Terminal: header.Hash(id.SPKI), Types: id.Types}, nil
}

// statuses maps the closed list to HTTP, once.
var statuses = map[exchange.Code]int{
	exchange.BadRequest: http.StatusBadRequest, exchange.BadHeader: http.StatusBadRequest,
	exchange.TooLarge: http.StatusRequestEntityTooLarge, exchange.DigestMismatch: http.StatusBadRequest,
	exchange.IDConflict: http.StatusConflict, exchange.KeyOutdated: http.StatusConflict,
	exchange.NotYours: http.StatusForbidden, exchange.UnknownReceiver: http.StatusNotFound,
	exchange.NotFound: http.StatusNotFound, exchange.AlreadyFetched: http.StatusConflict,
	exchange.Withdrawn: http.StatusGone, exchange.AnswerConflict: http.StatusConflict,
	exchange.NotFetched: http.StatusConflict, exchange.StatementConflict: http.StatusConflict,
	exchange.StatementInvalid: http.StatusBadRequest, exchange.TerminalUnlisted: http.StatusForbidden,
	exchange.ProofPending: http.StatusServiceUnavailable, exchange.Gone: http.StatusGone,
	exchange.LimitReached: http.StatusTooManyRequests, exchange.CertificateUnknown: http.StatusUnauthorized,
	exchange.CertificateRevoked: http.StatusUnauthorized, exchange.CertificateExpired: http.StatusUnauthorized,
	exchange.CodeUnknown: http.StatusForbidden, exchange.CodeUsed: http.StatusForbidden,
	exchange.CodeExpired: http.StatusForbidden, exchange.StorageFull: http.StatusInsufficientStorage,
	exchange.Unavailable: http.StatusServiceUnavailable,
}

// fail renders what went wrong. Inside trouble gets a reference number here and its text
// in the log; a refusal says its sentence and is not logged.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var refused *exchange.Error
	var denied *pki.Error
	switch {
	case errors.As(err, &refused):
		s.refuse(w, refused.Code)
	case errors.As(err, &denied):
		render(w, statusOf(denied.Reason), api.Error{Code: string(denied.Reason), Message: denied.Reason.Message(), Next: denied.Reason.Next()})
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		// the caller went away: nobody to answer
	default:
		reference := rand.Text()[:10]
		s.Log.ErrorContext(r.Context(), "internal error", "reference", reference, "route", r.Pattern, "error", err)
		render(w, http.StatusInternalServerError, api.Error{Code: "internal", Message: "ハブの内部でエラーが起きました。",
			Next: "しばらく待ってから、もう一度実行してください。続くときは参照番号を添えて運営者に連絡してください。", Reference: reference, Retry: true})
	}
}

func (s *Server) refuse(w http.ResponseWriter, code exchange.Code) {
	if code == exchange.LimitReached {
		w.Header().Set("Retry-After", "600")
	}
	render(w, statuses[code], api.Error{Code: string(code), Message: code.Message(), Next: code.Next(), Retry: code.Retry()})
}

func statusOf(r pki.Reason) int {
	if code, ok := statuses[exchange.Code(r)]; ok {
		return code
	}
	return http.StatusForbidden
}

func render(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// document reads a bounded JSON body.
func document(r *http.Request, into any) error {
	b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, api.MaxDocument))
	if err != nil {
		return &exchange.Error{Code: exchange.TooLarge, Err: err}
	}
	if err := json.Unmarshal(b, into); err != nil {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	return nil
}

// NewHTTP gives a server with its limits. Certificates are asked for but checked by route,
// because enrolment has none yet; TLS 1.3 only.
func (s *Server) NewHTTP(config *tls.Config) *http.Server {
	config = config.Clone()
	config.MinVersion, config.ClientAuth = tls.VersionTLS13, tls.RequestClientCert
	return &http.Server{
		Handler: s.Handler(), TLSConfig: config, ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(quiet{s.Log.Handler()}, slog.LevelDebug),
	}
}

// quiet drops what net/http says about connections: it names addresses of callers.
type quiet struct{ slog.Handler }

// Handle logs that something was said and nothing of what.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	return q.Handler.Handle(ctx, slog.NewRecord(r.Time, slog.LevelDebug, "connection trouble", 0))
}
