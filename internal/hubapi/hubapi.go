// Package hubapi answers the wire of package api: it reads and validates a request, says
// who asks, lets the post office act, and renders the answer. It knows HTTP, TLS and the
// closed lists of refusals. It never decides about a letter, remembers nothing about a
// caller from one request to the next, and never writes an office number, a name or a
// letter's content to the log.
package hubapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

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

	probe probe
}

// handler is one verb: it reads, acts and renders, or says what is wrong.
type handler func(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error

// gate says who asks, or refuses.
type gate func(s *Server, r *http.Request) (exchange.Caller, error)

// Handler gives all routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range []struct {
		pattern string
		gate    gate
		handler handler
	}{
		{api.RouteEnrol, anyone, enrol},
		{api.RouteRenew, renewing, renew},
		{api.RouteSend, terminal, send},
		{api.RouteList, terminal, list},
		{api.RouteFetch, terminal, fetch},
		{api.RouteAnswer, terminal, answer},
		{api.RouteWithdraw, terminal, withdraw},
		{api.RouteStatus, terminal, status},
		{api.RouteProof, terminal, proof},
		{api.RouteLookup, terminal, lookup},
		{api.RouteStatement, terminal, statement},
		{api.RouteKeyring, terminal, keyring},
		{api.RouteCheckpoint, terminal, checkpoint},
		{api.RouteHealth, anyone, health},
		{api.RouteReady, anyone, ready},
		{"/", anyone, unknownRoute},
	} {
		mux.Handle(r.pattern, s.serve(r.gate, r.handler))
	}
	return mux
}

// serve carries a request through its gate to its handler. Whatever goes wrong is rendered
// in one place.
func (s *Server) serve(g gate, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recovered(w, r)
		c, err := g(s, r)
		if err == nil {
			err = h(s, w, r, c)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// recovered turns a panic into an internal error, with its stack in the log.
func (s *Server) recovered(w http.ResponseWriter, r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// anyone lets a request through without a certificate.
func anyone(*Server, *http.Request) (exchange.Caller, error) { return exchange.Caller{}, nil }

// terminal lets a request through whose certificate is good now: a revocation counts at
// once, also on a connection that is open.
func terminal(s *Server, r *http.Request) (exchange.Caller, error) {
	if r.Method == http.MethodHead { // would be taken for GET, and a fetch is an event
		return exchange.Caller{}, &exchange.Error{Code: exchange.BadRequest}
	}
	if r.TLS == nil {
		return exchange.Caller{}, &exchange.Error{Code: exchange.CertificateUnknown}
	}
	return callerOf(s.Authority.Check(r.Context(), r.TLS.PeerCertificates))
}

// renewing is terminal for the one route that a certificate may still use after its end.
func renewing(s *Server, r *http.Request) (exchange.Caller, error) {
	if r.TLS == nil {
		return exchange.Caller{}, &exchange.Error{Code: exchange.CertificateUnknown}
	}
	return callerOf(s.Authority.CheckForRenewal(r.Context(), r.TLS.PeerCertificates))
}

func callerOf(id pki.Identity, err error) (exchange.Caller, error) {
	return exchange.Caller{Office: id.Office, Terminal: header.Hash(id.SPKI), Types: id.Types}, err
}

// unknownRoute answers what this hub has no route for.
func unknownRoute(*Server, http.ResponseWriter, *http.Request, exchange.Caller) error {
	return &exchange.Error{Code: exchange.BadRequest}
}
