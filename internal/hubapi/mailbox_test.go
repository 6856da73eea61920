package hubapi_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/receipt"
)

// answers are lines with sealed reasons of a size.
func answers(n, size int) []receipt.Entry {
	a := header.Address{Office: "9999900001", Type: "43"}
	var lines []receipt.Entry
	for i := range n {
		lines = append(lines, receipt.Entry{
			Cursor: int64(i + 1), Kind: receipt.EntryAnswer, Letter: header.LetterID{byte(i)}, From: a, To: a, At: time.Unix(0, 0),
			Answer: &receipt.SignedAnswer{Body: []byte("{}"), JWS: []byte("x")}, Reasons: make([]byte, size),
		})
	}
	return lines
}

func TestAPageEndsBeforeItIsTooLargeForAClient(t *testing.T) {
	lines := answers(20, exchange.MaxReasons)
	var got []int64
	for after := int64(0); after < 20; {
		m := hubapi.Page(lines[after:], 20)
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > api.MaxReply {
			t.Fatalf("a page of %d bytes", len(text))
		}
		if len(m.Entries) == 0 || m.Next != m.Entries[len(m.Entries)-1].Cursor {
			t.Fatalf("after %d: %d lines, next %d", after, len(m.Entries), m.Next)
		}
		for _, e := range m.Entries {
			got = append(got, e.Cursor)
		}
		after = m.Next
	}
	if len(got) != 20 {
		t.Errorf("%d lines in all pages, want 20: %v", len(got), got)
	}
}

func TestAPageOfUsualLinesIsWhole(t *testing.T) {
	if m := hubapi.Page(answers(500, 1000), 777); len(m.Entries) != 500 || m.Next != 777 {
		t.Errorf("%d lines, next %d", len(m.Entries), m.Next)
	}
}

func TestAnAnswerWithTheMostReasonsFitsOneRequest(t *testing.T) {
	w := newWorld(t)
	s := w.Send(w.A, w.B)
	w.fetched(t, s)
	reasons := make([]byte, exchange.MaxReasons)
	if err := w.receiver.Answer(t.Context(), w.SignAnswer(s, w.B.Terminals[0], receipt.Refused, reasons), reasons); err != nil {
		t.Fatal(err)
	}
	if lines, _ := w.mustList(t, w.sender, w.A, 1); len(lines) != 1 || len(lines[0].Reasons) != len(reasons) {
		t.Errorf("%d lines came back", len(lines))
	}
}
