// Package regionweb is the map in a browser: its seven places (導入状況, 事業所, 声かけリスト,
// 伴走支援, 問い合わせ, 研修・アンケート, 報告), the office's own page and the public questionnaire.
// It knows who is logged in and what their duty may see. It never decides who may see what,
// never speaks SQL, and never writes the name of an office into a log.
package regionweb

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/web/look"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/registry"
)

//go:embed templates/*.html
var templates embed.FS

// Demo is the demo's clock and quick entry; nil outside the demo.
type Demo struct {
	Advance func(to time.Time) error
	Entries []Entry
	Files   map[string][]byte // what a visitor may download and read in again
}

// Entry is a fictional person of the demo.
type Entry struct{ Login, Name, Job string }

// Site serves one map.
type Site struct {
	Map    *region.Map
	People *people.Desk
	Demo   *Demo
	Secure bool // cookies over https only
	Log    *slog.Logger
	Now    func() time.Time

	pages map[string]*template.Template
}

// Handler gives the site.
func (s *Site) Handler() (http.Handler, error) {
	if err := s.parse(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", look.Static()))
	s.register(mux)
	return look.Secure(mux), nil
}

// parse reads every page for both ways to write a year.
func (s *Site) parse() error {
	names, err := templates.ReadDir("templates")
	if err != nil {
		return fmt.Errorf("read templates: %w", err)
	}
	s.pages = map[string]*template.Template{}
	for _, style := range []calendar.Style{calendar.Era, calendar.Western} {
		for _, n := range names {
			name := strings.TrimSuffix(n.Name(), ".html")
			if name == "layout" || name == "parts" {
				continue
			}
			t, err := template.New(name).Funcs(look.Words(style)).Funcs(s.words(style)).
				ParseFS(templates, "templates/layout.html", "templates/parts.html", "templates/"+n.Name())
			if err != nil {
				return fmt.Errorf("read page %s: %w", name, err)
			}
			s.pages[pageKey(name, style)] = t
		}
	}
	return nil
}

func pageKey(name string, style calendar.Style) string { return fmt.Sprintf("%s/%d", name, style) }

// frame is what every page shows around its own content.
type frame struct {
	Title   string
	Set     region.Settings
	Actor   region.Actor
	Member  people.Member
	Places  []look.Place
	Demo    *Demo
	Now     time.Time
	Done    string
	Problem *region.Error
	Pairs   bool // the page shows who exchanges with whom
	Body    any
	Path    string
}

// call is one request of a person.
type call struct {
	site    *Site
	w       http.ResponseWriter
	r       *http.Request
	member  people.Member
	session people.Session
	m       region.Session
	set     region.Settings
	pairs   bool
}

func (c *call) style() calendar.Style {
	if c.set.Western {
		return calendar.Western
	}
	return calendar.Era
}

// show writes a page.
func (c *call) show(name, title string, body any) error {
	return c.showAs(http.StatusOK, name, title, body, nil)
}

// showPairs writes a page that shows who exchanges with whom; it says what that is for.
func (c *call) showPairs(name, title string, body any) error {
	c.pairs = true
	return c.show(name, title, body)
}

func (c *call) showAs(status int, name, title string, body any, problem *region.Error) error {
	f := frame{
		Title: title, Set: c.set, Actor: c.m.Actor, Member: c.member, Places: c.places(), Demo: c.site.Demo, Now: c.site.Now(),
		Done: doneWords[c.r.URL.Query().Get("done")], Problem: problem, Body: body, Path: c.r.URL.Path, Pairs: c.pairs,
	}
	t := c.site.pages[pageKey(name, c.style())]
	if t == nil {
		return fmt.Errorf("page %s is not there", name)
	}
	return look.Render(c.w, t, "layout", status, f)
}

// done goes to another page after something was done.
func (c *call) done(path, what string) error {
	if what != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "done=" + what
	}
	http.Redirect(c.w, c.r, path, http.StatusSeeOther)
	return nil
}

// back is the page a form was on.
func (c *call) back(or string) string {
	if b := local(c.r.FormValue("back")); b != "" {
		return b
	}
	return or
}

// doneWords say what was just done; the address carries the key only.
var doneWords = map[string]string{
	"imported": "登録簿の新しい版にしました。", "undone": "取り込みを取り消しました。前の版に戻っています。", "states": "導入状況を記録しました。", "statesundone": "導入状況の取り込みを取り消しました。",
	"state": "状態を記録しました。", "record": "記録しました。", "contact": "連絡の記録を残しました。", "postponed": "今回は見送りにしました。", "pinned": "並びの先頭に置きました。", "unpinned": "先頭に置くのをやめました。",
	"out": "対象外にしました。", "zones": "圏域を入れ替えました。", "shapes": "市区町村の形を入れ替えました。", "printed": "報告書の数字を入れました。", "inquiry": "問い合わせを記録しました。", "trouble": "つまずきの一覧に加えました。", "workshop": "研修会を保存しました。", "form": "アンケートを保存しました。",
	"opened": "回答用のリンクを作りました。", "answered": "回答を取り込みました。", "removed": "取り除きました。", "task": "やることを保存しました。", "sheet": "シートを保存しました。", "letter": "文書を保存しました。", "plan": "計画を保存しました。",
	"mark": "出来事を記録しました。", "point": "数字を記録しました。", "kept": "この日の数字を保存しました。", "settings": "設定を保存しました。", "member": "職員アカウントを保存しました。", "consent": "件数を送ることに同意しました。",
	"withdrawn": "同意を取りやめました。送った件数は消しました。", "corrected": "届け出ました。導入状況はすぐに反映されています。", "successor": "番号の引き継ぎを記録しました。", "hand": "記録しました。", "study": "時間の記録を保存しました。", "account": "アカウントの設定を変えました。",
}

