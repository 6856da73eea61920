package desk

import (
	"context"
	"errors"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Broadcast sends one message to many partners (一斉連絡), a letter each. Those that are not
// linked are named for FAX or telephone.
func (b *Bench) Broadcast(ctx context.Context, to []header.Address, text, who string) (sent int, others []header.Address, err error) {
	if len(to) == 0 {
		return 0, nil, &Error{Code: "nobody", Message: "送る相手が選ばれていません。", Next: "連携先に印を付けて、もう一度送ってください。"}
	}
	for _, a := range to {
		_, serr := b.SendMessage(ctx, Message{To: a, Text: text}, who)
		var own *Error
		switch {
		case serr == nil:
			sent++
		case errors.As(serr, &own) && own.Code == "not_linked":
			others = append(others, a)
		default:
			err = errors.Join(err, serr)
		}
	}
	return sent, others, err
}
