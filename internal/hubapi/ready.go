package hubapi

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
)

// health says that the process answers.
func health(_ *Server, w http.ResponseWriter, _ *http.Request, _ exchange.Caller) error {
	render(w, http.StatusOK, api.Health{Status: "ok"})
	return nil
}

// ready says that a letter could be accepted now.
func ready(s *Server, w http.ResponseWriter, r *http.Request, _ exchange.Caller) error {
	if err := s.probe.ask(r.Context(), s.Exchange.Ready); err != nil {
		return &exchange.Error{Code: exchange.Unavailable, Err: err}
	}
	render(w, http.StatusOK, api.Health{Status: "ready"})
	return nil
}

// probe tries out the way of an accept at most once a second, however many ask: the route
// is open to anyone and writes.
type probe struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

func (p *probe) ask(ctx context.Context, try func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.at) < time.Second {
		return p.err
	}
	// Who asked first may go away; the answer is for all.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	p.err = try(ctx)
	p.at = time.Now()
	if p.err != nil {
		p.err = fmt.Errorf("try out accepting: %w", p.err)
	}
	return p.err
}
