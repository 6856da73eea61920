package receipt_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

func reasons() []receipt.Reason {
	return []receipt.Reason{
		{Rule: "R111", Kind: "UPPLAN", Record: 3, Column: 12, Item: "サービス開始時刻"},
		{Note: "別の利用者の提供票が入っています。"},
	}
}

func refusal(t testing.TB) receipt.Answer {
	t.Helper()
	b, err := receipt.CanonicalReasons(reasons())
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Answer{
		Letter: letterID, From: addressA, To: addressB, Header: header.HashOf([]byte("header")),
		Verdict: receipt.Refused, Reasons: header.HashOf(b), At: sentAt,
	}
}

func signAnswer(t testing.TB, a receipt.Answer) receipt.SignedAnswer {
	t.Helper()
	by := newTerminal(t, 1)
	s, err := receipt.SignAnswer(a, by.key, by.chain)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnswerIsGolden(t *testing.T) {
	imported := refusal(t)
	imported.Verdict, imported.Reasons = receipt.Imported, header.Hash{}
	for name, a := range map[string]receipt.Answer{"answer-refused.json": refusal(t), "answer-imported.json": imported} {
		s := signAnswer(t, a)
		doc, err := s.Document()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, doc)
		again, err := receipt.ParseSignedAnswer(doc)
		if err != nil {
			t.Fatal(err)
		}
		got, chain, err := receipt.OpenAnswer(again)
		if err != nil {
			t.Fatal(err)
		}
		a.At = time.Date(2025, 4, 1, 0, 0, 0, 123456000, time.UTC)
		if got != a {
			t.Errorf("%s: got %+v, want %+v", name, got, a)
		}
		if signature.SPKI(chain[0]) != newTerminal(t, 1).spki {
			t.Errorf("%s: signed by another terminal", name)
		}
		if s.Hash() != header.HashOf(s.Body) {
			t.Errorf("%s: hash", name)
		}
	}
}

func TestSignAnswerRefuses(t *testing.T) {
	by := newTerminal(t, 1)
	for name, change := range map[string]func(*receipt.Answer){
		"refused without reasons": func(a *receipt.Answer) { a.Reasons = header.Hash{} },
		"imported with reasons":   func(a *receipt.Answer) { a.Verdict = receipt.Imported },
		"another verdict":         func(a *receipt.Answer) { a.Verdict = "maybe" },
		"no letter":               func(a *receipt.Answer) { a.Letter = header.LetterID{} },
		"no time":                 func(a *receipt.Answer) { a.At = time.Time{} },
		"year 10000":              func(a *receipt.Answer) { a.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		a := refusal(t)
		change(&a)
		if _, err := receipt.SignAnswer(a, by.key, by.chain); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestOpenAnswerRefuses(t *testing.T) {
	good := signAnswer(t, refusal(t))
	other := refusal(t)
	other.Letter[0]++
	for _, c := range []struct {
		name string
		in   receipt.SignedAnswer
		want error
	}{
		{"a changed verdict", receipt.SignedAnswer{Body: bytes.Replace(good.Body, []byte("refused"), []byte("imported"), 1), JWS: good.JWS}, receipt.ErrSignature},
		{"the signature of another answer", receipt.SignedAnswer{Body: good.Body, JWS: signAnswer(t, other).JWS}, receipt.ErrSignature},
		{"a key statement", receipt.SignedAnswer(firstStatement(t)), receipt.ErrSignature},
		{"a signed body that is not canonical", signRaw(t, strings.Replace(string(good.Body), `,"from"`, `, "from"`, 1)), header.ErrNotCanonical},
		{"a signed body with a key twice", signRaw(t, strings.Replace(string(good.Body), `"verdict":`, `"verdict":"imported","verdict":`, 1)), header.ErrDuplicateKey},
		{"a signed body of another type", signRaw(t, strings.Replace(string(good.Body), "answer-v1", "answer-v2", 1)), header.ErrInvalid},
		{"a signed body with an unknown verdict", signRaw(t, strings.Replace(string(good.Body), "refused", "ignored", 1)), header.ErrInvalid},
		{"too large", receipt.SignedAnswer{Body: make([]byte, receipt.MaxSize+1)}, header.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _, err := receipt.OpenAnswer(c.in); !errors.Is(err, c.want) {
				t.Errorf("got %+v, %v, want %v", got, err, c.want)
			}
		})
	}
}

// signRaw signs any bytes as an answer.
func signRaw(t *testing.T, body string) receipt.SignedAnswer {
	t.Helper()
	by := newTerminal(t, 1)
	jws, err := signature.Sign([]byte(body), "tasuki-answer-v1", by.key, by.chain)
	if err != nil {
		t.Fatal(err)
	}
	return receipt.SignedAnswer{Body: []byte(body), JWS: jws}
}

func TestReasonsAreGolden(t *testing.T) {
	b, err := receipt.CanonicalReasons(reasons())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "reasons.json", b)
	got, err := receipt.ParseReasons(b)
	if err != nil || len(got) != 2 || got[0] != reasons()[0] || got[1] != reasons()[1] {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReasonsRefuse(t *testing.T) {
	for name, list := range map[string][]receipt.Reason{
		"none": nil, "an empty one": {{}}, "a record below zero": {{Record: -1}}, "too many": make([]receipt.Reason, receipt.MaxReasons+1),
		"a long note": {{Note: strings.Repeat("あ", receipt.MaxReasonNote+1)}}, "Shift_JIS": {{Note: "\x82\xa0"}},
	} {
		if _, err := receipt.CanonicalReasons(list); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, in := range map[string]string{
		"an empty list": `{"reasons":[],"type":"tasuki-reasons-v1"}`, "another type": `{"reasons":[{"record":1}],"type":"tasuki-reasons-v2"}`,
		"a zero": `{"reasons":[{"note":"a","record":0}],"type":"tasuki-reasons-v1"}`, "nothing": ``,
	} {
		if got, err := receipt.ParseReasons([]byte(in)); err == nil {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// FuzzOpenAnswer signs whatever comes, so that the reader behind the signature is met.
func FuzzOpenAnswer(f *testing.F) {
	f.Add(signAnswer(f, refusal(f)).Body)
	by := newTerminal(f, 1)
	f.Fuzz(func(t *testing.T, body []byte) {
		jws, err := signature.Sign(body, "tasuki-answer-v1", by.key, by.chain)
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := receipt.OpenAnswer(receipt.SignedAnswer{Body: body, JWS: jws})
		if err != nil {
			return
		}
		if again := signAnswer(t, a); !bytes.Equal(again.Body, body) {
			t.Errorf("accepted %q, writes %q", body, again.Body)
		}
	})
}

func FuzzParseSignedAnswer(f *testing.F) {
	doc, err := signAnswer(f, refusal(f)).Document()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := receipt.ParseSignedAnswer(b)
		if err != nil {
			return
		}
		again, err := s.Document()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("accepted %q, writes %q, %v", b, again, err)
		}
	})
}

func FuzzParseReasons(f *testing.F) {
	b, err := receipt.CanonicalReasons(reasons())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := receipt.ParseReasons(b)
		if err != nil {
			return
		}
		again, err := receipt.CanonicalReasons(list)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("accepted %q, writes %q, %v", b, again, err)
		}
	})
}
