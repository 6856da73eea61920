// Package deskweb is the desk in a browser: the ten places of an office's working day as
// pages (今月, 利用者, 新規作成・一括送信, 受信一覧 …). It knows the workbench of each office it
// serves and who is logged in. It never speaks SQL or to the post office, never keeps
// anything a restart would lose, and never writes a value of a letter into a log.
package deskweb

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
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/web/look"
)

//go:embed templates/*.html
var templates embed.FS

// Office is one office that the site serves.
type Office struct {
	*desk.Bench
	People *people.Desk

	pages map[string]*template.Template
}

// Demo is the demo's clock and quick entry; nil outside the demo.
type Demo struct {
	Advance func(to time.Time) error
	Now     func() time.Time
	Entries []DemoEntry // who can be entered as without a password
}

// DemoEntry is a fictional person of the demo.
type DemoEntry struct{ Office, OfficeName, Login, Name, Job string }

// Site serves the desks of one or many offices.
type Site struct {
	Offices []*Office
	Demo    *Demo
	Secure  bool // cookies over https only
	Log     *slog.Logger
	Now     func() time.Time

	open map[string]*template.Template // pages without an office
}

// Handler gives the site.
func (s *Site) Handler() (http.Handler, error) {
	var err error
	if s.open, err = parsePages(nil); err != nil {
		return nil, err
	}
	for _, o := range s.Offices {
		if o.pages, err = parsePages(o); err != nil {
			return nil, err
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", look.Static()))
	s.register(mux)
	return look.Secure(mux), nil
}

// parsePages reads every page for both ways to write a year. An office has pages of its
// own, because names of partners, clients and members are looked up there.
func parsePages(o *Office) (map[string]*template.Template, error) {
	names, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, style := range []calendar.Style{calendar.Era, calendar.Western} {
		for _, n := range names {
			name := strings.TrimSuffix(n.Name(), ".html")
			if name == "layout" || name == "parts" {
				continue
			}
			t, err := template.New(name).Funcs(look.Words(style)).Funcs(words(o)).
				ParseFS(templates, "templates/layout.html", "templates/parts.html", "templates/"+n.Name())
			if err != nil {
				return nil, fmt.Errorf("read page %s: %w", name, err)
			}
			pages[pageKey(name, style)] = t
		}
	}
	return pages, nil
}

func pageKey(name string, style calendar.Style) string { return fmt.Sprintf("%s/%d", name, style) }

// frame is what every page shows around its own content.
type frame struct {
	Title   string
	Office  *Office
	Member  people.Member
	Places  []look.Place
	Demo    *Demo
	Now     time.Time
	Done    string // what was just done, in words
	Problem *desk.Error
	Body    any
	Path    string
	Silent  time.Time // since when the post office has not answered
	Warn    int       // days until the terminal's certificate ends, when that matters
}

// call is one request of a member of an office.
type call struct {
	site    *Site
	w       http.ResponseWriter
	r       *http.Request
	office  *Office
	bench   *desk.Bench
	member  people.Member
	session people.Session
	set     desk.Settings
}

// Types are the own service types the member may see; empty = all.
func (c *call) types() []string { return c.member.Types }

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

func (c *call) showAs(status int, name, title string, body any, problem *desk.Error) error {
	f := frame{
		Title: title, Office: c.office, Member: c.member, Places: c.places(), Demo: c.site.Demo, Now: c.site.Now(),
		Done: doneWords[c.r.URL.Query().Get("done")], Problem: problem, Body: body, Path: c.r.URL.Path,
	}
	pages := c.site.open
	if c.office != nil {
		pages = c.office.pages
		f.Silent = c.bench.Silent()
		if d := c.bench.TerminalState().Days; d <= 30 {
			f.Warn = max(d, 1)
		}
	}
	t := pages[pageKey(name, c.style())]
	if t == nil {
		return fmt.Errorf("page %s is not there", name)
	}
	return look.Render(c.w, t, "layout", status, f)
}

// go to another page after something was done.
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

// doneWords say what was just done; the address carries the key only.
var doneWords = map[string]string{
	"sent": "送信を始めました。", "taken": "受信一覧に入れました。", "dropped": "下書きを破棄しました。", "checked": "確認した人として記録しました。",
	"assigned": "担当を変えました。", "refused": "差し戻しました。", "imported": "取込済として相手に知らせました。", "exported": "取込フォルダに出力しました。",
	"withdrawn": "送信を取り消しました。", "recorded": "実績を記録しました。", "closed": "実績なしとして記録しました。", "asked": "お願いを送りました。",
	"event": "出来事を記録しました。", "confirmed": "確認済にしました。", "verdict": "請求の扱いを記録しました。", "carried": "限度超過の割り振りを記録しました。",
	"message": "送りました。", "card": "連携先カードを保存しました。", "handed": "渡すものを控えました。下の書類を印刷するか、保存して送ってください。", "lockword": "メールのパスワードを作りました。相手に電話で伝えてください。", "settings": "設定を保存しました。", "member": "職員アカウントを保存しました。",
	"closedmember": "職員アカウントを閉じ、仕事を引き継ぎました。", "change": "変更連絡を送りました。", "manager": "担当を変えました。", "returned": "返戻などの行を取り込みました。", "broadcast": "一斉連絡を送りました。", "deleted": "期限の過ぎた記録を廃棄し、廃棄記録を残しました。", "stopped": "廃棄停止を記録しました。", "account": "アカウントの設定を変えました。", "plan": "原案・確定と同意日を記録しました。",
}

// action is a page or a deed; what it returns decides the answer.
type action func(*call) error

// handle makes a handler: who is it, may they, do it, and turn every error into a page
// with a next step.
func (s *Site) handle(may people.Action, do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{site: s, w: w, r: r}
		if !s.enter(c) {
			return
		}
		if !c.member.May(may, "") {
			s.fail(c, &desk.Error{Code: "role", Message: "この操作は、あなたの役割（" + c.member.Role.Word() + "）ではできません。", Next: "事業所のシステム管理者に頼んでください。"}, http.StatusForbidden)
			return
		}
		if err := do(c); err != nil {
			s.fail(c, err, 0)
		}
	}
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
	if wantsJSON(c.r) {
		writeJSON(c.w, status, map[string]string{"message": problem.Message + problem.Next})
		return
	}
	if err := c.showAs(status, "problem", "できませんでした", nil, problem); err != nil {
		s.Log.Error("error page failed", "path", c.r.Pattern, "error", err)
	}
}

// explain sorts an error: what the clerk can act on, what is not there, what is internal.
func explain(err error) (*desk.Error, int) {
	var own *desk.Error
	var account *people.Error
	var post interface {
		PostCode() string
		Words() (message, next string)
	}
	switch {
	case errors.As(err, &own):
		return own, http.StatusUnprocessableEntity
	case errors.As(err, &account):
		return &desk.Error{Code: account.Code, Message: account.Message, Next: account.Next}, http.StatusUnprocessableEntity
	case errors.As(err, &post):
		message, next := post.Words()
		return &desk.Error{Code: post.PostCode(), Message: message, Next: next}, http.StatusBadGateway
	case errors.Is(err, desk.ErrNotFound):
		return &desk.Error{Code: "not_found", Message: "お探しのものは、この事業所にはありません。", Next: "一覧に戻って、もう一度選んでください。"}, http.StatusNotFound
	case errors.Is(err, desk.ErrConflict):
		return &desk.Error{Code: "conflict", Message: "ほかの職員が、同じものを先に変えました。", Next: "戻って最新の内容を見てから、もう一度操作してください。"}, http.StatusConflict
	}
	return &desk.Error{Code: "internal", Message: "画面を表示できませんでした。データは失われていません。",
		Next: "少し待って、もう一度開いてください。続くときは、この画面の時刻を添えて管理者に知らせてください。"}, http.StatusInternalServerError
}

// places are the ten places with what waits in them.
func (c *call) places() []look.Place {
	if c.office == nil {
		return nil
	}
	in, out := false, true
	unread := len(c.bench.Entries(desk.Filter{Out: &in, Unopened: true, Types: c.types()}))
	refused := len(c.bench.Entries(desk.Filter{Out: &out, Action: true, Types: c.types()}))
	list := []look.Place{
		{Name: "今月", Path: "/"}, {Name: "利用者", Path: "/clients"}, {Name: "新規作成・一括送信", Path: "/new"},
		{Name: "受信一覧", Path: "/received", Count: unread}, {Name: "送信一覧", Path: "/sent", Count: refused}, {Name: "下書き一覧", Path: "/drafts"},
		{Name: "実績確認", Path: "/reconcile"}, {Name: "連絡・書類", Path: "/threads"}, {Name: "連携先", Path: "/partners"},
		{Name: "記録・保存", Path: "/records"}, {Name: "設定", Path: "/settings"},
	}
	for i := range list {
		p := list[i].Path
		list[i].Here = c.r.URL.Path == p || p != "/" && strings.HasPrefix(c.r.URL.Path, p+"/")
	}
	return list
}
