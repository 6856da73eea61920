package deskweb_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/web/webtest"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// demo is the demo command as a newcomer runs it: the program itself, in its own process.
type demo struct {
	url  string
	drop string // the folder with the files of 24 December
}

// startDemo builds the program, runs `tasuki demo` and reads the address it prints.
func startDemo(t *testing.T) demo {
	t.Helper()
	dir := t.TempDir()
	exe := filepath.Join(dir, "tasuki")
	build := exec.Command("go", "build", "-o", exe, "./cmd/tasuki")
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, exe, "demo", "--dir", filepath.Join(dir, "town"), "--addr", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		if t.Failed() {
			logs, _ := filepath.Glob(filepath.Join(dir, "town", "*.log"))
			for _, name := range logs {
				b, _ := os.ReadFile(name)
				t.Logf("log of the demo:\n%s", b)
			}
		}
	})
	return readAddress(t, bufio.NewScanner(out))
}

func readAddress(t *testing.T, lines *bufio.Scanner) demo {
	t.Helper()
	var d demo
	address := regexp.MustCompile(`http://[0-9.:]+`)
	for lines.Scan() {
		line := lines.Text()
		if a := address.FindString(line); a != "" && d.url == "" {
			d.url = a
		}
		if _, path, ok := strings.Cut(line, "このフォルダを入れる:"); ok {
			d.drop = strings.TrimSpace(path)
		}
		if strings.Contains(line, "Ctrl-C") {
			go func() {
				for lines.Scan() { // keep the pipe open
				}
			}()
			return d
		}
	}
	t.Fatal("the demo ended before it told its address")
	return d
}

// as enters the demo as a person.
func (d demo) as(t *testing.T, name string) *webtest.Page {
	t.Helper()
	p := webtest.Open(t, d.url)
	p.Go("/login")
	p.ClickIn("li", name, "この人で入る")
	p.See("今月")
	return p
}

// clock moves the demo's clock, with the bar on top of every page.
func clock(p *webtest.Page, at string) {
	p.Fill("日時を選ぶ", at)
	p.Click("この日時にする")
}

func heap(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 99 {
		t.Fatalf("%d files in %s, want 97 and 2 documents (%v)", len(names), dir, err)
	}
	out := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = b
	}
	return out
}

// TestTheStoriesOfTheTown plays the three stories of the demo in a real browser, in their
// order, with only what the screens say.
func TestTheStoriesOfTheTown(t *testing.T) {
	if testing.Short() {
		t.Skip("stories are long")
	}
	d := startDemo(t)
	itoi := d.as(t, "糸井")
	itoi.Shot("01-今月")
	itoi.Axe()
	for _, part := range []struct {
		name string
		play func(*testing.T, demo, *webtest.Page)
	}{
		{"1 Send the month", sendTheMonth}, {"the day after", dayAfter}, {"another terminal", anotherTerminal}, {"2 Collect the actuals", collectActuals},
		{"decide and close", decideAndClose}, {"after the closing", afterClosing}, {"3 Inspector", inspector},
		{"the provider's side", providerSide}, {"every page is accessible", everyPage}, {"keyboard, tablet, print", handsAndPaper},
	} {
		if !t.Run(part.name, func(t *testing.T) { part.play(t, d, itoi.For(t)) }) {
			return
		}
	}
}

// sendTheMonth: 99 files in one drop, four partners stopped, the rest out.
func sendTheMonth(t *testing.T, d demo, p *webtest.Page) {
	p.Click("新規作成・一括送信")
	p.See("ここにファイルやフォルダを入れてください")
	p.Shot("02-新規作成")
	p.Axe()
	p.Drop("[data-drop]", heap(t, d.drop))
	p.See("送信の確認", "25事業所に送信する")
	p.See("ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。", "利用者補足情報")
	p.See("0000から2359", "R111", "R263", "9999905012")
	p.Shot("03-送信の確認")
	p.Axe()
	p.ClickIn("details.row", "デイ つむぎ", "新規") // a client who comes over from さざなみ
	p.See("26事業所に送信する")
	p.ClickIn("details.row", "絣会", "様式で見る")
	p.See("2561")
	if p.Count(".marked") == 0 {
		t.Error("the cell of the finding is not marked on the form")
	}
	p.Shot("04-様式に印")
	p.Axe()
	p.Click("送信の確認に戻る")
	p.Click("26事業所に送信する")
	p.See("4事業所は止まっています")
	p.See("送信済")
	p.Shot("05-送信した後")
	p.Click("送信一覧")
	p.Fill("対象月", "令和9年1月")
	p.See("26件")
	p.Shot("06-送信一覧")
	p.Axe()
}

// dayAfter: the partners fetched, one sent its slips back with a reason.
func dayAfter(t *testing.T, _ demo, p *webtest.Page) {
	clock(p, "2026-12-25T17:00")
	p.Go("/sent?month=202701")
	p.See("相手先 取込済", "12/31で契約終了の利用者が入っています", "▲ 要対応")
	p.Shot("07-翌日の送信一覧")
	p.Go("/")
	p.See("1件が差し戻されています。")
}

// anotherTerminal: what one person left as a draft, another opens elsewhere.
func anotherTerminal(t *testing.T, d demo, p *webtest.Page) {
	p.Click("下書き一覧")
	p.See("糸井")
	oribe := d.as(t, "織部")
	oribe.Click("下書き一覧")
	oribe.ClickIn("tr", "糸井", "令和8年12月24日")
	oribe.See("4事業所は止まっています", "訪問看護 ちりめん")
}

