package hubapi

import (
	"crypto/x509"
	"fmt"
	"net/http"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
)

// enrol turns an enrolment code into a certificate.
func enrol(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	var req api.EnrolRequest
	if err := document(r, api.MaxEnrol, &req); err != nil {
		return err
	}
	chain, err := s.Authority.Enrol(r.Context(), req.Secret, req.CSR)
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return fmt.Errorf("read own certificate: %w", err)
	}
	return s.renderEnrolled(w, r, chain, leaf.Subject.CommonName)
}

// renew issues a further certificate to a known terminal.
func renew(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	var req api.RenewRequest
	if err := document(r, api.MaxEnrol, &req); err != nil {
		return err
	}
	chain, err := s.Authority.Renew(r.Context(), r.TLS.PeerCertificates[0], req.CSR)
	if err != nil {
		return err
	}
	return s.renderEnrolled(w, r, chain, c.Office)
}

func (s *Server) renderEnrolled(w http.ResponseWriter, r *http.Request, chain [][]byte, office string) error {
	o, err := s.Exchange.Office(r.Context(), office)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, api.Enrolled{Chain: chain, Office: o.Number, Name: o.Name, Types: o.Types, HubKey: s.HubKey})
	return nil
}
