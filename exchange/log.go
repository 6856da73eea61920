package exchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

const (
	leaseOfLog = "sequencer"
	leaseTime  = 3 * time.Second
	perRound   = 2000
)

// Sequence numbers committed events and signs a new head of the log, in one transaction
// under a lease: the newest stored head is the only one that is extended. It gives how
// many events were numbered; 0 also when another process holds the lease.
func (s *Service) Sequence(ctx context.Context) (int, error) {
	waiting, err := s.unnumbered(ctx)
	if err != nil || !waiting {
		return 0, err
	}
	n := 0
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		n = 0
		held, err := tx.Lease(ctx, leaseOfLog, s.Node, s.now(), leaseTime)
		if err != nil || !held {
			return err
		}
		head, err := newestHead(ctx, tx)
		if err != nil {
			return err
		}
		events, err := tx.Unnumbered(ctx, perRound)
		if err != nil || len(events) == 0 {
			return err
		}
		n = len(events)
		return s.extend(ctx, tx, head, events)
	})
	return n, internal("extend log", err)
}

// unnumbered reports whether there is anything to do: an idle hub writes nothing.
func (s *Service) unnumbered(ctx context.Context) (bool, error) {
	found := false
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		events, err := tx.Unnumbered(ctx, 1)
		found = len(events) > 0
		return err
	})
	return found, internal("look for events", err)
}

// newestHead is the newest stored head; an empty log has size 0.
func newestHead(ctx context.Context, tx Tx) (Head, error) {
	head, err := tx.Head(ctx)
	if errors.Is(err, ErrNoRow) {
		return Head{}, nil
	}
	return head, err
}

// extend appends events as leaves and stores the hashes of the tree and the new head.
func (s *Service) extend(ctx context.Context, tx Tx, head Head, events []Event) error {
	first := tlog.StoredHashCount(head.Size)
	var fresh []header.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return readHashes(ctx, tx, first, fresh, indexes)
	})
	for i, e := range events {
		hashes, err := tlog.StoredHashesForRecordHash(head.Size+int64(i), tlog.Hash(e.Hash), reader)
		if err != nil {
			return fmt.Errorf("hash leaf: %w", err)
		}
		for _, h := range hashes {
			fresh = append(fresh, header.Hash(h))
		}
	}
	if err := tx.Number(ctx, head.Size, events); err != nil {
		return err
	}
	if err := tx.AddLogHashes(ctx, first, fresh); err != nil {
		return err
	}
	size := head.Size + int64(len(events))
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		return fmt.Errorf("hash tree: %w", err)
	}
	note, err := receipt.MakeCheckpoint(s.Signer, size, header.Hash(root))
	if err != nil {
		return err
	}
	return tx.AddHead(ctx, Head{Size: size, Note: note, At: s.now()})
}

// readHashes reads stored hashes of the tree: those of this round from memory, earlier
// ones from rows.
func readHashes(ctx context.Context, tx Tx, first int64, fresh []header.Hash, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	var missing []int64
	var at []int
	for i, index := range indexes {
		if index >= first && index-first < int64(len(fresh)) {
			out[i] = tlog.Hash(fresh[index-first])
			continue
		}
		missing, at = append(missing, index), append(at, i)
	}
	if len(missing) == 0 {
		return out, nil
	}
	stored, err := tx.LogHashes(ctx, missing)
	if err != nil {
		return nil, err
	}
	for i, h := range stored {
		out[at[i]] = tlog.Hash(h)
	}
	return out, nil
}

// Checkpoint is the newest signed head of the log.
func (s *Service) Checkpoint(ctx context.Context) ([]byte, error) {
	var head Head
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		head, err = tx.Head(ctx)
		return err
	})
	if errors.Is(err, ErrNoRow) {
		return nil, refuse(ProofPending)
	}
	return head.Note, internal("read head of log", err)
}

// Proof gives one of the parties the inclusion proof of a letter's acceptance.
func (s *Service) Proof(ctx context.Context, c Caller, from header.Address, id header.LetterID) ([]byte, error) {
	if _, err := s.letter(ctx, c, from, id); err != nil {
		return nil, err
	}
	var proof []byte
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		events, err := tx.Events(ctx, from, id)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Kind == receipt.Accepted {
				proof, err = prove(ctx, tx, e)
				return err
			}
		}
		return ErrNoRow
	})
	return proof, internal("prove", err)
}

// prove makes the inclusion proof of an event under the newest head.
func prove(ctx context.Context, tx Tx, e Event) ([]byte, error) {
	head, err := newestHead(ctx, tx)
	if err != nil {
		return nil, err
	}
	if e.Seq < 0 || e.Seq >= head.Size {
		return nil, refuse(ProofPending)
	}
	path, err := tlog.ProveRecord(head.Size, e.Seq, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return readHashes(ctx, tx, 0, nil, indexes)
	}))
	if err != nil {
		return nil, fmt.Errorf("prove leaf: %w", err)
	}
	p := receipt.Proof{Leaf: e.Leaf, Index: e.Seq, Checkpoint: head.Note}
	for _, h := range path {
		p.Path = append(p.Path, header.Hash(h))
	}
	return p.Bytes(), nil
}
