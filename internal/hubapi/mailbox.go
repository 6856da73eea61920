package hubapi

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// list gives what happened in a mailbox, waiting for news when asked to.
func list(s *Server, w http.ResponseWriter, r *http.Request, c exchange.Caller) error {
	box, err := address(r)
	if err != nil {
		return err
	}
	q, err := readListQuery(r.URL.Query())
	if err != nil {
		return err
	}
	if q.after == 0 || q.wait > 0 {
		if err := s.Exchange.Seen(r.Context(), c); err != nil {
			return err
		}
	}
	allow(w, q.wait)
	lines, next, err := s.Exchange.List(r.Context(), c, box, q.after, q.limit, q.wait)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, page(lines, next))
	return nil
}

type listQuery struct {
	after int64
	limit int
	wait  time.Duration
}

func readListQuery(q url.Values) (listQuery, error) {
	after, err := number(q, api.QueryAfter, 1<<62)
	if err != nil {
		return listQuery{}, err
	}
	limit, err := number(q, api.QueryLimit, api.MaxLines)
	if err != nil {
		return listQuery{}, err
	}
	wait, err := number(q, api.QueryWait, api.MaxWait)
	return listQuery{after: after, limit: int(limit), wait: time.Duration(wait) * time.Second}, err
}

// number reads a whole number of the query; 0 when it is not there.
func number(q url.Values, name string, largest int64) (int64, error) {
	text := q.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > largest {
		return 0, &exchange.Error{Code: exchange.BadRequest}
	}
	return n, nil
}

// page puts lines on the wire, ending early when they grow too large for one answer: the
// cursor then says where to go on.
func page(lines []receipt.Entry, next int64) api.Mailbox {
	m := api.Mailbox{Entries: make([]api.Entry, 0, len(lines)), Next: next}
	size := 0
	for i, e := range lines {
		if size += sizeOf(e); i > 0 && size > api.MaxMailbox {
			m.Next = lines[i-1].Cursor
			break
		}
		m.Entries = append(m.Entries, api.EntryOf(e))
	}
	return m
}

// sizeOf is about what a line needs on the wire: base64 is four bytes for three.
func sizeOf(e receipt.Entry) int {
	raw := len(e.Header) + len(e.Receipt) + len(e.Reasons)
	if e.Answer != nil {
		raw += len(e.Answer.Body) + len(e.Answer.JWS)
	}
	return raw/3*4 + 400
}
