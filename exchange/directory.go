package exchange

import (
	"context"
	"errors"
	"slices"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// MaxKeyring bounds the sealed secret of an epoch.
const MaxKeyring = 256 << 10

// Register enters an office, or changes its name and service types. Which number may use
// which types is the hub's word, not the office's.
func (s *Service) Register(ctx context.Context, o Office) error {
	if !header.ValidOffice(o.Number) || len(o.Types) == 0 || slices.ContainsFunc(o.Types, func(t string) bool { return !header.ValidType(t) }) {
		return refuse(BadRequest)
	}
	return internal("register office", s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.PutOffice(ctx, o) }))
}

// Office tells what is registered about a number.
func (s *Service) Office(ctx context.Context, number string) (Office, error) {
	var o Office
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		o, err = tx.Office(ctx, number)
		return err
	})
	if errors.Is(err, ErrNoRow) {
		return o, refuse(NotFound)
	}
	return o, internal("read office", err)
}

// Offices lists what is registered.
func (s *Service) Offices(ctx context.Context) ([]Office, error) {
	var list []Office
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		list, err = tx.Offices(ctx)
		return err
	})
	return list, internal("list offices", err)
}

// Lookup finds a partner for sealing: the newest key statement, with the proof that the
// log includes it. Until the log has numbered it there is no proof, and no sealing.
func (s *Service) Lookup(ctx context.Context, _ Caller, to header.Address) (receipt.Partner, error) {
	var p receipt.Partner
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		o, err := tx.Office(ctx, to.Office)
		if errors.Is(err, ErrNoRow) || err == nil && (!o.has(to.Type) || o.Epoch == 0) {
			return refuse(UnknownReceiver)
		}
		if err != nil {
			return err
		}
		p = receipt.Partner{Address: to, Name: o.Name, Types: o.Types, LastSeen: o.LastSeen, Channel: "tasuki"}
		st, err := tx.Statement(ctx, o.Number, o.Epoch)
		if err != nil {
			return err
		}
		p.Statement = st.Signed
		event, err := tx.StatementEvent(ctx, o.Number, o.Epoch)
		if err != nil {
			return err
		}
		p.Proof, err = prove(ctx, tx, event)
		return err
	})
	return p, internal("look up office", err)
}

// PublishStatement announces the caller's office key of the next epoch, once: another
// terminal that was faster makes it statement_conflict. The very same statement again is
// no conflict.
func (s *Service) PublishStatement(ctx context.Context, c Caller, signed receipt.SignedStatement, keyring []byte) error {
	st, _, err := receipt.OpenStatement(signed)
	if err != nil || len(keyring) == 0 || len(keyring) > MaxKeyring {
		return refuse(StatementInvalid, err)
	}
	if st.Office != c.Office {
		return refuse(NotYours)
	}
	at := s.now()
	event, err := newEvent(receipt.Leaf{Kind: receipt.Stated, At: at, Office: st.Office, Epoch: st.Epoch, Statement: st.Hash(), Terminal: c.Terminal})
	if err != nil {
		return internal("make event", err)
	}
	row := StatementRow{Office: st.Office, Epoch: st.Epoch, Signed: signed, Keyring: keyring, Event: event.ID, At: at}
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return publish(ctx, tx, st, row, event) })
	return internal("store statement", err)
}

func publish(ctx context.Context, tx Tx, st receipt.Statement, row StatementRow, e Event) error {
	if st.Epoch > 1 {
		before, err := tx.Statement(ctx, st.Office, st.Epoch-1)
		if errors.Is(err, ErrNoRow) {
			return refuse(StatementConflict)
		}
		if err != nil {
			return err
		}
		old, err := receipt.ParseStatement(before.Signed.Body)
		if err != nil {
			return err
		}
		// A statement that no listed terminal signed is the office's recovery: partners
		// will be asked to confirm it. One that does not follow at all is refused.
		if err := receipt.CheckSuccession(old, row.Signed); err != nil && !errors.Is(err, receipt.ErrUnlisted) {
			return refuse(StatementInvalid, err)
		}
	}
	added, err := tx.AddStatement(ctx, row)
	if err != nil {
		return err
	}
	if added {
		return tx.AddEvent(ctx, e)
	}
	kept, err := tx.Statement(ctx, st.Office, st.Epoch)
	if errors.Is(err, ErrNoRow) || err == nil && kept.Signed.Hash() != row.Signed.Hash() {
		return refuse(StatementConflict)
	}
	return err
}

// Keyring gives the caller's office its sealed secret of an epoch.
func (s *Service) Keyring(ctx context.Context, c Caller, epoch int) ([]byte, error) {
	var row StatementRow
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		row, err = tx.Statement(ctx, c.Office, epoch)
		return err
	})
	if errors.Is(err, ErrNoRow) {
		return nil, refuse(NotFound)
	}
	return row.Keyring, internal("read keyring", err)
}

// listed refuses a terminal that the office's newest statement does not list.
func (s *Service) listed(ctx context.Context, office string, terminal header.Hash) error {
	var row StatementRow
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		row, err = tx.NewestStatement(ctx, office)
		return err
	})
	if errors.Is(err, ErrNoRow) {
		return refuse(TerminalUnlisted)
	}
	if err != nil {
		return internal("read key statement", err)
	}
	st, err := receipt.ParseStatement(row.Signed.Body)
	if err != nil {
		return internal("read key statement", err)
	}
	if !st.Lists(terminal) {
		return refuse(TerminalUnlisted)
	}
	return nil
}

// Revoke writes into the log that a terminal may no longer sign for an office.
func (s *Service) Revoke(ctx context.Context, office string, terminal header.Hash) error {
	event, err := newEvent(receipt.Leaf{Kind: receipt.Revoked, At: s.now(), Office: office, Terminal: terminal})
	if err != nil {
		return internal("make event", err)
	}
	return internal("store revocation", s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.AddEvent(ctx, event) }))
}
