package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

const (
	exchangeClients = 8
	exchangeSize    = 30 << 10 // bytes of a letter's content; incompressible
	exchangeRound   = 3 * time.Second
)

// benchExchange measures whole messages: accept, fetch and answer over kept-alive mutual
// TLS, by eight clients in one process with the hub, each waiting for one answer before
// the next request. The floor is what the disk itself does for the same bytes: write 30 KB,
// flush, rename, flush the folder.
func benchExchange(ctx context.Context, dir string, opts benchOptions, out func(measurement)) error {
	b, err := newExchangeBench(ctx, dir)
	if err != nil {
		return err
	}
	defer b.close()
	var values, floors, waits []float64
	for range opts.rounds {
		floor, err := diskFloor(dir, exchangeRound)
		if err != nil {
			return err
		}
		value, took, err := b.stockedRound(ctx, floor)
		if err != nil {
			return err
		}
		values, floors, waits = append(values, value), append(floors, floor), append(waits, took...)
	}
	sealed, err := b.sealedRound(ctx)
	if err != nil {
		return err
	}
	b.report(values, floors, waits, sealed, dir, out)
	return nil
}

func (b *exchangeBench) report(values, floors, waits []float64, sealed float64, dir string, out func(measurement)) {
	ratio, spread := ratios(values, floors)
	note := fmt.Sprintf("%s, %d CPUs, 30 KB envelopes, HTTP/1.1 mTLS 1.3 kept alive, SQLite WAL synchronous=FULL, hub and clients in one process; floor = 30 KB write+fsync+rename+dir fsync by %d writers in the same folder", fileSystem(dir), runtime.NumCPU(), exchangeClients)
	out(measurement{Bench: "exchange", Metric: "messages_per_s", Value: round(median(slices.Clone(values)), 1), Unit: "1/s",
		Floor: round(median(slices.Clone(floors)), 1), Ratio: ratio, Spread: spread, Clients: exchangeClients, Note: note})
	out(measurement{Bench: "exchange", Metric: "sealed_messages_per_s", Value: round(sealed, 1), Unit: "1/s", Clients: exchangeClients,
		Note: "the same with sealing (two hybrid recipients, ES256) and opening inside the clock"})
	slices.Sort(waits)
	for _, p := range []struct {
		name string
		at   float64
	}{{"p50_ms", 0.5}, {"p99_ms", 0.99}} {
		out(measurement{Bench: "exchange", Metric: p.name, Value: round(waits[int(p.at*float64(len(waits)-1))], 2), Unit: "ms", Clients: exchangeClients,
			Note: "from accept request to answer reply"})
	}
}

// exchangeBench is a hub in this process and eight offices that write to each other.
type exchangeBench struct {
	hub     *hub
	desks   []*openDesk
	letters [][]sealedLetter // per client
	stop    context.CancelFunc
	stopped chan error
	random  []byte

	perClient int // letters to seal for the next round
}

// sealedLetter is a letter sealed before the clock starts.
type sealedLetter struct {
	id     header.LetterID
	bytes  []byte
	digest header.Hash
	answer receipt.SignedAnswer
}

func newExchangeBench(ctx context.Context, dir string) (*exchangeBench, error) {
	b := &exchangeBench{stopped: make(chan error, 1), random: make([]byte, exchangeSize)}
	if _, err := rand.Read(b.random); err != nil {
		return nil, err
	}
	o := hubOptions{dir: filepath.Join(dir, "hub")}
	if err := makeHub(o.dir, "tasuki-bench", []string{"127.0.0.1"}, time.Now()); err != nil {
		return nil, err
	}
	var err error
	if b.hub, err = openHub(ctx, o, os.Stderr); err != nil {
		return nil, err
	}
	b.hub.service.Limits.PerHour = 1 << 40
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	serving, stop := context.WithCancel(ctx)
	b.stop = stop
	go func() { b.stopped <- b.hub.serve(serving, listener) }()
	for i := range exchangeClients {
		if err := b.enrol(ctx, dir, i, listener.Addr().String()); err != nil {
			return nil, err
		}
	}
	return b, b.waitForKeys(ctx)
}

func benchOffice(i int) string { return fmt.Sprintf("99999700%02d", i) }

func (b *exchangeBench) enrol(ctx context.Context, dir string, i int, at string) error {
	code, err := b.hub.register(ctx, exchange.Office{Number: benchOffice(i), Name: "測定用", Types: []string{"43"}}, at)
	if err != nil {
		return err
	}
	p := profile{Dir: filepath.Join(dir, benchOffice(i)), Import: defaultImport}
	if err := enrolProfile(ctx, p, code); err != nil {
		return err
	}
	d, err := openProfile(ctx, p.Dir)
	if err != nil {
		return err
	}
	b.desks = append(b.desks, d)
	_, err = d.Begin(ctx)
	return err
}

