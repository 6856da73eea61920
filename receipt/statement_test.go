package receipt_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

func opened(t testing.TB, s receipt.SignedStatement) receipt.Statement {
	t.Helper()
	st, _, err := receipt.OpenStatement(s)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestStatementsAreGolden(t *testing.T) {
	one, two := newTerminal(t, 1), newTerminal(t, 2)
	first := firstStatement(t)
	second := signStatement(t, 2, first.Hash(), two, two)
	for name, s := range map[string]receipt.SignedStatement{"statement-1.json": first, "statement-2.json": second} {
		doc, err := s.Document()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, doc)
		again, err := receipt.ParseSignedStatement(doc)
		if err != nil || !bytes.Equal(again.Body, s.Body) || !bytes.Equal(again.JWS, s.JWS) {
			t.Errorf("%s: read as %q, %v", name, again.Body, err)
		}
	}
	st := opened(t, first)
	if !st.Lists(one.spki) || !st.Lists(two.spki) || st.Lists(newTerminal(t, 3).spki) {
		t.Error("lists other terminals")
	}
	if st.Hash() != first.Hash() || opened(t, second).Previous != st.Hash() {
		t.Error("the chain of statements does not hold")
	}
}

func TestStatementListsTerminalsInOrder(t *testing.T) {
	one, two := newTerminal(t, 1), newTerminal(t, 2)
	a := signStatement(t, 1, header.Hash{}, one, one, two)
	b := signStatement(t, 1, header.Hash{}, one, two, one)
	if !bytes.Equal(a.Body, b.Body) {
		t.Error("the order of terminals changes the bytes")
	}
}

func TestSignStatementRefuses(t *testing.T) {
	one, two := newTerminal(t, 1), newTerminal(t, 2)
	good := opened(t, firstStatement(t))
	for name, change := range map[string]func(*receipt.Statement){
		"an office of nine":        func(s *receipt.Statement) { s.Office = "999990001" },
		"epoch 0":                  func(s *receipt.Statement) { s.Epoch = 0 },
		"epoch 2 without previous": func(s *receipt.Statement) { s.Epoch = 2 },
		"epoch 1 with previous":    func(s *receipt.Statement) { s.Previous = header.HashOf(nil) },
		"no terminal":              func(s *receipt.Statement) { s.Terminals = nil },
		"a terminal twice":         func(s *receipt.Statement) { s.Terminals = []header.Hash{one.spki, one.spki} },
		"a key that is not hybrid": func(s *receipt.Statement) {
			s.Recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
		},
		"a key in capitals": func(s *receipt.Statement) { s.Recipient = strings.ToUpper(s.Recipient) },
		"more terminals than lawful": func(s *receipt.Statement) {
			for i := range receipt.MaxTerminals {
				s.Terminals = append(s.Terminals, header.HashOf([]byte{byte(i), byte(i >> 8)}))
			}
		},
	} {
		s := good
		change(&s)
		if _, err := receipt.SignStatement(s, one.key, one.chain); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
		if !s.Hash().IsZero() && name != "a terminal twice" {
			t.Errorf("%s: has a hash", name)
		}
	}
	good.Terminals = []header.Hash{two.spki}
	if _, err := receipt.SignStatement(good, one.key, one.chain); !errors.Is(err, receipt.ErrUnlisted) {
		t.Errorf("a terminal that is not listed: got %v", err)
	}
}

