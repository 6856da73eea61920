package blob

import "sync"

// flusher flushes folders. Callers that ask while a flush of the same folder is running
// share the next one: a flush that starts after a rename covers it.
type flusher struct {
	sync func(dir string) error
	mu   sync.Mutex
	next map[string]*flush
	busy map[string]bool
}

// flush is one flush of a folder that several callers wait for.
type flush struct {
	done chan struct{}
	err  error
}

// flush returns when a flush that began after the call has ended.
func (f *flusher) flush(dir string) error {
	f.mu.Lock()
	if f.next == nil {
		f.next, f.busy = map[string]*flush{}, map[string]bool{}
	}
	mine := f.next[dir]
	if mine == nil {
		mine = &flush{done: make(chan struct{})}
		f.next[dir] = mine
		if !f.busy[dir] {
			f.busy[dir] = true
			go f.run(dir)
		}
	}
	f.mu.Unlock()
	<-mine.done
	return mine.err
}

// run flushes a folder until nobody waits for a flush of it.
func (f *flusher) run(dir string) {
	for {
		f.mu.Lock()
		mine := f.next[dir]
		if mine == nil {
			f.busy[dir] = false
			f.mu.Unlock()
			return
		}
		delete(f.next, dir)
		f.mu.Unlock()
		mine.err = f.sync(dir)
		close(mine.done)
	}
}
