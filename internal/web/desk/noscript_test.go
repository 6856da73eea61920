package deskweb

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// plainBrowser follows links and presses buttons as a browser without JavaScript does: it
// knows nothing but what the forms of the page say.
type plainBrowser struct {
	t      *testing.T
	client *http.Client
	at     *url.URL
	body   string
}

var (
	formPattern  = regexp.MustCompile(`(?s)<form[^>]*>.*?</form>`)
	fieldPattern = regexp.MustCompile(`<input[^>]*>|<button[^>]*>`)
	attrPattern  = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	textPattern  = regexp.MustCompile(`(?s)<textarea([^>]*)>(.*?)</textarea>`)
)

func attrs(tag string) map[string]string {
	out := map[string]string{}
	for _, m := range attrPattern.FindAllStringSubmatch(tag, -1) {
		out[m[1]] = html.UnescapeString(m[2])
	}
	return out
}

func (b *plainBrowser) load(req *http.Request) {
	b.t.Helper()
	res, err := b.client.Do(req)
	check(b.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	check(b.t, err)
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: status %d", res.Request.URL, res.StatusCode)
	}
	b.at, b.body = res.Request.URL, string(raw)
}

func (b *plainBrowser) open(address string) {
	b.t.Helper()
	to, err := b.at.Parse(address)
	check(b.t, err)
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, to.String(), nil)
	check(b.t, err)
	b.load(req)
}

// press fills the form that has the button with these words and sends it.
func (b *plainBrowser) press(words string, fill url.Values, files map[string][]byte) {
	b.t.Helper()
	for _, form := range formPattern.FindAllString(b.body, -1) {
		button := buttonOf(form, words)
		if button == "" {
			continue
		}
		values := valuesOf(form)
		if a := attrs(button); a["name"] != "" {
			values.Set(a["name"], a["value"])
		}
		for k, v := range fill {
			if !strings.Contains(form, `name="`+k+`"`) {
				b.t.Fatalf("the form of %q has no field %s", words, k)
			}
			values[k] = v
		}
		b.submit(attrs(form[:strings.Index(form, ">")+1]), values, files)
		return
	}
	b.t.Fatalf("%s has no button %q without JavaScript:\n%s", b.at, words, b.body)
}

func buttonOf(form, words string) string {
	for _, part := range strings.Split(form, "<button")[1:] {
		tag, text, _ := strings.Cut(part, ">")
		if strings.HasPrefix(text, words) && !strings.Contains(tag, `type="button"`) {
			return "<button" + tag + ">"
		}
	}
	return ""
}

// valuesOf is what a form sends if nothing is touched.
func valuesOf(form string) url.Values {
	out := url.Values{}
	for _, tag := range fieldPattern.FindAllString(form, -1) {
		a := attrs(tag)
		marked := a["type"] != "checkbox" && a["type"] != "radio" || strings.Contains(tag, " checked")
		if strings.HasPrefix(tag, "<input") && a["name"] != "" && a["type"] != "file" && marked {
			out.Add(a["name"], a["value"])
		}
	}
	for _, m := range textPattern.FindAllStringSubmatch(form, -1) {
		out.Add(attrs(m[1])["name"], html.UnescapeString(m[2]))
	}
	return out
}

func (b *plainBrowser) submit(form map[string]string, values url.Values, files map[string][]byte) {
	b.t.Helper()
	to, err := b.at.Parse(form["action"])
	check(b.t, err)
	body, kind := io.Reader(strings.NewReader(values.Encode())), "application/x-www-form-urlencoded"
	if form["enctype"] == "multipart/form-data" {
		body, kind = multipartBody(b.t, values, files)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), strings.ToUpper(form["method"]), to.String(), body)
	check(b.t, err)
	req.Header.Set("Content-Type", kind)
	b.load(req)
}

// multipartBody is what a browser sends: the chosen files, and an empty part for the file
// field in which nothing was chosen.
func multipartBody(t *testing.T, values url.Values, files map[string][]byte) (io.Reader, string) {
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for k, list := range values {
		for _, v := range list {
			check(t, m.WriteField(k, v))
		}
	}
	for name, raw := range files {
		part, err := m.CreateFormFile("files", name)
		check(t, err)
		_, err = part.Write(raw)
		check(t, err)
	}
	_, err := m.CreateFormFile("files", "")
	check(t, err)
	check(t, m.Close())
	return &buf, m.FormDataContentType()
}

// see fails unless the page shows all words outside of scripts.
func (b *plainBrowser) see(words ...string) {
	b.t.Helper()
	for _, word := range words {
		if !strings.Contains(b.body, word) {
			b.t.Fatalf("%s does not show %q", b.at, word)
		}
	}
}

// TestAMonthIsSentWithoutJavaScript: login, draft, 新規, wish, send, and the settings.
func TestAMonthIsSentWithoutJavaScript(t *testing.T) {
	w := newWorld(t)
	jar, err := cookiejar.New(nil)
	check(t, err)
	at, err := url.Parse(w.server.URL)
	check(t, err)
	b := &plainBrowser{t: t, client: &http.Client{Jar: jar}, at: at}
	b.open("/login")
	b.press("ログイン", url.Values{"number": {w.cm.Bench.Desk.Office}, "login": {"admin"}, "password": {"correct horse battery"}}, nil)
	b.see("今月")
	b.open("/new")
	b.press("読み込む", nil, sample(t, "01_K1_plan"))
	b.see("送信の確認", "止まっています")
	draft := b.at.Path
	b.press("新規", nil, nil)
	b.press("連絡を保存", url.Values{"message": {"よろしくお願いします。"}}, nil)
	b.press("1事業所に送信する", nil, nil)
	b.see("送信")
	w.cm.Wait()
	b.open(draft)
	b.see("送信済")
	b.open("/sent")
	b.see("ケアプラン")
	b.open("/settings")
	b.press("保存年数を保存する", url.Values{"years-plan": {"6"}}, nil)
	b.see("設定を保存しました。")
}
