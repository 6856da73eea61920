package hubapi

import (
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// send accepts a sealed letter. The announced digest is compared while the bytes pass, so
// that what was changed on the way is refused before anything is stored under a row.
func send(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	want, err := hex.DecodeString(r.Header.Get(api.HeaderDigest))
	if err != nil || len(want) != len(header.Hash{}) || r.ContentLength <= 0 {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	if r.ContentLength > api.MaxEnvelope {
		return &exchange.Error{Code: exchange.TooLarge}
	}
	body := newCompared(http.MaxBytesReader(w, r.Body, api.MaxEnvelope), header.Hash(want))
	raw, err := s.Exchange.Accept(r.Context(), c, body, r.ContentLength)
	if body.differs() {
		return &exchange.Error{Code: exchange.DigestMismatch}
	}
	if err != nil {
		return err
	}
	return text(w, raw)
}

// text renders a signed document, byte for byte.
func text(w http.ResponseWriter, b []byte) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err := w.Write(b)
	return ignoreGone(err)
}

// ignoreGone: a caller that went away is no trouble inside; it will ask again.
func ignoreGone(error) error { return nil }

// list gives what happened in a mailbox, waiting for news when asked to.
func list(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	box, err := address(r)
	if err != nil {
		return err
	}
	after, limit, wait, err := listQuery(r)
	if err != nil {
		return err
	}
	if after == 0 || wait > 0 {
		if err := s.Exchange.Seen(r.Context(), c); err != nil {
			return err
		}
	}
	lines, next, err := s.Exchange.List(r.Context(), c, box, after, limit, wait)
	if err != nil {
		return err
	}
	m := api.Mailbox{Entries: []api.Entry{}, Next: next}
	for _, e := range lines {
		m.Entries = append(m.Entries, api.EntryOf(e))
	}
	render(w, http.StatusOK, m)
	return nil
}

func listQuery(r *http.Request) (after int64, limit int, wait time.Duration, err error) {
	q := r.URL.Query()
	number := func(name string, largest int64) int64 {
		if q.Get(name) == "" {
			return 0
		}
		n, nerr := strconv.ParseInt(q.Get(name), 10, 64)
		if nerr != nil || n < 0 || n > largest {
			err = &exchange.Error{Code: exchange.BadRequest, Err: nerr}
		}
		return n
	}
	after, limit = number("after", 1<<62), int(number("limit", 10000))
	wait = time.Duration(number("wait", api.MaxWait)) * time.Second
	return after, limit, wait, err
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
	w.Header().Set("Content-Type", api.TypeEnvelope)
	w.Header().Set("Content-Length", strconv.FormatInt(body.Size, 10))
	w.Header().Set(api.HeaderDigest, body.Envelope.String())
	_, err = io.Copy(w, body)
	return ignoreGone(err)
}

// answer keeps the receiver's final word.
func answer(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	from, id, err := letter(r)
	if err != nil {
		return err
	}
	var req api.AnswerRequest
	if err := document(r, &req); err != nil {
		return err
	}
	signed := receipt.SignedAnswer(req.Answer)
	said, err := receipt.ParseAnswer(signed.Body) // the post office verifies it
	if err != nil || said.From != from || said.Letter != id {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	if err := s.Exchange.Answer(r.Context(), c, signed, req.Reasons); err != nil {
		return err
	}
	render(w, http.StatusOK, struct{}{})
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
	render(w, http.StatusOK, struct{}{})
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
	return text(w, p)
}

// address reads the address of a route.
func address(r *http.Request) (header.Address, error) {
	a, err := header.ParseAddress(r.PathValue("office") + "/" + r.PathValue("type"))
	if err != nil {
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
