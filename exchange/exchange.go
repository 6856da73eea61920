// Package exchange is the post office (郵便局): it accepts sealed letters, keeps them, hands
// them over, and proves what it did. Who may do what to a letter, and which state follows
// which, stands here and nowhere else.
//
// It knows clear headers, receipts and office numbers. It never opens an envelope (it could
// not: it has no key), speaks no SQL and no HTTP, and remembers nothing in the process that
// its Store does not hold: what wakes a long poll is only a hint.
package exchange

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Service is the post office at work. Any number of them may run over one Store.
type Service struct {
	Store  Store
	Bodies Bodies
	Signer note.Signer      // signs receipts and checkpoints
	Now    func() time.Time // the clock
	Limits Limits           // zero fields mean the published defaults
	Bell   *Bell            // hints for long polls in this process; may be nil
	Node   string           // name of this process, for leases
}

// Caller is who asks, as the certificate says it.
type Caller struct {
	Office   string      // 事業所番号
	Terminal header.Hash // SPKI hash of the terminal's key
	Types    []string    // サービス種類コード this terminal may act for; empty: all of the office
}

// Limits are what an office may ask for. They are published (docs/api.md) and a test
// probes each.
type Limits struct {
	Envelope    int64         // bytes of one sealed letter
	PerHour     int64         // letters an office may send in one hour
	Stored      int64         // bytes of bodies an office may have waiting
	List        int           // lines of one answer to List
	Wait        time.Duration // longest long poll
	Inline      int64         // a letter up to this size lies in the store itself, negative: none
	Uncollected time.Duration // after this an unfetched letter is reported to both sides
	Retention   time.Duration // bodies of finished letters are kept this long
	Orphan      time.Duration // bodies without a row are swept after this
}

// DefaultLimits are the published limits. An uncollected letter is reported after 72 hours.
var DefaultLimits = Limits{
	Envelope: 300 << 20, Inline: header.Prefix, PerHour: 5000, Stored: 20 << 30, List: 500, Wait: time.Minute,
	Uncollected: 72 * time.Hour, Retention: 180 * 24 * time.Hour, Orphan: 24 * time.Hour,
}

func (s *Service) limits() Limits {
	l, d := s.Limits, DefaultLimits
	l.Envelope, l.PerHour, l.Stored = or(l.Envelope, d.Envelope), or(l.PerHour, d.PerHour), or(l.Stored, d.Stored)
	if l.Inline == 0 {
		l.Inline = d.Inline
	}
	l.List, l.Wait = or(l.List, d.List), or(l.Wait, d.Wait)
	l.Uncollected, l.Retention, l.Orphan = or(l.Uncollected, d.Uncollected), or(l.Retention, d.Retention), or(l.Orphan, d.Orphan)
	return l
}

func or[T int | int64 | time.Duration](value, otherwise T) T {
	if value > 0 {
		return value
	}
	return otherwise
}

// now is the time to the microsecond, as rows and signed documents hold it.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// may reports whether the caller acts for an address.
func (c Caller) may(a header.Address) bool {
	if c.Office != a.Office {
		return false
	}
	if len(c.Types) == 0 {
		return true
	}
	for _, t := range c.Types {
		if t == a.Type {
			return true
		}
	}
	return false
}

// Ready proves the whole way of an accept: rows can be written, bodies can be written and
// read, receipts can be signed.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.Touch(ctx, s.Node, s.now()) }); err != nil {
		return internal("write to store", err)
	}
	probe := "tasuki ready " + s.Node
	hash, _, err := s.Bodies.Put(ctx, strings.NewReader(probe), int64(len(probe)))
	if err != nil {
		return internal("write to bodies", err)
	}
	body, _, err := s.Bodies.Open(ctx, hash)
	if err == nil {
		err = errors.Join(body.Close(), s.Bodies.Remove(ctx, hash))
	}
	if err != nil && !errors.Is(err, ErrNoBody) { // another probe was here at the same time
		return internal("read bodies", err)
	}
	_, err = receipt.MakeCheckpoint(s.Signer, 0, header.HashOf(nil))
	return internal("sign", err)
}
