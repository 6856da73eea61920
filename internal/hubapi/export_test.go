package hubapi

import (
	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/receipt"
)

// Statuses is the one table of codes.
var Statuses = statuses

// Refusal puts an error in the words of the wire.
func Refusal(err error) api.Error {
	e, _ := refusal(err)
	return e
}

// Page puts lines on the wire.
func Page(lines []receipt.Entry, next int64) api.Mailbox { return page(lines, next) }
