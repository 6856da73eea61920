package exchange

import (
	"sync"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Bell wakes long polls of this process when something was written here. It is a hint and
// nothing depends on it: a poll looks by itself every second. A nil Bell never rings.
type Bell struct {
	mu      sync.Mutex
	waiting map[header.Address]chan struct{}
}

// Listen gives a channel that is closed at the next ring for a mailbox. Listen before
// looking, so that nothing falls between.
func (b *Bell) Listen(box header.Address) <-chan struct{} {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil {
		b.waiting = map[header.Address]chan struct{}{}
	}
	ch := b.waiting[box]
	if ch == nil {
		ch = make(chan struct{})
		b.waiting[box] = ch
	}
	return ch
}

// Ring wakes who listens for a mailbox.
func (b *Bell) Ring(box header.Address) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if ch := b.waiting[box]; ch != nil {
		close(ch)
		delete(b.waiting, box)
	}
}
