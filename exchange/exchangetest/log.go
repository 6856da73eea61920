package exchangetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

func (w *World) checkpoint() receipt.Checkpoint {
	w.Helper()
	b, err := w.Service.Checkpoint(w.Context())
	w.must(err)
	c, err := receipt.OpenCheckpoint(b, w.Known)
	w.must(err)
	return c
}

func proving(w *World) {
	ctx := w.Context()
	_, err := w.Service.Checkpoint(ctx)
	w.wants(exchange.ProofPending, err)
	w.sequence()
	var sent []Sent
	for range 9 {
		sent = append(sent, w.Send(w.A, w.B))
	}
	_, err = w.Service.Proof(ctx, w.A.Caller(), sent[0].From, sent[0].Letter)
	w.wants(exchange.ProofPending, err)
	if seq := w.Status(w.A, sent[0]).Events[0].Seq; seq != -1 {
		w.Errorf("the event has place %d before the log took it in", seq)
	}
	if n := w.sequence(); n != 9 {
		w.Errorf("%d events taken in, want 9", n)
	}
	for i, s := range sent {
		for _, by := range []*Office{w.A, w.B} {
			proof, err := w.Service.Proof(ctx, by.Caller(), s.From, s.Letter)
			w.must(err)
			_, v, err := receipt.VerifyProof(proof, s.Receipt, w.Known)
			if err != nil {
				w.Fatalf("letter %d: %v", i, err)
			}
			if seq := w.Status(by, s).Events[0].Seq; v.Index != seq {
				w.Errorf("letter %d: proof of place %d, status says %d", i, v.Index, seq)
			}
			if _, _, err := receipt.VerifyProof(proof, sent[(i+1)%9].Receipt, w.Known); err == nil {
				w.Errorf("the proof of letter %d proves another receipt", i)
			}
		}
	}
}

// rows is the stored tree.
func (w *World) rows() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		err := w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
			found, err := tx.LogHashes(ctx, indexes)
			for _, h := range found {
				out = append(out, tlog.Hash(h))
			}
			return err
		})
		return out, err
	})
}

// rebuild computes the log anew from what the events say, without the stored tree.
func (w *World) rebuild(sent []Sent) (int64, header.Hash) {
	w.Helper()
	leaves := map[int64]header.Hash{}
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		for _, o := range []*Office{w.A, w.B, w.C} {
			e, err := tx.StatementEvent(ctx, o.Address.Office, 1)
			if err != nil {
				return err
			}
			leaves[e.Seq] = receipt.LeafHash(e.Leaf)
		}
		for _, s := range sent {
			events, err := tx.Events(ctx, s.From, s.Letter)
			if err != nil {
				return err
			}
			for _, e := range events {
				if _, twice := leaves[e.Seq]; twice || e.Seq < 0 {
					return fmt.Errorf("place %d is given twice or not at all", e.Seq)
				}
				leaves[e.Seq] = receipt.LeafHash(e.Leaf)
			}
		}
		return nil
	}))
	var hashes []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	for n := range int64(len(leaves)) {
		leaf, ok := leaves[n]
		if !ok {
			w.Fatalf("place %d of %d is empty", n, len(leaves))
		}
		more, err := tlog.StoredHashesForRecordHash(n, tlog.Hash(leaf), own)
		w.must(err)
		hashes = append(hashes, more...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), own)
	w.must(err)
	return int64(len(leaves)), header.Hash(root)
}

// grewFrom checks that a later head contains an earlier one unchanged.
func (w *World) grewFrom(earlier, later receipt.Checkpoint) {
	w.Helper()
	proof, err := tlog.ProveTree(later.Size, earlier.Size, w.rows())
	w.must(err)
	if err := tlog.CheckTree(proof, later.Size, tlog.Hash(later.Root), earlier.Size, tlog.Hash(earlier.Root)); err != nil {
		w.Errorf("head %d does not contain head %d: %v", later.Size, earlier.Size, err)
	}
}

// growingLog takes events in by rounds of different sizes, also beyond one statement's.
func growingLog(w *World) {
	var sent []Sent
	var heads []receipt.Checkpoint
	w.sequence()
	for _, round := range []int{1, 2, 5, 1, 60, 3} {
		for range round {
			s := w.Send(w.A, w.B)
			sent = append(sent, s)
			if len(sent)%3 == 0 {
				_, err := w.Fetch(w.B, s)
				w.must(err)
			}
		}
		w.sequence()
		heads = append(heads, w.checkpoint())
	}
	last := heads[len(heads)-1]
	for _, h := range heads[:len(heads)-1] {
		w.grewFrom(h, last)
	}
	if size, root := w.rebuild(sent); size != last.Size || root != last.Root {
		w.Errorf("signed head %d %s, the events give %d %s", last.Size, last.Root, size, root)
	}
	proof, err := w.Service.Proof(w.Context(), w.A.Caller(), sent[0].From, sent[0].Letter)
	w.must(err)
	if _, _, err := receipt.VerifyProof(proof, sent[0].Receipt, w.Known); err != nil {
		w.Errorf("the first letter under the last head: %v", err)
	}
}

// twoSequencers run against each other while letters come in and leases run out.
func twoSequencers(w *World) {
	var sequencers, writers sync.WaitGroup
	stop := make(chan struct{})
	for _, service := range []*exchange.Service{w.Service, w.Second()} {
		sequencers.Go(func() {
			for {
				if _, err := service.Sequence(w.Context()); err != nil {
					w.Errorf("sequence: %v", err)
				}
				select {
				case <-stop:
					return
				case <-time.After(3 * time.Millisecond):
				}
			}
		})
	}
	var mu sync.Mutex
	var sent []Sent
	var heads []receipt.Checkpoint
	for _, from := range []*Office{w.A, w.C} {
		writers.Go(func() {
			for i := range 20 {
				s := w.Send(from, w.B)
				w.Clock.Advance(4 * time.Second)
				mu.Lock()
				sent = append(sent, s)
				if b, err := w.Service.Checkpoint(w.Context()); err == nil && i%3 == 0 {
					c, err := receipt.OpenCheckpoint(b, w.Known)
					w.must(err)
					heads = append(heads, c)
				}
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	close(stop)
	sequencers.Wait()
	w.Clock.Advance(time.Minute)
	w.sequence()
	last := w.checkpoint()
	if size, root := w.rebuild(sent); size != last.Size || root != last.Root {
		w.Errorf("signed head %d %s, the events give %d %s", last.Size, last.Root, size, root)
	}
	for _, h := range heads {
		w.grewFrom(h, last)
	}
}

func idleLog(w *World) {
	w.sequence()
	before, err := w.Service.Checkpoint(w.Context())
	w.must(err)
	w.Service.Store = notingStore{w.Store, func(step string) { w.Errorf("an idle log: %s", step) }}
	if n, err := w.Service.Sequence(w.Context()); n != 0 || err != nil {
		w.Errorf("took in %d events of none (%v)", n, err)
	}
	after, err := w.Service.Checkpoint(w.Context())
	if err != nil || !bytes.Equal(before, after) {
		w.Errorf("the head changed without an event (%v)", err)
	}
}
