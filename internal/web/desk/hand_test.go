package deskweb

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// handed gives the newest row of the doctor's card.
func handed(w *world) desk.Entry {
	for _, e := range w.cm.Entries(desk.Filter{}) {
		if e.To == w.plain {
			return e
		}
	}
	return desk.Entry{}
}

// TestTheFormsOfAClientAreHandedToTheDoctor: they stay in the ledger as they were given.
func TestTheFormsOfAClientAreHandedToTheDoctor(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	if _, body := v.get("/entries/" + w.entry); !strings.Contains(body, "架空医院（主治医）") {
		t.Error("the row does not offer the doctor")
	}
	status, body := v.post("/entries/"+w.entry+"/hand", url.Values{"card": {w.plain}, "channel": {"paper"}, "client": {"999901-0000000001"}})
	if status != http.StatusOK || !strings.Contains(body, "渡すものを控えました") || !strings.Contains(body, "架空医院") {
		t.Fatalf("status %d\n%s", status, body[strings.Index(body, "<main"):])
	}
	e := handed(w)
	if len(e.Clients) != 1 || e.Month != "202504" || e.CopyOf != w.entry || e.Documents[0].Kind != "提供票 予定の写し" {
		t.Errorf("%+v", e)
	}
	if _, pdf := v.get("/entries/" + e.ID + "/document/0"); !strings.HasPrefix(pdf, "%PDF") {
		t.Error("the forms were not kept")
	}
	for path, word := range map[string]string{"/plain/" + w.plain: "提供票 予定の写し", "/sent": "架空医院", "/partners": "/plain/" + w.plain} {
		if _, body := v.get(path); !strings.Contains(body, word) {
			t.Errorf("%s does not show %s", path, word)
		}
	}
	list, err := w.cm.Transfers(t.Context(), "20000101", "20991231", nil)
	check(t, err)
	if !slices.ContainsFunc(list, func(l evidence.Transfer) bool {
		return l.Partner.Name == "架空医院（主治医）" && l.Channel == "紙"
	}) {
		t.Errorf("データ送受信記録書 does not name the doctor: %+v", list)
	}
	if status, pdf := v.get("/entries/" + e.ID + "/cover"); status != http.StatusOK || !strings.HasPrefix(pdf, "%PDF") {
		t.Errorf("cover: %d", status)
	}
	for _, bad := range []url.Values{{"card": {""}, "channel": {"paper"}}, {"card": {w.plain}}, {"card": {w.plain}, "channel": {"hub"}}} {
		bad.Set("client", "999901-0000000001")
		if status, body := v.post("/entries/"+w.entry+"/hand", bad); status != http.StatusUnprocessableEntity || !strings.Contains(body, "もう一度") {
			t.Errorf("%v: %d", bad, status)
		}
	}
	if cards, err := w.cm.Cards(t.Context()); err != nil || len(cards) != 2 {
		t.Errorf("%d cards, %v", len(cards), err)
	}
}

// TestNobodyGetsTheFormsOfAnotherClient: a slip of many clients is handed for one.
func TestNobodyGetsTheFormsOfAnotherClient(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	many, _ := w.cm.Entry(w.entry)
	if len(many.Clients) < 2 {
		t.Fatal("the slip is of one client")
	}
	for _, client := range []string{"", "999901-9999999999"} {
		if status, body := v.post("/entries/"+many.ID+"/hand", url.Values{"card": {w.plain}, "channel": {"mail"}, "client": {client}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "利用者を選んで") {
			t.Errorf("client %q: %d", client, status)
		}
	}
	for i, k := range many.Clients {
		v.post("/entries/"+many.ID+"/hand", url.Values{"card": {w.plain}, "channel": {"mail"}, "client": {k.String()}})
		e := handed(w)
		if len(e.Clients) != 1 || e.Clients[0] != k {
			t.Fatalf("%+v", e)
		}
		_, file := v.get("/entries/" + e.ID + "/document/0")
		name := filepath.Join(t.TempDir(), "handed.pdf")
		check(t, os.WriteFile(name, []byte(file), 0o600))
		text, err := exec.Command("pdftotext", name, "-").Output()
		other := many.Clients[1-i]
		if err != nil || !strings.Contains(string(text), k.Insured) || strings.Contains(string(text), other.Insured) || strings.Contains(string(text), w.cm.ClientName(other)) {
			t.Errorf("%v: the sheets of %s", err, k)
		}
	}
}

// TestDocumentsGoToTheFamily: with their client, checked like those that travel.
func TestDocumentsGoToTheFamily(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	send := func(fields map[string]string, content string) (int, string) {
		var buf bytes.Buffer
		m := multipart.NewWriter(&buf)
		for k, s := range fields {
			check(t, m.WriteField(k, s))
		}
		f, err := m.CreateFormFile("documents", "モニタリング.pdf")
		check(t, err)
		_, err = f.Write([]byte(content))
		check(t, err)
		check(t, m.Close())
		res, err := v.client.Post(w.server.URL+"/plain/"+w.plain+"/hand", m.FormDataContentType(), &buf)
		check(t, err)
		defer res.Body.Close()
		var out bytes.Buffer
		_, err = out.ReadFrom(res.Body)
		check(t, err)
		return res.StatusCode, out.String()
	}
	pdf := "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	if status, body := send(map[string]string{"channel": "paper", "kind": "モニタリング"}, pdf); status != http.StatusUnprocessableEntity || !strings.Contains(body, "利用者を選んで") {
		t.Errorf("without a client: %d", status)
	}
	if status, _ := send(map[string]string{"channel": "paper", "kind": "主治医意見書", "client": "999901-0000000001"}, pdf); status != http.StatusUnprocessableEntity {
		t.Errorf("without having asked: %d", status)
	}
	if status, body := send(map[string]string{"channel": "mail", "kind": "モニタリング", "client": "999901-0000000001"}, pdf); status != http.StatusOK || !strings.Contains(body, "パスワードつきのPDF") {
		t.Fatalf("status %d\n%s", status, body[strings.Index(body, "<main"):])
	}
	if status, file := v.post("/entries/"+handed(w).ID+"/locked", nil); status != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
		t.Errorf("locked: %d", status)
	}
	if _, body := v.get("/plain/" + w.plain); !lockWord.MatchString(body) {
		t.Error("the card does not show the password")
	}
	if status, _ := w.as(w.cm, "other").get("/entries/" + handed(w).ID); status != http.StatusNotFound {
		t.Errorf("another service type: %d", status)
	}
}
