package webtest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

const good = `<!doctype html><html lang="ja"><head><title>見本</title></head><body><main><h1>見本</h1>
<form method="post" action="/done"><label for="n">氏名</label><input id="n" name="n"><label for="k">種類</label><select id="k" name="k"><option value="a">あ</option><option value="i">い</option></select>
<button>送る</button></form><details><summary>もっと</summary><p>中身です</p></details></main></body></html>`

const bad = `<!doctype html><html lang="ja"><head><title>悪い</title></head><body><main><h1>悪い</h1><input name="x"><p style="color:#bbb;background:#fff">薄い字</p></main></body></html>`

func serve(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	page := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(body))
		}
	}
	mux.HandleFunc("/", page(good))
	mux.HandleFunc("/bad", page(bad))
	mux.HandleFunc("/done", func(w http.ResponseWriter, r *http.Request) {
		page("<!doctype html><html lang=ja><title>x</title><main><h1>届きました "+r.FormValue("n")+r.FormValue("k")+"</h1></main>")(w, r)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestAPersonFillsAndPresses(t *testing.T) {
	p := Open(t, serve(t).URL)
	p.Go("/")
	p.NotSee("中身です")
	p.Click("もっと")
	p.See("中身です")
	p.Fill("氏名", "見本 ハナ")
	p.Fill("種類", "い")
	p.Axe()
	p.Click("送る")
	p.See("届きました 見本 ハナi")
}

func TestAxeFindsWhatIsWrong(t *testing.T) {
	p := Open(t, serve(t).URL)
	p.Go("/bad")
	var ids []string
	for _, v := range p.violations() {
		ids = append(ids, v.ID)
	}
	found := strings.Join(ids, " ")
	if !strings.Contains(found, "label") || !strings.Contains(found, "color-contrast") {
		t.Errorf("axe found %q", found)
	}
}

func TestTabbingNamesWhatHasTheFocus(t *testing.T) {
	p := Open(t, serve(t).URL)
	p.Go("/")
	if got := strings.Join(p.Focus(3), "|"); got != "n|k|送る" && !strings.Contains(got, "送る") {
		t.Errorf("focus went %s", got)
	}
}
