package hubapi

import (
	"crypto/x509"
	"net/http"
	"strconv"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// lookup finds a partner in the directory.
func lookup(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	to, err := address(r)
	if err != nil {
		return err
	}
	p, err := s.Exchange.Lookup(r.Context(), c, to)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, api.PartnerOf(p))
	return nil
}

// statement announces an office's key.
func statement(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	var req api.StatementRequest
	if err := document(r, &req); err != nil {
		return err
	}
	if err := s.Exchange.PublishStatement(r.Context(), c, receipt.SignedStatement(req.Statement), req.Keyring); err != nil {
		return err
	}
	render(w, http.StatusOK, struct{}{})
	return nil
}

// keyring gives the own office's sealed secret of an epoch.
func keyring(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	epoch, err := strconv.Atoi(r.PathValue("epoch"))
	if err != nil || epoch < 1 {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	ring, err := s.Exchange.Keyring(r.Context(), c, epoch)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, api.Keyring{Keyring: ring})
	return nil
}

// checkpoint gives the newest signed head of the log.
func checkpoint(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	cp, err := s.Exchange.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return text(w, cp)
}

// enrol turns an enrolment code into a certificate.
func enrol(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	var req api.EnrolRequest
	if err := document(r, &req); err != nil {
		return err
	}
	chain, err := s.Authority.Enrol(r.Context(), req.Secret, req.CSR)
	if err != nil {
		return err
	}
	return s.renderEnrolled(w, r, chain)
}

// renew issues a further certificate to a known terminal.
func renew(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	var req api.RenewRequest
	if err := document(r, &req); err != nil {
		return err
	}
	chain, err := s.Authority.Renew(r.Context(), r.TLS.PeerCertificates[0], req.CSR)
	if err != nil {
		return err
	}
	return s.renderEnrolled(w, r, chain)
}

func (s *Server) renderEnrolled(w http.ResponseWriter, r *http.Request, chain [][]byte) error {
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return err
	}
	o, err := s.Exchange.Office(r.Context(), leaf.Subject.CommonName)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, api.Enrolled{Chain: chain, Office: o.Number, Name: o.Name, Types: o.Types, HubKey: s.HubKey})
	return nil
}

// health says that the process answers.
func health(_ *Server, w http.ResponseWriter, _ *http.Request, _ exchange.Caller) error {
	render(w, http.StatusOK, map[string]string{"status": "ok"})
	return nil
}

// ready says that a letter could be accepted now.
func ready(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	if err := s.Exchange.Ready(r.Context()); err != nil {
		s.Log.ErrorContext(r.Context(), "not ready", "error", err)
		return &exchange.Error{Code: exchange.Unavailable}
	}
	render(w, http.StatusOK, map[string]string{"status": "ready"})
	return nil
}
