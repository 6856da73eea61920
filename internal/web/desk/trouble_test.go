package deskweb

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/web/webtest"
)

// enter logs a person in, in the browser.
func (w *world) enter(t *testing.T, login string) *webtest.Page {
	t.Helper()
	p := webtest.Open(t, w.base())
	p.Go("/login")
	logIn(p, w.cm.Bench.Desk.Office, login)
	p.See("今月")
	return p
}

// base is the site by name: passkeys need one.
func (w *world) base() string { return strings.Replace(w.server.URL, "127.0.0.1", "localhost", 1) }

func logIn(p *webtest.Page, office, login string) {
	p.Fill("事業所番号", office)
	p.Fill("ユーザーID", login)
	p.Fill("パスワード", "correct horse battery")
	p.Click("ログイン")
}

func sample(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(samples, dir, "*"))
	check(t, err)
	out := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		check(t, err)
		out[filepath.Base(name)] = b
	}
	return out
}

// TestTheHubIsDown: composing and queueing go on; what waits goes out by itself later.
func TestTheHubIsDown(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	w.town.From.Wire.Down = true
	if err := w.cm.Beat(t.Context(), 0); err == nil {
		t.Fatal("the hub answers")
	}
	p.Go("/new")
	p.See("ハブにつながりません。", "作業は続けられます。")
	p.Axe()
	p.Drop("[data-drop]", sample(t, "05_K4_delete_slip"))
	p.See("送信の確認", "1事業所に送信する")
	p.Click("1事業所に送信する")
	p.See("送信済")
	p.Go("/sent")
	p.See("送信待ち")
	p.Go("/")
	p.See("まだ送信待ちです")
	w.town.From.Wire.Down = false
	check(t, w.cm.Beat(t.Context(), 0))
	p.Go("/sent?q=9999900011")
	p.NotSee("ハブにつながりません")
	if n := len(w.cm.Entries(desk.Filter{State: desk.Queued})); n != 0 {
		t.Errorf("%d letters still wait", n)
	}
}

// TestTheSessionEnded: whoever comes back logs in and stands where they were; the draft is
// there.
func TestTheSessionEnded(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	p.Go("/drafts/" + w.draft)
	p.See("送信の確認")
	later := time.Now().Add(people.SessionLife + time.Hour)
	w.cm.People.Now = func() time.Time { return later }
	p.Go("/drafts/" + w.draft)
	p.See("ログイン")
	p.NotSee("送信の確認")
	logIn(p, w.cm.Bench.Desk.Office, "staff")
	p.See("送信の確認")
}

// TestWrongAndTooLargeFiles: each is named with its next step, and the rest is taken.
func TestWrongAndTooLargeFiles(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	files := sample(t, "02_K2_slip")
	files["壊れた.zip"] = []byte("PK\x03\x04 not an archive")
	p.Go("/new")
	p.Drop("[data-drop]", files)
	p.See("ZIPファイル「壊れた.zip」を開けませんでした。")
	delete(files, "壊れた.zip")
	files["家計簿.xls"] = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	files["よその.csv"] = []byte("a,b,c\r\n")
	files["大きい.pdf"] = append([]byte("%PDF-1.4\n"), make([]byte, 11<<20)...)
	p.Go("/new")
	p.Drop("[data-drop]", files)
	p.See("送信の確認", "家計簿.xls", "PDF", "よその.csv", "連携データのファイルではありません。", "大きい.pdf")
	p.See("1事業所に送信する")
	p.Axe()
	p.ClickIn(".alert", "よその.csv", "このファイルを外す")
	p.NotSee("よその.csv")
}

// TestTheDiskIsGone: the page says that the data are not lost and what to do.
func TestTheDiskIsGone(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	dir := w.cm.Shelf.Dir
	check(t, os.Rename(dir, dir+".away"))
	check(t, os.WriteFile(dir, nil, 0o600)) // a file where the folder was: nothing can be put there
	p.Go("/new")
	p.Drop("[data-drop]", sample(t, "02_K2_slip"))
	p.See("データは失われていません。")
	check(t, os.Remove(dir))
	check(t, os.Rename(dir+".away", dir))
	p.Go("/new")
	p.Drop("[data-drop]", sample(t, "02_K2_slip"))
	p.See("1事業所に送信する")
}

// TestASecondFactorWithoutAPhone: a security key is registered, and the next login asks
// for it.
func TestASecondFactorWithoutAPhone(t *testing.T) {
	w := newWorld(t)
	u, err := url.Parse(w.base())
	check(t, err)
	w.cm.People.RelyingParty = people.RelyingParty{ID: "localhost", Name: "Tasuki", Origins: []string{u.Scheme + "://" + u.Host}}
	p := w.enter(t, "staff")
	p.SecurityKey()
	p.Go("/account")
	p.See("二つ目の確認", "まだ")
	p.Axe()
	p.Click("パスキーを登録する")
	p.See("アカウントの設定を変えました。", "事務所のパスキー")
	p.Click("ログアウト")
	logIn(p, w.cm.Bench.Desk.Office, "staff")
	p.See("確認の番号")
	p.Go("/received")
	p.NotSee("受信日時")
	p.Click("パスキーで確かめる")
	p.See("受信日時")
}

// TestRecoveryCodesAreShownOnce and open the way when the key is lost.
func TestRecoveryCodesAreShownOnce(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	p.Go("/account")
	p.Click("新しい復旧コードを作る")
	p.See("この画面でしか見られません。")
	if n := p.Count("li code"); n != 10 {
		t.Errorf("%d codes", n)
	}
	p.Go("/account")
	p.NotSee("この画面でしか見られません。")
	p.Click("認証アプリを使う")
	p.See("6桁の番号")
	p.Fill("6桁の番号", "000000")
	p.Click("確かめて設定する")
	p.See("番号")
}

// TestTwoPeopleShareAPC: one leaves the seat, the other works, and the first comes back with
// a short number.
func TestTwoPeopleShareAPC(t *testing.T) {
	w := newWorld(t)
	p := w.enter(t, "staff")
	p.Go("/account")
	webtest.Eval[any](p, `document.querySelector('#pinold').value = 'correct horse battery'; document.querySelector('#pin').value = '482916'; null`)
	p.Click("決める")
	p.See("アカウントの設定を変えました。")
	p.Click("席を離れる")
	p.See("このパソコンの人", "職員 する男")
	p.Axe()
	logIn(p, w.cm.Bench.Desk.Office, "viewer")
	p.See("閲覧 のみ江")
	p.Click("席を離れる")
	p.See("職員 する男", "閲覧 のみ江")
	p.Fill("職員 する男", "000000")
	p.ClickIn("form.seat", "職員 する男", "続ける")
	p.See("違います")
	p.Fill("職員 する男", "482916")
	p.ClickIn("form.seat", "職員 する男", "続ける")
	p.See("職員 する男（職員）")
}
