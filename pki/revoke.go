package pki

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Revoke ends a terminal at once: every certificate it has, under whichever of its keys,
// and any that is just being issued. The key is a hash as SPKI gives it. Keys of the
// outside authority are on no list: see Block.
func (a *Authority) Revoke(ctx context.Context, spki [32]byte, reason string) error {
	err := a.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return a.revoke(ctx, tx, spki, reason) })
	if err != nil {
		return fmt.Errorf("revoke terminal: %w", err)
	}
	return a.Report(ctx)
}

func (a *Authority) revoke(ctx context.Context, tx Tx, spki [32]byte, reason string) error {
	have, err := tx.OfKey(ctx, spki)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		return refuse(CertificateUnknown)
	}
	id, at := have[0].Terminal, a.now()
	keys, err := holdKeys(ctx, tx, id)
	if err != nil {
		return err
	}
	ended, err := endAll(ctx, tx, id, reason, at)
	if err != nil || ended == 0 {
		return err // revoked before: that is in the journal already
	}
	return noteKeys(ctx, tx, keys, Revocation{Office: have[0].Office, Reason: reason, At: at})
}

// holdKeys takes hold of the keys of a terminal, so that no enrolment with one of them can
// pass while we revoke.
func holdKeys(ctx context.Context, tx Tx, id string) ([][32]byte, error) {
	have, err := tx.OfTerminal(ctx, id)
	if err != nil {
		return nil, err
	}
	var keys [][32]byte
	for _, c := range have {
		if slices.Contains(keys, c.SPKI) {
			continue
		}
		if _, _, err := tx.BindKey(ctx, c.SPKI, id, c.Office); err != nil {
			return nil, err
		}
		keys = append(keys, c.SPKI)
	}
	return keys, nil
}

// endAll ends what a terminal has. The first look waits for a renewal that holds one of
// the rows; the second then sees what that renewal added. Once a look finds nothing, we
// hold all rows, and nothing can follow them any more.
func endAll(ctx context.Context, tx Tx, id, reason string, at time.Time) (int, error) {
	total := 0
	for {
		n, err := tx.EndTerminal(ctx, id, reason, at)
		if err != nil || n == 0 {
			return total, err
		}
		total += n
	}
}

// noteKeys writes for the journal which keys were revoked just now.
func noteKeys(ctx context.Context, tx Tx, keys [][32]byte, r Revocation) error {
	for _, key := range keys {
		r.ID, r.SPKI = rand.Text(), key
		if err := tx.AddRevocation(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Block refuses from now on a key of the outside authority, whoever shows it.
func (a *Authority) Block(ctx context.Context, office string, spki [32]byte, reason string) error {
	at := a.now()
	row := Certificate{
		Serial: "key-" + hex.EncodeToString(spki[:]), Office: office, SPKI: spki, Terminal: rand.Text(), Status: Revoked,
		Created: at, NotAfter: at, Reason: reason,
	}
	err := a.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		have, err := tx.OfKey(ctx, spki)
		if err != nil || len(have) > 0 {
			return err
		}
		if err := tx.AddCertificate(ctx, row); err != nil {
			return err
		}
		return noteKeys(ctx, tx, [][32]byte{spki}, Revocation{Office: office, Reason: reason, At: at})
	})
	if err != nil {
		return fmt.Errorf("block key: %w", err)
	}
	return a.Report(ctx)
}

// perReport is how many revocations are read at a time.
const perReport = 100

// Report tells the journal of revocations it does not know yet. Revoke calls it; whoever
// keeps a hub running calls it from time to time, because a crash may come between.
func (a *Authority) Report(ctx context.Context) error {
	if a.Journal == nil {
		return nil
	}
	for {
		open, err := a.unreported(ctx)
		if err != nil {
			return fmt.Errorf("read revocations: %w", err)
		}
		for _, r := range open {
			if err := a.report(ctx, r); err != nil {
				return fmt.Errorf("log revocation: %w", err)
			}
		}
		if len(open) < perReport {
			return nil
		}
	}
}

func (a *Authority) report(ctx context.Context, r Revocation) error {
	if err := a.Journal.Revoked(ctx, r.Office, r.SPKI); err != nil {
		return err
	}
	return a.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.MarkReported(ctx, r.ID) })
}

func (a *Authority) unreported(ctx context.Context) ([]Revocation, error) {
	var open []Revocation
	err := a.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		open, err = tx.Unreported(ctx, perReport)
		return err
	})
	return open, err
}
