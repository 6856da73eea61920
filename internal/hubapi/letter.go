package hubapi

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// send accepts a sealed letter. The announced digest is compared while the bytes pass, so
// that what was changed on the way is refused before anything is stored under a row.
func send(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	want, err := header.ParseHash(r.Header.Get(api.HeaderDigest))
	if err != nil || r.ContentLength <= 0 {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	if r.ContentLength > api.MaxEnvelope {
		return &exchange.Error{Code: exchange.TooLarge}
	}
	allow(w, timeFor(r.ContentLength))
	body := newCompared(r.Body, want)
	stored, err := s.Exchange.Accept(r.Context(), c, body, r.ContentLength)
	if err != nil {
		// A refusal that comes while the sender still writes would be lost with the
		// connection: the rest is let in and dropped. Its size was bounded above.
		_, _ = io.Copy(io.Discard, r.Body)
	}
	if body.wrong {
		return &exchange.Error{Code: exchange.DigestMismatch}
	}
	if err != nil {
		return err
	}
	text(w, stored)
	return nil
}

// fetch hands over the sealed bytes.
func fetch(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	body, err := s.Exchange.Fetch(r.Context(), c, from, id)
	if err != nil {
		return err
	}
	defer body.Close()
	allow(w, timeFor(body.Size))
	w.Header().Set("Content-Type", api.TypeEnvelope)
	w.Header().Set("Content-Length", strconv.FormatInt(body.Size, 10))
	w.Header().Set(api.HeaderDigest, body.Envelope.String())
	kept := &watched{Reader: body}
	n, err := io.Copy(w, kept)
	switch {
	case kept.err != nil:
		s.cutShort(r, kept.err)
	case err == nil && n != body.Size:
		s.cutShort(r, fmt.Errorf("%d bytes of %d are kept", n, body.Size))
	}
	return nil // a caller who went away fetches again
}

// cutShort logs that stored bytes could not be read to their end and cuts the connection,
// because an answer has begun: the caller sees it end too early.
func (s *Server) cutShort(r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "letter could not be read to its end", "route", r.Pattern, "error", err)
	panic(http.ErrAbortHandler)
}

// answer keeps the receiver's final word.
func answer(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	var req api.AnswerRequest
	if err := document(r, api.MaxDocument, &req); err != nil {
		return err
	}
	named, about, err := api.LetterOf(req.Answer)
	if err != nil || named != from || about != id {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	if err := s.Exchange.Answer(r.Context(), c, receipt.SignedAnswer(req.Answer), req.Reasons); err != nil {
		return err
	}
	render(w, http.StatusOK, api.Done{})
	return nil
}

// withdraw takes a letter back.
func withdraw(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	if err := s.Exchange.Withdraw(r.Context(), c, from, id); err != nil {
		return err
	}
	render(w, http.StatusOK, api.Done{})
	return nil
}

// status tells a letter's story.
func status(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	st, err := s.Exchange.Status(r.Context(), c, from, id)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, api.StatusOf(st))
	return nil
}

// proof gives the inclusion proof of a letter's acceptance.
func proof(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	p, err := s.Exchange.Proof(r.Context(), c, from, id)
	if err != nil {
		return err
	}
	text(w, p)
	return nil
}

// address reads the address of a route.
func address(r *http.Request) (header.Address, error) {
	a := header.Address{Office: r.PathValue("office"), Type: r.PathValue("type")}
	if !a.Valid() {
		return a, &exchange.Error{Code: exchange.BadRequest, Err: errors.New("address in path")}
	}
	return a, nil
}

// letter reads sender and letter id of a route.
func letter(r *http.Request) (header.Address, header.LetterID, error) {
	from, err := address(r)
	if err != nil {
		return from, header.LetterID{}, err
	}
	id, err := header.ParseLetterID(r.PathValue("letter"))
	if err != nil {
		return from, id, &exchange.Error{Code: exchange.BadRequest, Err: errors.New("letter id in path")}
	}
	return from, id, nil
}
