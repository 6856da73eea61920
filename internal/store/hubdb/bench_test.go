package hubdb_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
)

// BenchmarkMessage is one message by 8 closed-loop clients without a wire: accept, fetch,
// answer. The log is numbered beside it, as the hub does.
func BenchmarkMessage(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) { benchMessages(b, url(b)) })
	}
}

func benchMessages(b *testing.B, url string) {
	db := storetest.Open(b, url)
	w := exchangetest.NewWorld(b, open(b, db))
	w.Service.Limits.PerHour = 1 << 40
	envelopes := make([]exchangetest.Sent, b.N)
	for i := range envelopes {
		envelopes[i].Header = w.Header(w.A, w.B)
		envelopes[i].Envelope = w.Envelope(envelopes[i].Header, 30<<10)
	}
	stop := make(chan struct{})
	var beat sync.WaitGroup
	beat.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Millisecond):
			}
			if _, err := w.Service.Sequence(b.Context()); err != nil {
				b.Error(err)
			}
		}
	})
	before := db.Flushes()
	b.ResetTimer()
	var next atomic.Int64
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				message(b, w, envelopes[i])
			}
		})
	}
	clients.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
	b.ReportMetric(float64(db.Flushes()-before)/float64(b.N), "flushes/msg")
	close(stop)
	beat.Wait()
}

func message(b *testing.B, w *exchangetest.World, s exchangetest.Sent) {
	if _, err := w.Accept(w.A, s.Envelope); err != nil {
		b.Error(err)
	}
	if _, err := w.Fetch(w.B, s); err != nil {
		b.Error(err)
	}
	if err := w.Answer(w.B, s, "imported", nil); err != nil {
		b.Error(err)
	}
}
