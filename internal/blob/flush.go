package blob

import "sync"

// flusher shares flushes of one directory: while one is under way, all who ask wait for
// the next, which one of them carries out for all. A flush that began before the asking
// does not count, because the new name may not have been in it.
type flusher struct {
	mu      sync.Mutex
	running bool
	next    *flush // what those wait for who came while one was running
}

type flush struct {
	done chan struct{}
	err  error
}

// do returns after a flush that began after do was called.
func (f *flusher) do(sync func() error) error {
	f.mu.Lock()
	if f.running {
		if f.next == nil {
			f.next = &flush{done: make(chan struct{})}
		}
		shared := f.next
		f.mu.Unlock()
		<-shared.done
		return shared.err
	}
	f.running = true
	f.mu.Unlock()
	err := sync()
	f.handOver(sync)
	return err
}

// handOver lets a helper flush for those who came meanwhile, so that the first one's
// answer does not wait for them.
func (f *flusher) handOver(sync func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared := f.next
	f.next = nil
	if shared == nil {
		f.running = false
		return
	}
	go func() {
		shared.err = sync()
		close(shared.done)
		f.handOver(sync)
	}()
}
