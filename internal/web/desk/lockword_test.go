package deskweb

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
)

var lockWord = regexp.MustCompile(`[2-9a-z]{4}(?:-[2-9a-z]{4}){3}`)

// byMail sends a slip to a partner that is reached by mail.
func byMail(t *testing.T, w *world, v *visitor) desk.Entry {
	t.Helper()
	v.post("/partners/9999900011-11", url.Values{"name": {"架空ヘルパーステーション"}, "channel": {"mail"}, "mail": {"helper@example.jp"}})
	w.sendAll(w.cm, "02_K2_slip")
	for _, e := range w.cm.Entries(desk.Filter{}) {
		if e.Channel == desk.Mail {
			return e
		}
	}
	t.Fatal("no row was sent by mail")
	return desk.Entry{}
}

func TestAFileForMailIsLockedWithTheWordOnTheCard(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	e := byMail(t, w, v)
	if _, body := v.get("/entries/" + e.ID); !strings.Contains(body, "パスワードつきのPDF（メール）") || !strings.Contains(body, "電話で伝えて") {
		t.Error("the row does not say how it is sent by mail")
	}
	status, file := v.post("/entries/"+e.ID+"/locked", nil)
	if status != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
		t.Fatalf("status %d", status)
	}
	_, card := v.get("/partners/9999900011-11")
	word := lockWord.FindString(card)
	name := filepath.Join(t.TempDir(), "locked.pdf")
	check(t, os.WriteFile(name, []byte(file), 0o600))
	text, err := exec.Command("pdftotext", "-upw", word, name, "-").Output()
	if err != nil || !strings.Contains(string(text), "送付状") || !strings.Contains(string(text), "helper@example.jp") || strings.Contains(string(text), "FAX") {
		t.Errorf("%v with %q: %.200s", err, word, text)
	}
	list, err := exec.Command("pdfdetach", "-upw", word, "-list", name).Output()
	if err != nil || !strings.Contains(string(list), e.Files[0]) {
		t.Errorf("%v: %s", err, list)
	}
	v.post("/entries/"+e.ID+"/locked", nil)
	if _, again := v.get("/partners/9999900011-11"); lockWord.FindString(again) != word {
		t.Error("the word changed with the second file")
	}
	if _, body := v.post("/partners/9999900011-11/lockword", nil); lockWord.FindString(body) == word || lockWord.FindString(body) == "" {
		t.Error("the word was not renewed")
	}
	if _, body := v.post("/partners/9999900011-11", url.Values{"name": {"別の名"}, "channel": {"mail"}}); lockWord.FindString(body) == "" {
		t.Error("saving the card lost the word")
	}
}

func TestOnlyWhatGoesByHandIsLocked(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	if status, _ := v.post("/entries/"+w.entry+"/locked", nil); status != http.StatusNotFound {
		t.Errorf("a letter of the exchange: %d", status)
	}
	e := byMail(t, w, v)
	for name, other := range map[string]*visitor{"another office": w.as(w.sp, "staff"), "another service type": w.as(w.cm, "other")} {
		if status, _ := other.post("/entries/"+e.ID+"/locked", nil); status != http.StatusNotFound {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _ := w.as(w.cm, "viewer").post("/entries/"+e.ID+"/locked", nil); status != http.StatusForbidden {
		t.Errorf("閲覧のみ: %d", status)
	}
	if status, _ := v.post("/partners/9999900099-11/lockword", nil); status != http.StatusNotFound {
		t.Errorf("an unknown partner: %d", status)
	}
}
