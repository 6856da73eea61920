package hubapi_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

func TestHealthSaysThatTheProcessAnswers(t *testing.T) {
	w := newWorld(t)
	w.store.fail(errors.New("disk gone"))
	if got := w.nobody.ask(t, request{route: api.RouteHealth}); got.status != 200 || got.body != `{"status":"ok"}` {
		t.Errorf("got %+v", got)
	}
}

func TestReadyTriesOutTheWholeWayOfAnAccept(t *testing.T) {
	for name, trouble := range map[string]func(w *world){
		"rows cannot be written":    func(w *world) { w.store.fail(errors.New("trouble with rows")) },
		"bodies cannot be written":  func(w *world) { w.Service.Bodies = deaf{w.Service.Bodies} },
		"receipts cannot be signed": func(w *world) { w.Service.Signer = mute{} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			trouble(w)
			wantCode(t, "ready", w.nobody.ask(t, request{route: api.RouteReady}), "unavailable", 503)
			if !strings.Contains(w.log.String(), "trouble with") {
				t.Errorf("the log does not say why:\n%s", w.log.String())
			}
		})
	}
	w := newWorld(t)
	if got := w.nobody.ask(t, request{route: api.RouteReady}); got.status != 200 || got.body != `{"status":"ready"}` {
		t.Errorf("got %+v", got)
	}
}

// deaf bodies take nothing in.
type deaf struct{ exchange.Bodies }

func (deaf) Put(context.Context, io.Reader, int64) (header.Hash, int64, error) {
	return header.Hash{}, 0, errors.New("trouble with bodies")
}

// mute signs nothing.
type mute struct{}

func (mute) Name() string                { return "hub.example.jp/log" }
func (mute) KeyHash() uint32             { return 1 }
func (mute) Sign([]byte) ([]byte, error) { return nil, errors.New("trouble with the key") }

// TestReadyWritesOnceASecondHoweverManyAsk: the route is open to anyone.
func TestReadyWritesOnceASecondHoweverManyAsk(t *testing.T) {
	w := newWorld(t)
	counted := &writes{Store: w.Service.Store}
	w.Service.Store = counted
	start := time.Now()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				w.nobody.ask(t, request{route: api.RouteReady})
			}
		})
	}
	all.Wait()
	if most := int64(time.Since(start)/time.Second) + 1; counted.n.Load() > most {
		t.Errorf("80 questions made %d writes, want at most %d", counted.n.Load(), most)
	}
}

type writes struct {
	exchange.Store
	n atomic.Int64
}

func (s *writes) Write(ctx context.Context, f func(context.Context, exchange.Tx) error) error {
	s.n.Add(1)
	return s.Store.Write(ctx, f)
}