func (b *exchangeBench) waitForKeys(ctx context.Context) error {
	for _, d := range b.desks {
		if err := eventually(ctx, 10*time.Second, func() error { return d.CheckOwn(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

func (b *exchangeBench) close() {
	b.stop()
	<-b.stopped
	for _, d := range b.desks {
		d.Close()
	}
	b.hub.close()
}

// errEmpty says that a client ran out of sealed letters before the round was over.
var errEmpty = errors.New("ran out of sealed letters")

// stockedRound seals letters and then runs one round, again with more letters when a
// client ran out of them.
func (b *exchangeBench) stockedRound(ctx context.Context, floor float64) (float64, []float64, error) {
	if b.perClient == 0 {
		b.perClient = int(floor * exchangeRound.Seconds() * 0.6 / exchangeClients)
	}
	for {
		if err := b.stock(ctx); err != nil {
			return 0, nil, err
		}
		value, waits, err := b.round(ctx)
		if errors.Is(err, errEmpty) {
			b.perClient *= 2
			continue
		}
		b.perClient = len(waits)*3/2/exchangeClients + 1
		return value, waits, err
	}
}

// stock seals letters for one round before its clock starts.
func (b *exchangeBench) stock(ctx context.Context) error {
	b.letters = make([][]sealedLetter, exchangeClients)
	return b.each(func(i int) error {
		for range b.perClient {
			l, err := b.seal(ctx, i)
			if err != nil {
				return err
			}
			b.letters[i] = append(b.letters[i], l)
		}
		return nil
	})
}

// each runs one function per client at the same time.
func (b *exchangeBench) each(f func(i int) error) error {
	errs := make([]error, exchangeClients)
	var wg sync.WaitGroup
	for i := range exchangeClients {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// seal makes one letter from client i to the next one, with the answer that will be given.
func (b *exchangeBench) seal(ctx context.Context, i int) (sealedLetter, error) {
	from, to := b.desks[i], b.desks[(i+1)%exchangeClients]
	id, err := header.NewLetterID(rand.Reader)
	if err != nil {
		return sealedLetter{}, err
	}
	mine, theirs, err := benchRecipients(ctx, from, to)
	if err != nil {
		return sealedLetter{}, err
	}
	content := slices.Concat([]byte("bench "), id[:], b.random)
	letter := envelope.Letter{
		Header:  header.Header{Version: 1, Letter: id, From: from.Addresses()[0], To: to.Addresses()[0], FromEpoch: 1, ToEpoch: 1, Family: header.Slip, Month: "202504", Edition: "202407"},
		Unit:    "K2",
		Files:   []envelope.File{{Name: "bench.CSV", Size: int64(len(content)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}},
		Message: "",
	}
	var sealed bytes.Buffer
	h, err := envelope.Seal(&sealed, letter, envelope.Signer{Key: from.Terminal.Key, Chain: from.Terminal.Chain}, theirs, mine)
	if err != nil {
		return sealedLetter{}, err
	}
	answer, err := receipt.SignAnswer(receipt.Answer{Letter: id, From: h.From, To: h.To, Header: header.HashOf(h.Canonical()), Verdict: receipt.Imported, At: time.Now().UTC()}, to.Terminal.Key, to.Terminal.Chain)
	return sealedLetter{id: id, bytes: sealed.Bytes(), digest: sha256.Sum256(sealed.Bytes()), answer: answer}, err
}

// round lets every client send, fetch and answer for a while and counts whole messages.
func (b *exchangeBench) round(ctx context.Context) (float64, []float64, error) {
	waits := make([][]float64, exchangeClients)
	start := time.Now()
	err := b.each(func(i int) error {
		for _, l := range b.letters[i] {
			if time.Since(start) > exchangeRound {
				return nil
			}
			began := time.Now()
			if err := b.message(ctx, i, l); err != nil {
				return err
			}
			waits[i] = append(waits[i], float64(time.Since(began).Microseconds())/1000)
		}
		return errEmpty
	})
	took := time.Since(start).Seconds()
	all := slices.Concat(waits...)
	return float64(len(all)) / took, all, err
}

// message is one accept, one fetch with its bytes compared, one answer.
func (b *exchangeBench) message(ctx context.Context, i int, l sealedLetter) error {
	from, to := b.desks[i], b.desks[(i+1)%exchangeClients]
	if _, err := from.Post.Send(ctx, bytes.NewReader(l.bytes), int64(len(l.bytes))); err != nil {
		return err
	}
	body, err := to.Post.Fetch(ctx, from.Addresses()[0], l.id)
	if err != nil {
		return err
	}
	got, err := hashAll(body)
	body.Close()
	if err != nil || got != l.digest {
		return errors.Join(errors.New("fetched bytes differ"), err)
	}
	return to.Post.Answer(ctx, l.answer, nil)
}

// sealedRound is a round in which sealing and opening count too.
func (b *exchangeBench) sealedRound(ctx context.Context) (float64, error) {
	counts := make([]int, exchangeClients)
	start := time.Now()
	err := b.each(func(i int) error {
		for time.Since(start) < exchangeRound {
			l, err := b.seal(ctx, i)
			if err != nil {
				return err
			}
			if err := b.message(ctx, i, l); err != nil {
				return err
			}
			if err := b.open(ctx, i, l); err != nil {
				return err
			}
			counts[i]++
		}
		return nil
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / time.Since(start).Seconds(), err
}
