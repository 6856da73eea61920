package client

import (
	"errors"
	"io"
	"sync"
)

// lent is a letter lent to the transport for one try. A transport may go on reading for a
// while after it has answered; what was taken back gives nothing more, so that the letter
// can be rewound or closed. It also tells trouble on our side from trouble on the way.
type lent struct {
	mu  sync.Mutex
	r   io.Reader // nil once taken back
	err error     // what reading the letter itself failed with
}

var errTakenBack = errors.New("letter was taken back")

// Read reads on.
func (l *lent) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.r == nil {
		return 0, errTakenBack
	}
	n, err := l.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		l.err = err
	}
	return n, err
}

// takeBack ends the loan and tells what reading failed with.
func (l *lent) takeBack() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r = nil
	return l.err
}
