package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bytes"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// diskFloor is how often per second the disk writes 30 KB, flushes it, renames it and
// flushes the folder, with as many writers as the benchmark has clients.
func diskFloor(dir string, d time.Duration) (float64, error) {
	folder, err := os.MkdirTemp(dir, "floor-")
	if err != nil {
		return 0, fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(folder)
	data := make([]byte, exchangeSize)
	if _, err := rand.Read(data); err != nil {
		return 0, err
	}
	counts, errs := make([]int, exchangeClients), make([]error, exchangeClients)
	var wg sync.WaitGroup
	start := time.Now()
	for i := range exchangeClients {
		wg.Go(func() {
			for errs[i] == nil && time.Since(start) < d {
				errs[i] = writeDurably(folder, fmt.Sprintf("%d-%d", i, counts[i]), data)
				counts[i]++
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(start).Seconds(), errors.Join(errs...)
}

// writeDurably is the least a durable message costs.
func writeDurably(dir, name string, data []byte) error {
	tmp := filepath.Join(dir, name+".tmp")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, filepath.Join(dir, name)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// benchRecipients are the keys of both offices of a letter.
func benchRecipients(ctx context.Context, from, to *openDesk) (mine, theirs *age.HybridRecipient, err error) {
	keys := func(d *openDesk) (*age.HybridIdentity, error) {
		list, err := d.Store.Keys(ctx)
		if err != nil || len(list) == 0 {
			return nil, errors.Join(errors.New("no office key"), err)
		}
		return age.ParseHybridIdentity(list[0].Secret)
	}
	a, err := keys(from)
	if err != nil {
		return nil, nil, err
	}
	b, err := keys(to)
	if err != nil {
		return nil, nil, err
	}
	return a.Recipient(), b.Recipient(), nil
}

// open opens a letter as its receiver would, verifying everything.
func (b *exchangeBench) open(ctx context.Context, i int, l sealedLetter) error {
	to := b.desks[(i+1)%exchangeClients]
	keys, err := to.Store.Keys(ctx)
	if err != nil {
		return err
	}
	id, err := age.ParseHybridIdentity(keys[0].Secret)
	if err != nil {
		return err
	}
	sender, err := receipt.ParseStatement(b.statement(ctx, i))
	if err != nil {
		return err
	}
	o := envelope.Opener{
		Identities: []age.Identity{envelope.EpochIdentity{Office: to.Office, Epoch: 1, Identity: id}},
		Listed: func(_ header.Address, _ int, spki header.Hash) error {
			if !sender.Lists(spki) {
				return envelope.ErrUnlisted
			}
			return nil
		},
		Judge: func(chain []*x509.Certificate) error {
			between := x509.NewCertPool()
			between.AddCert(chain[1])
			_, err := chain[0].Verify(x509.VerifyOptions{Roots: to.Roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
			return err
		},
	}
	_, err = o.Open(bytes.NewReader(l.bytes), int64(len(l.bytes)))
	return err
}

// statement is the key statement of client i.
func (b *exchangeBench) statement(ctx context.Context, i int) []byte {
	keys, err := b.desks[i].Store.Keys(ctx)
	if err != nil || len(keys) == 0 {
		return nil
	}
	return keys[0].Statement
}
