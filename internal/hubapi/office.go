package hubapi

import (
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
	if err := document(r, api.MaxDocument, &req); err != nil {
		return err
	}
	if err := s.Exchange.PublishStatement(r.Context(), c, receipt.SignedStatement(req.Statement), req.Keyring); err != nil {
		return err
	}
	render(w, http.StatusOK, api.Done{})
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
	text(w, cp)
	return nil
}