type action func(*call) error

// handle makes a handler: who is it, does the duty allow it, do it, and turn every error
// into a page with a next step.
func (s *Site) handle(need region.Right, do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{site: s, w: w, r: r}
		if !s.enter(c) || !s.readForm(c) {
			return
		}
		if need != "" && !c.m.May(need) {
			s.fail(c, &region.Error{Code: "duty", Message: "この画面や操作は、あなたの担当（" + c.m.Duty.Word() + "）では使えません。", Next: "普及担当に頼んでください。"}, http.StatusForbidden)
			return
		}
		if err := do(c); err != nil {
			s.fail(c, err, 0)
		}
	}
}

// readForm reads a form that carries no files; those are read where they are expected.
func (s *Site) readForm(c *call) bool {
	if c.r.Method != http.MethodPost || strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/") {
		return true
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, 8<<20)
	if err := c.r.ParseForm(); err != nil {
		s.fail(c, &region.Error{Code: "form_size", Message: "入力を受け取れませんでした。", Next: "文章や表を短くして、もう一度送ってください。"}, http.StatusBadRequest)
		return false
	}
	return true
}

// fail shows an error as a page: what happened, and the next step.
func (s *Site) fail(c *call, err error, status int) {
	problem, code := explain(err)
	if status == 0 {
		status = code
	}
	if status >= http.StatusInternalServerError {
		s.Log.Error("page failed", "path", c.r.Pattern, "error", err)
	}
	if err := c.showAs(status, "problem", "できませんでした", nil, problem); err != nil {
		s.Log.Error("error page failed", "path", c.r.Pattern, "error", err)
	}
}

// explain sorts an error: what the person can act on, what is not there, what is internal.
func explain(err error) (*region.Error, int) {
	var own *region.Error
	var account *people.Error
	var list *registry.Error
	switch {
	case errors.As(err, &own) && own.Code == "duty":
		return own, http.StatusForbidden
	case errors.As(err, &own):
		return own, http.StatusUnprocessableEntity
	case errors.As(err, &account):
		return &region.Error{Code: account.Code, Message: account.Message, Next: account.Next}, http.StatusUnprocessableEntity
	case errors.As(err, &list):
		return &region.Error{Code: list.Code, Message: list.Message, Next: list.Next}, http.StatusUnprocessableEntity
	case errors.Is(err, region.ErrNotFound):
		return &region.Error{Code: "not_found", Message: "お探しのものは、ここにはありません。", Next: "一覧に戻って、もう一度選んでください。"}, http.StatusNotFound
	case errors.Is(err, region.ErrConflict):
		return &region.Error{Code: "conflict", Message: "ほかの担当者が、同じものを先に変えました。", Next: "戻って最新の内容を見てから、もう一度操作してください。"}, http.StatusConflict
	}
	return &region.Error{Code: "internal", Message: "画面を表示できませんでした。データは失われていません。",
		Next: "少し待って、もう一度開いてください。続くときは、この画面の時刻を添えて管理者に知らせてください。"}, http.StatusInternalServerError
}

// places are the places this duty can enter.
func (c *call) places() []look.Place {
	if c.member.ID == "" {
		return nil
	}
	var out []look.Place
	for _, p := range []struct {
		need       region.Right
		name, path string
	}{
		{region.SeeRates, "導入状況", "/"}, {region.SeeOffices, "事業所", "/offices"}, {region.Accompany, "声かけリスト", "/calls"}, {region.Accompany, "伴走支援", "/support"},
		{region.Accompany, "問い合わせ", "/inquiries"}, {region.Accompany, "研修・アンケート", "/workshops"}, {region.SeeRates, "報告", "/reports"}, {region.SeeOwn, "自分の事業所", "/own"}, {region.Manage, "設定", "/settings"},
	} {
		if c.m.May(p.need) {
			out = append(out, look.Place{Name: p.name, Path: p.path, Here: c.here(p.path)})
		}
	}
	return out
}

// rooms are further addresses that belong to a place.
var rooms = map[string]string{"/import": "/offices", "/adoption": "/offices", "/editions": "/offices", "/zones": "/offices", "/forms": "/workshops"}

func (c *call) here(place string) bool {
	path := c.r.URL.Path
	first := "/" + strings.SplitN(strings.TrimPrefix(path, "/"), "/", 2)[0]
	if to, ok := rooms[first]; ok {
		first = to
	}
	return first == place
}
