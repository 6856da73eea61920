package regionweb_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	"github.com/tasuki-care/tasuki/internal/web/webtest"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/survey"
)

// TestTheStoryOfTheCity plays story 4 in a real browser, from an empty map to the monthly
// report, with only what the screens say.
func TestTheStoryOfTheCity(t *testing.T) {
	if testing.Short() {
		t.Skip("stories are long")
	}
	w := newWorld(t)
	w.at = time.Date(2027, 1, 4, 9, 0, 0, 0, city.JST)
	p := webtest.Open(t, w.url)
	for _, part := range []struct {
		name string
		play func(*testing.T, *world, *webtest.Page)
	}{
		{"log in and name the city", nameTheCity}, {"read the open data", readOpenData}, {"paste the adoption list", pasteStates}, {"offices consent and count", countPairs},
		{"read the December edition", readDecember}, {"call the offices", callOffices}, {"hold the workshop", holdWorkshop}, {"report the month", reportMonth}, {"every page is accessible", everyPage}, {"tablet and print", tabletAndPaper},
	} {
		if !t.Run(part.name, func(t *testing.T) { w.t = t; part.play(t, w, p.For(t)) }) {
			return
		}
	}
}

func nameTheCity(t *testing.T, w *world, p *webtest.Page) {
	p.Go("/")
	p.See("ログイン")
	p.Fill("ユーザーID", "yuki")
	p.Fill("パスワード", password)
	p.Click("ログイン")
	p.See("登録簿がまだありません。")
	p.Shot("40-はじめの画面")
	p.Click("設定")
	p.Fill("市町村（広域連合）の名前", city.Name)
	p.Fill("担当課", "高齢介護課")
	p.Fill("保険者番号", city.Insurer)
	p.Fill("市区町村コード", city.Code)
	p.Fill("地図とデータの出典", "架空の市です。形は作り変えたもので、実在の場所・事業所とは関係ありません。")
	p.Click("保存する")
	p.See("設定を保存しました。", "高齢介護課")
	p.Axe()
}

