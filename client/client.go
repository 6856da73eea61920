// Package client speaks to a hub over the wire of package api. It fulfils desk.Post. It
// knows HTTP, TLS and the closed list of errors; it never opens a letter, keeps nothing
// between two calls but open connections, and tries again only what was lost on the way,
// which is safe for every verb.
package client

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// Client speaks to one hub with one terminal's certificate. It may be used by many at the
// same time.
type Client struct {
	Base  string       // "https://hub.example.jp:8443"
	HTTP  *http.Client // its transport shows the certificate
	Tries int          // how often a lost connection is tried; less than 1 means once
}

// New gives a client for a hub. Connections are kept alive, and HTTP/1.1 is spoken: letters
// pass faster than over HTTP/2, and a transfer that stalls holds up no other.
func New(base string, config *tls.Config) *Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSClientConfig: config, Protocols: new(http.Protocols),
		MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
		ExpectContinueTimeout: 3 * time.Second,  // for large letters, see Send
		ResponseHeaderTimeout: 90 * time.Second, // longer than the longest poll
	}
	t.Protocols.SetHTTP1(true)
	return &Client{Base: base, HTTP: &http.Client{Transport: t, CheckRedirect: stay}, Tries: 3}
}

// stay follows no redirection: a hub makes none, and a letter is given to nobody else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
