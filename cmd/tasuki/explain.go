package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/registry"
)

// explain turns an error into an exit status, a sentence and the next step. Three kinds
// are told apart: what a person can act on, what the post office answered, and what is
// inside: that one gets a reference number here and its text in the log.
func explain(err error) (code int, message, next string) {
	var usage usageError
	var own *desk.Error
	var refused *envelope.RefusedError
	var answered *client.Error
	var network net.Error
	var list *registry.Error
	var mapped *region.Error
	switch {
	case errors.As(err, &usage):
		return exitUsage, usage.message, ""
	case errors.As(err, &answered):
		return postStatus(answered), answered.Message, answered.Next
	case errors.As(err, &refused):
		return exitRefused, refused.Message(), refused.Next()
	case errors.As(err, &own):
		return exitRefused, own.Message, own.Next
	case errors.As(err, &list):
		return exitUsage, list.Message, list.Next
	case errors.As(err, &mapped):
		return exitRefused, mapped.Message, mapped.Next
	case errors.As(err, &network):
		return exitOffline, "ハブに接続できません。", "通信を確かめて、もう一度実行してください。二重に届くことはありません。"
	}
	reference := rand.Text()[:8]
	slog.Error("internal error", "reference", reference, "error", err)
	return exitUsage, fmt.Sprintf("内部エラーが起きました（参照番号 %s）。", reference), "もう一度実行し、続くときは参照番号を添えて連絡してください。"
}

// postStatus tells a lost connection from a refusal.
func postStatus(e *client.Error) int {
	if e.Temporary {
		return exitOffline
	}
	return exitRefused
}
