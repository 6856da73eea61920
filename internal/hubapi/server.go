package hubapi

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

const (
	requestTime = time.Minute // for a whole request, and again for its answer
	slowest     = 32 << 10    // bytes a second at which a large letter may still pass
)

// NewHTTP gives a server with its limits. TLS 1.3 only. Certificates are asked for but
// checked by route, because enrolment has none yet and an outside authority's are good too.
func (s *Server) NewHTTP(config *tls.Config) *http.Server {
	config = config.Clone()
	config.MinVersion, config.ClientAuth = tls.VersionTLS13, tls.RequestClientCert
	return &http.Server{
		Handler: s.Handler(), TLSConfig: config, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: requestTime, WriteTimeout: requestTime, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(quiet{s.Log.Handler()}, slog.LevelWarn),
	}
}

// allow gives one request more time than usual: a long poll, or a large letter on a slow
// line. Where no connection lies below, as in tests without one, there is nothing to set.
func allow(w http.ResponseWriter, d time.Duration) {
	if d <= 0 {
		return
	}
	until := time.Now().Add(requestTime + d)
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(until) // also ends a poll whose caller vanished without a word
	_ = c.SetWriteDeadline(until)
}

// timeFor is how much more time a body of a size needs than any request has.
func timeFor(size int64) time.Duration {
	if size < 1<<20 {
		return 0
	}
	return time.Duration(size/slowest) * time.Second
}

// quiet keeps of what net/http says only what is about this hub: everything else names
// addresses of callers.
type quiet struct{ slog.Handler }

// Handle logs that the hub cannot take connections, and drops the rest.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if !strings.HasPrefix(r.Message, "http: Accept error") {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}