// collectActuals: the third working day.
func collectActuals(t *testing.T, _ demo, p *webtest.Page) {
	clock(p, "2027-01-06T09:00")
	p.Go("/")
	p.See("9事業所から令和8年12月の実績がまだ届いていません。", "あと3営業日です。", "21 / 30", "79 / 118", "連携中 16/22", "国のシステム 3/4", "FAX 2/3", "紙 0/1")
	p.Shot("08-三営業日目")
	p.Axe()
	p.ClickIn("tr", "訪問看護 ちりめん", "お願いを送る")
	p.See("お願いを送りました。", "お願い済")
	p.ClickIn("tr", "地域密着デイ いろり", "記録する")
	p.See("紙で受け取った")
	p.Shot("09-実績を記録する")
	p.Axe()
	p.Click("紙で受け取った")
	p.See("実績を記録しました。", "実績あり")
	p.Click("実績確認")
	p.Fill("表示", "違いのある利用者")
	p.See("412単位超えています", "まとめられています", "入院中の日です", "31日目", "連絡済")
	p.Shot("10-実績確認")
	p.Axe()
}

// decideAndClose: look at the worst client, choose who carries the excess, decide.
func decideAndClose(t *testing.T, _ demo, p *webtest.Page) {
	p.ClickIn("tr", "412単位", "仮邊　茂")
	p.See("限度超 412")
	p.Shot("11-利用者の照合")
	p.Axe()
	p.Fill("訪問看護 しぼり", "412")
	p.Click("割り振りを記録")
	p.See("限度超過の割り振りを記録しました。")
	p.Click("月遅れ")
	p.See("理由が入っていません。")
	p.Go("/reconcile?month=202612&show=differ")
	p.ClickIn("tr", "まとめられています", "試験　キヨ")
	p.Click("請求へ")
	p.See("請求の扱いを記録しました。", "請求へ")
	p.Go("/reconcile/202612/table")
	p.See("給付管理確認表", "請求へ 1名")
	p.Axe()
	clock(p, "2027-01-08T16:00")
	p.Go("/reconcile?month=202612")
	p.Click("まとめて「請求へ」")
	p.See("請求の扱いを記録しました。")
	p.Shot("12-まとめて請求へ")
}

// afterClosing: an actual that comes after the client's month went to the claim.
func afterClosing(t *testing.T, _ demo, p *webtest.Page) {
	clock(p, "2027-01-13T12:00")
	p.Go("/reconcile?month=202612&show=after")
	p.See("締め後の訂正", "あさひも", "＋387単位")
	p.Shot("13-締め後の訂正")
	if n := p.Count("tbody tr"); n != 1 {
		t.Errorf("%d clients after the closing, want the one whose actual changed", n)
	}
}

// inspector: one A4 for each client, the record of transfers, the technical material.
func inspector(t *testing.T, _ demo, p *webtest.Page) {
	clock(p, "2027-01-20T10:00")
	p.Click("記録・保存")
	p.See("運営指導の記録")
	p.Shot("14-記録・保存")
	p.Axe()
	p.Fill("試験　キヨ", "1")
	p.Click("記録を作る")
	p.See("試験　キヨ")
	p.Shot("15-運営指導の一枚")
	p.Axe()
	p.Go("/records/transfers?from=202612&to=202701&technical=1")
	p.See("データ送受信記録書", "技術資料")
}

// providerSide: デイ つむぎ sees whose slips are not here.
func providerSide(t *testing.T, d demo, _ *webtest.Page) {
	p := d.as(t, "デイ つむぎ")
	p.See("提供票がまだ")
	p.Shot("16-事業所側の今月")
	p.Axe()
	p.Click("受信一覧")
	p.See("居宅")
	p.Axe()
}

// everyPage asks axe about every place, as they are now.
func everyPage(t *testing.T, _ demo, p *webtest.Page) {
	for _, path := range []string{"/", "/month?by=clients", "/clients", "/clients?list=ending", "/new", "/drafts", "/received", "/sent", "/reconcile?month=202612", "/threads", "/partners", "/partners/9999903017-15", "/threads/9999903017-15", "/records", "/settings", "/entries/none"} {
		p.Go(path)
		p.Axe()
	}
	p.Go("/clients?q=" + "かくう")
	p.ClickIn("tr", "架空　トメ", "架空　トメ")
	p.See("出来事")
	p.Shot("17-利用者")
	p.Axe()
	p.Go("/received")
	p.Click("短期入所 はたおり")
	p.See("経過")
	p.Shot("18-受信したデータ")
	p.Axe()
}

// handsAndPaper: the skip link first, a tablet held upright, the page on paper.
func handsAndPaper(t *testing.T, _ demo, p *webtest.Page) {
	p.Go("/")
	if first := p.Focus(1)[0]; first != "本文へ" {
		t.Errorf("the first Tab goes to %q", first)
	}
	p.Resize(768, 1024)
	p.Go("/")
	if wide := webtest.Eval[int](p, "document.documentElement.scrollWidth"); wide > 768 {
		t.Errorf("on a tablet the page is %d wide", wide)
	}
	p.Shot("19-タブレット")
	p.Resize(683, 450) // 200 % of a usual screen
	p.Go("/sent")
	if wide := webtest.Eval[int](p, "document.documentElement.scrollWidth"); wide > 683 {
		t.Errorf("at 200 %% the page is %d wide", wide)
	}
	p.Go("/reconcile/202612/table")
	if b := p.PDF(); len(b) < 1000 || string(b[:4]) != "%PDF" {
		t.Error("the page does not print")
	}
}
