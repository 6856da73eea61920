package deskweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestWishesAreWrittenOnTheCardAndSeenWhenSending: and the rest of the card stays.
func TestWishesAreWrittenOnTheCardAndSeenWhenSending(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	form := url.Values{"name": {"架空ヘルパーステーション"}, "channel": {"hub"}, "wishkind": {"", "ケアプラン"}, "wish": {"電話は<午前>に", "原案も送る"}}
	status, body := v.post("/partners/9999900011-11", form)
	if status != http.StatusOK || !strings.Contains(body, "電話は&lt;午前&gt;に</textarea>") || !strings.Contains(body, "原案も送る</textarea>") {
		t.Fatalf("status %d, the wishes do not stand on the card", status)
	}
	if _, body = v.get("/drafts/" + w.draft); !strings.Contains(body, "希望・約束ごと") || !strings.Contains(body, "原案も送る") || !strings.Contains(body, "希望あり") {
		t.Error("the wishes are not seen when sending a plan")
	}
	form["wish"] = []string{"", ""}
	v.post("/partners/9999900011-11", form)
	if _, body = v.get("/drafts/" + w.draft); strings.Contains(body, "希望あり") {
		t.Error("wishes that were taken away are still seen")
	}
}

// TestAWrongSuccessorIsRefused: a number that is none would make the card unreadable.
func TestAWrongSuccessorIsRefused(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	form := url.Values{"name": {"架空"}, "channel": {"hub"}, "successor": {"12345"}}
	if status, body := v.post("/partners/9999900011-11", form); status != http.StatusUnprocessableEntity || !strings.Contains(body, "10桁") {
		t.Errorf("status %d", status)
	}
	if status, _ := v.get("/partners"); status != http.StatusOK {
		t.Errorf("the list: status %d", status)
	}
}
