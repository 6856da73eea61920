package hubapi

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/pki"
)

// statuses maps both closed lists to HTTP, once. Codes that stand in both lists mean the
// same in both.
var statuses = map[string]int{
	string(exchange.BadRequest):         http.StatusBadRequest,
	string(exchange.BadHeader):          http.StatusBadRequest,
	string(exchange.TooLarge):           http.StatusRequestEntityTooLarge,
	string(exchange.DigestMismatch):     http.StatusBadRequest,
	string(exchange.IDConflict):         http.StatusConflict,
	string(exchange.KeyOutdated):        http.StatusConflict,
	string(exchange.NotYours):           http.StatusForbidden,
	string(exchange.UnknownReceiver):    http.StatusNotFound,
	string(exchange.NotFound):           http.StatusNotFound,
	string(exchange.AlreadyFetched):     http.StatusConflict,
	string(exchange.Withdrawn):          http.StatusGone,
	string(exchange.AnswerConflict):     http.StatusConflict,
	string(exchange.NotFetched):         http.StatusConflict,
	string(exchange.StatementConflict):  http.StatusConflict,
	string(exchange.StatementInvalid):   http.StatusBadRequest,
	string(exchange.TerminalUnlisted):   http.StatusForbidden,
	string(exchange.ProofPending):       http.StatusConflict,
	string(exchange.Gone):               http.StatusGone,
	string(exchange.LimitReached):       http.StatusTooManyRequests,
	string(exchange.CertificateUnknown): http.StatusUnauthorized,
	string(exchange.CertificateRevoked): http.StatusUnauthorized,
	string(exchange.CertificateExpired): http.StatusUnauthorized,
	string(pki.CertificateAgent):        http.StatusForbidden,
	string(pki.CertificateKind):         http.StatusForbidden,
	string(pki.KeyReused):               http.StatusConflict,
	string(exchange.CodeUnknown):        http.StatusForbidden,
	string(exchange.CodeUsed):           http.StatusForbidden,
	string(exchange.CodeExpired):        http.StatusForbidden,
	string(exchange.StorageFull):        http.StatusInsufficientStorage,
	string(exchange.Unavailable):        http.StatusServiceUnavailable,
	api.CodeInternal:                    http.StatusInternalServerError,
}

// fail renders what went wrong. A refusal says its sentence and is not logged. Trouble
// inside gets a reference here and its text in the log, and so does a refusal that speaks
// of such trouble.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	e, known := refusal(err)
	if !known && r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the caller went away: nobody to answer
	}
	status := statuses[e.Code]
	if status >= http.StatusInternalServerError {
		e.Reference = rand.Text()[:10]
		s.Log.ErrorContext(r.Context(), "request failed inside", "reference", e.Reference, "route", r.Pattern, "code", e.Code, "error", err)
	}
	if wait := s.waitFor(exchange.Code(e.Code)); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
	}
	render(w, status, e)
}

// refusal puts an error in the words of the wire, and reports whether it is one of the
// closed lists.
func refusal(err error) (api.Error, bool) {
	var refused *exchange.Error
	var denied *pki.Error
	switch {
	case errors.As(err, &refused) && refused.Code.Message() != "":
		c := refused.Code
		return api.Error{Code: string(c), Message: c.Message(), Next: c.Next(), Retry: c.Retry()}, true
	case errors.As(err, &denied) && denied.Reason.Message() != "":
		c := denied.Reason
		return api.Error{Code: string(c), Message: c.Message(), Next: c.Next(), Retry: exchange.Code(c).Retry()}, true
	}
	return api.Error{
		Code: api.CodeInternal, Message: "ハブの内部でエラーが起きました。",
		Next: "しばらく待ってから、もう一度実行してください。続くときは参照番号を添えてハブの運営者に連絡してください。", Retry: true,
	}, false
}

// waitFor is after how many seconds trying again makes sense; 0 when it does not, or at
// once. The limit on letters is counted by the hour.
func (s *Server) waitFor(c exchange.Code) int {
	switch c {
	case exchange.LimitReached:
		now := s.Exchange.Now()
		return int(now.Truncate(time.Hour).Add(time.Hour).Sub(now)/time.Second) + 1
	case exchange.StorageFull:
		return 600
	case exchange.ProofPending, exchange.Unavailable, api.CodeInternal:
		return 10
	}
	return 0
}