func TestOpenStatementRefuses(t *testing.T) {
	one, three := newTerminal(t, 1), newTerminal(t, 3)
	good := firstStatement(t)
	sign := func(by terminal, body string) receipt.SignedStatement {
		jws, err := signature.Sign([]byte(body), "tasuki-statement-v1", by.key, by.chain)
		if err != nil {
			t.Fatal(err)
		}
		return receipt.SignedStatement{Body: []byte(body), JWS: jws}
	}
	st := opened(t, good)
	slices.Reverse(st.Terminals)
	for _, c := range []struct {
		name string
		in   receipt.SignedStatement
		want error
	}{
		{"a changed epoch", receipt.SignedStatement{Body: bytes.Replace(good.Body, []byte(`"epoch":1`), []byte(`"epoch":2`), 1), JWS: good.JWS}, receipt.ErrSignature},
		{"an answer", receipt.SignedStatement(signAnswer(t, refusal(t))), receipt.ErrSignature},
		{"a signer it does not list", sign(three, string(good.Body)), receipt.ErrUnlisted},
		{"terminals out of order", sign(one, outOfOrder(t, st, good)), header.ErrInvalid},
		{"another type", sign(one, strings.Replace(string(good.Body), "statement-v1", "statement-v2", 1)), header.ErrInvalid},
		{"an unknown key", sign(one, strings.Replace(string(good.Body), `"office"`, `"note":"x","office"`, 1)), header.ErrNotCanonical},
		{"too large", receipt.SignedStatement{Body: make([]byte, receipt.MaxSize+1), JWS: good.JWS}, header.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _, err := receipt.OpenStatement(c.in); !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func outOfOrder(t *testing.T, st receipt.Statement, good receipt.SignedStatement) string {
	t.Helper()
	a, b := st.Terminals[0].String(), st.Terminals[1].String()
	right := `["` + b + `","` + a + `"]`
	if !strings.Contains(string(good.Body), right) {
		t.Fatal("the sample lists other terminals")
	}
	return strings.Replace(string(good.Body), right, `["`+a+`","`+b+`"]`, 1)
}

func TestCompare(t *testing.T) {
	one, two, three := newTerminal(t, 1), newTerminal(t, 2), newTerminal(t, 3)
	first := firstStatement(t) // by 1, lists 1 and 2
	pinned := opened(t, first)
	otherOffice := pinned
	otherOffice.Office, otherOffice.Epoch, otherOffice.Previous = addressA.Office, 2, pinned.Hash()
	foreign, err := receipt.SignStatement(otherOffice, one.key, one.chain)
	if err != nil {
		t.Fatal(err)
	}
	second := signStatement(t, 2, first.Hash(), two, two, three)
	junk := header.HashOf([]byte("another history"))
	for _, c := range []struct {
		name string
		next receipt.SignedStatement
		want receipt.Change
		err  error
	}{
		{"the very same", first, receipt.Same, nil},
		{"the same signed again by another listed terminal", signStatement(t, 1, header.Hash{}, two, one, two), receipt.Same, nil},
		{"a known terminal adds one", second, receipt.SameTerminalSigned, nil},
		{"a gap, signed by a known terminal", signStatement(t, 3, second.Hash(), two, two, three), receipt.SameTerminalSigned, nil},
		{"a gap, signed by a new terminal", signStatement(t, 3, second.Hash(), three, two, three), receipt.NeedsConfirmation, nil},
		{"a new terminal signs for itself", signStatement(t, 2, first.Hash(), three, three), receipt.NeedsConfirmation, nil},
		{"a new terminal lists the old ones too", signStatement(t, 2, first.Hash(), three, one, two, three), receipt.NeedsConfirmation, nil},
		{"the same epoch with another key", signStatement(t, 1, header.Hash{}, one, one), 0, receipt.ErrSuccession},
		{"another history", signStatement(t, 2, junk, one, one, two), 0, receipt.ErrSuccession},
		{"another office", foreign, 0, receipt.ErrSuccession},
		{"not signed", receipt.SignedStatement{Body: second.Body, JWS: first.JWS}, 0, receipt.ErrSignature},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := receipt.Compare(pinned, c.next)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %d, %v, want %d, %v", got, err, c.want, c.err)
			}
			checkSuccession(t, pinned, c.next, c.want, c.err)
		})
	}
	t.Run("an epoch that has passed", func(t *testing.T) {
		if _, err := receipt.Compare(opened(t, second), first); !errors.Is(err, receipt.ErrSuccession) {
			t.Errorf("got %v", err)
		}
	})
}

func checkSuccession(t *testing.T, pinned receipt.Statement, next receipt.SignedStatement, change receipt.Change, want error) {
	t.Helper()
	if change == receipt.NeedsConfirmation {
		want = receipt.ErrUnlisted
	}
	if err := receipt.CheckSuccession(pinned, next); !errors.Is(err, want) {
		t.Errorf("CheckSuccession: got %v, want %v", err, want)
	}
}

func FuzzParseStatement(f *testing.F) {
	f.Add(firstStatement(f).Body)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := receipt.ParseStatement(b)
		if err != nil {
			return
		}
		again, err := s.Canonical()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("accepted %q, writes %q, %v", b, again, err)
		}
	})
}