// save puts files where the picker finds them.
func save(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	dir := t.TempDir()
	var out []string
	for name, b := range files {
		path := filepath.Join(dir, name)
		check(t, os.WriteFile(path, b, 0o600))
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

func readOpenData(t *testing.T, w *world, p *webtest.Page) {
	p.Go("/import")
	p.Upload("#zfile", save(t, map[string][]byte{"圏域.geojson": w.city.ZonesGeoJSON()})...)
	p.Fill("番号の属性", "zone_id")
	p.Fill("名前の属性", "zone_name")
	p.Click("圏域を入れ替える")
	p.See("圏域を入れ替えました。", "6圏域")
	p.Upload("#files", save(t, w.city.MinistryCSV())...)
	p.Click("読み込んで確かめる")
	p.See("まだ何も変えていません", "208")
	p.Shot("41-取り込みの確認")
	p.Fill("基準日", "2026-06-30")
	p.Click("この内容で新しい版にする")
	p.See("登録簿の新しい版にしました。")
	p.Upload("#files", save(t, map[string][]byte{"手入力の一覧.csv": w.city.HandList()})...)
	p.Click("読み込んで確かめる")
	p.Fill("基準日", "2026-06-30")
	p.Click("この内容で新しい版にする")
	p.See("登録簿の新しい版にしました。")
	p.Go("/")
	p.See("0/214", "未確認")
	p.Axe()
}

func pasteStates(t *testing.T, w *world, p *webtest.Page) {
	p.Go("/import")
	p.Fill("または、表計算から貼り付ける", strings.TrimPrefix(string(w.city.AdoptionList()), "\ufeff"))
	p.Click("読み込んで確かめる")
	p.See("導入状況の取り込みの確認", "どこの一覧か")
	p.Shot("42-導入状況の確認")
	p.Axe()
	p.Fill("どこの一覧か（出典）", "市の調査 2026-12-28")
	p.Click("行を記録する")
	p.See("導入状況を記録しました。", "市の調査 2026-12-28")
	p.Go("/")
	p.See("43/214 = 20.1 %", "43/168 = 25.6 %", "31/168 = 18.5 %")
	for _, s := range w.city.States {
		if s.State == city.Unknown {
			continue
		}
		check(t, settle.Detail(t.Context(), w.m.As(actor(t, w, "yuki")), s))
	}
}

// countPairs: one office gives its consent in its own page; the desks of the others send
// their counts.
func countPairs(t *testing.T, w *world, p *webtest.Page) {
	w.add("itoi", region.Actor{Duty: region.OfficeStaff, Own: "9999901011"})
	v := w.as("itoi")
	if _, body := v.post("/own/consent", url.Values{}); !strings.Contains(body, "印が入っていません") {
		t.Error("consent without the mark was taken")
	}
	if _, body := v.post("/own/consent", url.Values{"terms": {"1"}}); !strings.Contains(body, "同意しています") {
		t.Error("consent was not taken")
	}
	check(t, settle.Counts(t.Context(), w.m.As(actor(t, w, "yuki")), w.city))
	p.Go("/")
	p.See("84/1040 = 8.1 %", "1210/11880 = 10.2 %")
	p.Shot("43-導入状況")
	p.Axe()
	p.Go("/reports/network?zone=z3")
	p.See("連携先の図", "普及支援の目的に限り")
	p.Shot("44-連携先の図")
	w.add("kansa", region.Actor{Duty: region.Auditor})
	w.add("higashi", region.Actor{Duty: region.CentreStaff, Own: "9999902019"})
}

func readDecember(t *testing.T, w *world, p *webtest.Page) {
	w.at = settle.Start
	p.Go("/login")
	p.Fill("ユーザーID", "yuki")
	p.Fill("パスワード", password)
	p.Click("ログイン")
	p.Go("/reports")
	p.Fill("基準日", "2026-12-31")
	p.ClickIn("form", "基準日", "保存する")
	p.See("この日の数字を保存しました。")
	p.Go("/import")
	p.Upload("#files", save(t, w.city.MinistryCSVDecember())...)
	p.Click("読み込んで確かめる")
	p.See("番号が変わったと思われる事業所", "訪問介護 ほころび", "指数の表記（E+）", "取込不可")
	for _, n := range []string{"新規4", "変更11", "廃止9", "取込不可2"} {
		if !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(p.Text(".figures")), n) {
			t.Errorf("the preview does not say %s: %s", n, p.Text(".figures"))
		}
	}
	p.Shot("45-12月の版の確認")
	p.Axe()
	p.Click("訪問介護 ほころび")
	p.Fill("基準日", "2026-12-31")
	p.Click("この内容で新しい版にする")
	p.See("登録簿の新しい版にしました。")
	p.Go("/")
	p.See("43/209 = 20.6 %")
}

func callOffices(t *testing.T, w *world, p *webtest.Page) {
	w.at = time.Date(2027, 1, 19, 9, 0, 0, 0, city.JST)
	login(p)
	p.Go("/calls?n=12")
	p.See("声かけリスト", "始めると、1か月に", "これは声をかける順番の案です", "並び方ごとの見通し", "件数の多い順")
	if n := p.Count(".callrow"); n != 12 {
		t.Fatalf("%d offices in the list", n)
	}
	p.Shot("46-声かけリスト")
	p.Axe()
	names := webtest.Eval[[]string](p, `[...document.querySelectorAll(".callrow h3 a")].map(a => a.textContent)`)
	for i, name := range names {
		if i%3 == 0 {
			w.at = time.Date(2027, 1, 19+i/3, 10, 0, 0, 0, city.JST)
			login(p)
		}
		p.Go("/calls?n=12")
		switch i {
		case 4, 9:
			w.postpone(p, name)
		case 8:
			w.contact(p, name, "visit")
		case 1, 5:
			w.visit(p, w.contact(p, name, "call"))
		default:
			w.contact(p, name, "call")
		}
	}
	p.Go("/calls?n=12")
	p.See("いまは声をかけない事業所（")
}

// row finds an office in the list by its name.
func (w *world) row(p *webtest.Page, name string) string {
	w.t.Helper()
	p.Go("/calls?n=100")
	return webtest.Eval[string](p, fmt.Sprintf(`[...document.querySelectorAll(".callrow")].find(r => r.querySelector("h3 a").textContent === %q).id.slice(1)`, name))
}

// postpone puts an office off, with the reason.
func (w *world) postpone(p *webtest.Page, name string) {
	w.t.Helper()
	id := w.row(p, name)
	p.ClickIn("#o"+id, name, "今回は見送り")
	webtest.Eval[bool](p, fmt.Sprintf(`(document.getElementById("y%s").value = "人事異動の時期のため", true)`, id))
	p.ClickIn("#o"+id, name, "見送る")
	p.See("今回は見送りにしました。")
}

// contact records a call or visit in the office's row.
func (w *world) contact(p *webtest.Page, name, way string) string {
	w.t.Helper()
	id := w.row(p, name)
	p.ClickIn("#o"+id, name, "連絡した")
	webtest.Eval[bool](p, fmt.Sprintf(`(document.getElementById("w%s").value = %q, document.getElementById("t%s").value = "見本の記録", true)`, id, way, id))
	p.ClickIn("#o"+id, name, "連絡を記録する")
	p.See("連絡の記録を残しました。")
	return id
}

// visit records a visit on the office's own page.
func (w *world) visit(p *webtest.Page, id string) {
	w.t.Helper()
	p.Go("/offices/" + id)
	p.Fill("方法", "訪問")
	p.Click("連絡を記録する")
	p.See("連絡の記録を残しました。", "訪問")
}

func login(p *webtest.Page) {
	p.Go("/login")
	p.Fill("ユーザーID", "yuki")
	p.Fill("パスワード", password)
	p.Click("ログイン")
	p.See("導入状況")
}

func holdWorkshop(t *testing.T, w *world, p *webtest.Page) {
	w.at = time.Date(2027, 1, 22, 9, 0, 0, 0, city.JST)
	login(p)
	p.Go("/workshops")
	p.Click("研修会を作る")
	p.Fill("名前", w.city.Workshop.Title)
	p.Fill("日時", "2027-01-27T13:30")
	p.Fill("会場", w.city.Workshop.Place)
	p.Fill("オンライン", "ウェブ会議（見本）")
	p.Click("作る")
	p.See("研修会を保存しました。", "プログラム（120分）")
	var table strings.Builder
	for _, s := range w.city.Workshop.Seats {
		fmt.Fprintf(&table, "%s\t%d\t%s\n", s.Office, s.People, survey.Mode(s.Mode).Word())
	}
	p.Click("表で読み込む")
	p.Fill("事業所番号・人数", table.String())
	p.Click("申込と参加を取り込む")
	p.See("46事業所 71名")
	w.at = time.Date(2027, 1, 27, 16, 0, 0, 0, city.JST)
	login(p)
	table.Reset()
	for _, s := range w.city.Workshop.Seats {
		fmt.Fprintf(&table, "%s\t%d\t%s\t%d\n", s.Office, s.People, survey.Mode(s.Mode).Word(), s.Came)
	}
	p.Go("/workshops")
	p.Click(w.city.Workshop.Title)
	p.Click("表で読み込む")
	p.Fill("事業所番号・人数", table.String())
	p.Click("申込と参加を取り込む")
	p.See("41事業所 63名", "38名", "25名", "申し込んで来られなかった5事業所に")
	p.Shot("47-研修会")
	p.Axe()
	askAfterwards(t, w, p)
}

// askAfterwards: one answer comes through the link, the others are made up like it.
func askAfterwards(t *testing.T, w *world, p *webtest.Page) {
	f := survey.Sendai62().For("襷市")
	p.Go("/forms/" + f.ID)
	p.See("問4", "回答用のリンクを作る")
	p.Fill("受付の終わり", "2027-02-10")
	p.Click("回答用のリンクを作る")
	p.See("回答用のリンクを作りました。")
	link := regexp.MustCompile(`/a/[0-9a-f]+`).FindString(p.Text("main"))
	guest := webtest.Open(t, w.url)
	guest.Go(link)
	guest.See(f.Title, "保険者）だけが見ます")
	guest.Axe()
	guest.Shot("48-アンケート")
	list := settle.Answers(w.city, f)
	form := url.Values{}
	for q, v := range list[0].Values {
		form["q-"+q] = v.Choices
		if v.Text != "" {
			form.Set("q-"+q, v.Text)
		}
		if v.Number != nil {
			form.Set("q-"+q, fmt.Sprint(*v.Number))
		}
	}
	if code, body := w.as("").post(link, form); code != 200 || !strings.Contains(body, "回答を受け取りました") {
		t.Errorf("an answer through the link: %d %s", code, body[strings.Index(body, "<main"):])
	}
	w.at = time.Date(2027, 1, 29, 9, 0, 0, 0, city.JST)
	check(t, w.m.SeedAnswers(t.Context(), list[1:]...))
	login(p)
	p.Go("/forms/" + f.ID + "/results")
	p.See("回答 36件", "n=36", "合成データを含みます", "枝分かれの照合")
	p.Shot("49-アンケートの結果")
	p.Axe()
}

func reportMonth(t *testing.T, w *world, p *webtest.Page) {
	p.Go("/reports")
	p.Fill("どの日を含む期間か", "2027-01-29")
	p.Click("報告を開く")
	p.See("令和9年1月", "43/214 = 20.1 %", "43/209 = 20.6 %", "分母の変更だけによる分 +0.5", "声かけ 12回（うち訪問 3回）", "申込 46事業所71名、参加 41事業所63名（会場38名、オンライン25名）", "分母の出典")
	p.Shot("50-月次報告")
	p.Axe()
	if pdf := p.PDF(); countPages(pdf) != 1 {
		t.Errorf("the report has %d pages", countPages(pdf))
	}
	p.Go("/reports/sheet?span=month&at=2027-01-29&for=council")
	p.See("お答えの要点")
	if pdf := p.PDF(); countPages(pdf) != 1 {
		t.Errorf("the page for 議会答弁 has %d pages", countPages(pdf))
	}
	p.Shot("51-議会答弁")
}

// countPages counts the pages of a PDF as the browser writes them.
func countPages(pdf []byte) int { return strings.Count(string(pdf), "/Type /Page\n") }

func everyPage(t *testing.T, w *world, p *webtest.Page) {
	login(p)
	for _, path := range pages {
		if strings.Contains(path, "/excel") || strings.Contains(path, "/svg") || strings.Contains(path, "kenshu") {
			continue
		}
		p.Go(path)
		p.Axe()
	}
	for path, name := range map[string]string{"/offices/9999901011": "52-事業所", "/support": "53-伴走支援", "/inquiries": "54-問い合わせ", "/reports/effects": "55-効果", "/support/sheets/9999902019": "56-ICTシート", "/offices": "57-事業所の一覧", "/reports/simulation?town=" + url.QueryEscape(outreach.Towns()[0]) + "&seeds=3": "58-模擬計算", "/figure/map/page": "59-地図", "/support/letters": "60-文書"} {
		p.Go(path)
		p.Shot(name)
	}
	own := webtest.Open(t, w.url)
	own.Go("/login")
	own.Fill("ユーザーID", "itoi")
	own.Fill("パスワード", password)
	own.Click("ログイン")
	own.See("連携先ごとの件数を送ること", "あなたの事業所の連携先を見た記録", "声かけリスト")
	own.Axe()
	own.Shot("61-自分の事業所")
}

func tabletAndPaper(t *testing.T, w *world, p *webtest.Page) {
	p.Resize(768, 1024)
	for _, path := range []string{"/", "/calls", "/support", "/offices"} {
		p.Go(path)
		if wide := webtest.Eval[int](p, "document.documentElement.scrollWidth"); wide > 768 {
			t.Errorf("%s is %d wide on a tablet", path, wide)
		}
	}
	p.Resize(1280, 900)
	p.Go("/")
	p.Click("PNGで保存")
	p.See("PNGを保存しました（")
	if words := p.Text("[data-png]"); strings.Contains(words, "（0 KB") || strings.Contains(words, "（1 KB") {
		t.Errorf("the picture is empty: %s", words)
	}
}
