package evidence_test

import (
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk/evidence"
)

func TestBothEndsOfThePeriodBelongToIt(t *testing.T) {
	for _, c := range []struct {
		period [2]string
		says   string
	}{
		{[2]string{"20260930", "20261124"}, "送信 4件、受信 0件"},
		{[2]string{"20261001", "20261123"}, "記録はありません"},
		{[2]string{"202609", "202609"}, "送信 1件、受信 0件"},
		{[2]string{"202611", "202701"}, "送信 5件、受信 1件"},
	} {
		page := text(evidence.Record(c.period, transfers(), made))
		if !strings.Contains(page, c.says) {
			t.Errorf("%v: want %s, got\n%s", c.period, c.says, page)
		}
	}
}

func TestWithoutAReceiptNothingIsProven(t *testing.T) {
	rows := transfers()[:1]
	rows[0].Receipt = ""
	if page := text(evidence.Technical(rows, made)); !strings.Contains(page, "データで確かめられる送受信はありません。") || strings.Contains(page, "確かめ方") {
		t.Error(page)
	}
}
