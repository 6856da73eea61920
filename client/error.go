package client

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/tasuki-care/tasuki/api"
)

// Error is a refusal of the hub, or a hub that could not be reached or believed.
type Error struct {
	Code      string // of the hub's closed list, or one of the two below
	Message   string // Japanese sentence
	Next      string // next step, in Japanese
	Reference string // of trouble inside the hub
	Temporary bool   // the same request may work later
	Err       error  // cause, if there is one on this side
}

func (e *Error) Error() string {
	if e.Err != nil {
		return "hub: " + e.Code + ": " + e.Err.Error()
	}
	return "hub: " + e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// PostCode is the code, for rooms that must not know this package.
func (e *Error) PostCode() string { return e.Code }

// Words are the sentence and the next step for the person at the screen.
func (e *Error) Words() (message, next string) { return e.Message, e.Next }

// The codes of this side.
const (
	CodeOffline   = "offline"       // the hub could not be reached
	CodeUntrusted = "hub_untrusted" // who answered could not prove to be the hub
)

func offline(err error) error {
	return &Error{
		Code: CodeOffline, Message: "ハブに接続できません。",
		Next: "通信を確かめて、もう一度実行してください。二重に届くことはありません。", Temporary: true, Err: err,
	}
}

func untrusted(err error) error {
	return &Error{
		Code: CodeUntrusted, Message: "接続先が、登録したハブであることを確かめられません。データは送っていません。",
		Next: "接続先のアドレスと、この端末の日付・時刻を確かめてください。正しいときはハブの運営者に連絡してください。", Err: err,
	}
}

// errPin is what a server is refused with that does not show the pinned root.
var errPin = errors.New("server does not show the root of the enrolment code")

// lost says what kept a request from being answered. The address of a request stays out of
// the error: it names an office.
func lost(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	var chain *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	if errors.Is(err, errPin) || errors.As(err, &chain) || errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid) {
		return untrusted(err)
	}
	return offline(err)
}

// refused reads the hub's refusal. What is no refusal of ours came from something between.
func refused(res *http.Response) error {
	defer res.Body.Close()
	var e api.Error
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil || json.Unmarshal(b, &e) != nil || e.Code == "" {
		return offline(fmt.Errorf("unexpected answer %d", res.StatusCode))
	}
	return &Error{Code: e.Code, Message: e.Message, Next: e.Next, Reference: e.Reference, Temporary: e.Retry}
}

// isOffline reports whether trying again may help at once.
func isOffline(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == CodeOffline
}
