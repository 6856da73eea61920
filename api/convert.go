package api

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// EntryOf puts a line of a mailbox on the wire.
func EntryOf(e receipt.Entry) Entry {
	out := Entry{
		Cursor: e.Cursor, Kind: e.Kind, Letter: e.Letter, From: e.From, To: e.To, Header: e.Header,
		Receipt: e.Receipt, Reasons: e.Reasons, Notice: e.Notice, Size: e.Size, Envelope: e.Envelope, At: receipt.At(e.At),
	}
	if e.Answer != nil {
		out.Answer = &Signed{Body: e.Answer.Body, JWS: e.Answer.JWS}
	}
	return out
}

// Entry takes a line of a mailbox off the wire.
func (e Entry) Entry() receipt.Entry {
	out := receipt.Entry{
		Cursor: e.Cursor, Kind: e.Kind, Letter: e.Letter, From: e.From, To: e.To, Header: e.Header,
		Receipt: e.Receipt, Reasons: e.Reasons, Notice: e.Notice, Size: e.Size, Envelope: e.Envelope, At: e.At.Time,
	}
	if e.Answer != nil {
		out.Answer = &receipt.SignedAnswer{Body: e.Answer.Body, JWS: e.Answer.JWS}
	}
	return out
}

// StatusOf puts a letter's story on the wire.
func StatusOf(s receipt.Status) Status {
	out := Status{Letter: s.Letter, From: s.From, To: s.To, State: s.State, Events: []Event{}}
	for _, e := range s.Events {
		out.Events = append(out.Events, Event{Kind: string(e.Kind), At: receipt.At(e.At), Leaf: e.Leaf, Seq: e.Seq})
	}
	return out
}

// Status takes a letter's story off the wire.
func (s Status) Status() receipt.Status {
	out := receipt.Status{Letter: s.Letter, From: s.From, To: s.To, State: s.State}
	for _, e := range s.Events {
		out.Events = append(out.Events, receipt.Event{Kind: receipt.Kind(e.Kind), At: e.At.Time, Leaf: e.Leaf, Seq: e.Seq})
	}
	return out
}

// PartnerOf puts what the directory tells on the wire.
func PartnerOf(p receipt.Partner) Partner {
	out := Partner{
		Address: p.Address, Name: p.Name, Types: p.Types, Proof: p.Proof, Channel: p.Channel,
		Statement: Signed{Body: p.Statement.Body, JWS: p.Statement.JWS},
	}
	if !p.LastSeen.IsZero() {
		seen := receipt.At(p.LastSeen)
		out.LastSeen = &seen
	}
	return out
}

// Partner takes what the directory tells off the wire.
func (p Partner) Partner() receipt.Partner {
	out := receipt.Partner{
		Address: p.Address, Name: p.Name, Types: p.Types, Proof: p.Proof, Channel: p.Channel,
		Statement: receipt.SignedStatement{Body: p.Statement.Body, JWS: p.Statement.JWS},
	}
	if p.LastSeen != nil {
		out.LastSeen = p.LastSeen.Time
	}
	return out
}

// LetterOf reads which letter an answer speaks of: what the path of RouteAnswer names. It
// verifies nothing.
func LetterOf(answer Signed) (header.Address, header.LetterID, error) {
	var said struct {
		From   header.Address  `json:"from"`
		Letter header.LetterID `json:"letter"`
	}
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		return said.From, said.Letter, fmt.Errorf("read answer: %w", err)
	}
	if !said.From.Valid() {
		return said.From, said.Letter, errors.New("read answer: no letter named")
	}
	return said.From, said.Letter, nil
}
