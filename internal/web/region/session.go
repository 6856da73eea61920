package regionweb

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/region"
)

func (s *Site) cookie() string {
	if s.Secure {
		return "__Host-tasuki-map"
	}
	return "tasuki-map"
}

// local gives an address of this site, "" for any other.
func local(path string) string {
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "/\\") {
		return path
	}
	return ""
}

// enter finds out who asks. Whoever is not logged in gets the login page and comes back to
// where they were.
func (s *Site) enter(c *call) bool {
	if err := s.Map.Sync(c.r.Context()); err != nil {
		s.fail(c, err, 0)
		return false
	}
	c.set = s.Map.Settings()
	err := s.identify(c)
	if err == nil {
		return true
	}
	var own *people.Error
	if !errors.As(err, &own) {
		s.fail(c, err, 0)
		return false
	}
	c.member = people.Member{}
	s.showLogin(c.w, c.r, http.StatusUnauthorized, own)
	return false
}

func (s *Site) identify(c *call) error {
	k, err := c.r.Cookie(s.cookie())
	if err != nil {
		return &people.Error{Code: "no_session", Message: "ログインしてください。"}
	}
	session, member, err := s.People.Resume(c.r.Context(), k.Value)
	if err != nil {
		return err
	}
	switch {
	case session.Locked:
		return &people.Error{Code: "locked", Message: "しばらく操作がなかったので、画面を閉じています。", Next: "パスワードを入れると、続きから始められます。"}
	case !session.Second:
		return &people.Error{Code: "second", Message: "二つ目の確認が済んでいません。", Next: "確認の番号を入れてください。"}
	}
	actor, err := s.Map.DutyOf(member.ID)
	if errors.Is(err, region.ErrNotFound) {
		return &people.Error{Code: "no_duty", Message: "このアカウントには、担当が決められていません。", Next: "設定をする人に、担当を決めてもらってください。"}
	}
	if err != nil {
		return err
	}
	c.member, c.session, c.m = member, session, s.Map.As(actor)
	return nil
}

// loginPage is shown to whoever is not logged in.
type loginPage struct {
	Login   string
	Second  bool
	Back    string
	Entries []Entry
}

func (s *Site) loginPage(w http.ResponseWriter, r *http.Request) {
	s.showLogin(w, r, http.StatusOK, nil)
}

func (s *Site) showLogin(w http.ResponseWriter, r *http.Request, status int, problem *people.Error) {
	p := loginPage{Back: "/", Login: r.FormValue("login")}
	if r.Method == http.MethodGet && r.URL.Path != "/login" {
		p.Back = r.URL.RequestURI()
	}
	if b := local(r.FormValue("back")); b != "" {
		p.Back = b
	}
	if s.Demo != nil {
		p.Entries = s.Demo.Entries
	}
	c := &call{site: s, w: w, r: r, set: s.Map.Settings()}
	var shown *region.Error
	if problem != nil {
		p.Second = problem.Code == "second"
		if problem.Code != "no_session" || problem.Next != "" {
			shown = &region.Error{Code: problem.Code, Message: problem.Message, Next: problem.Next}
		}
	}
	if err := c.showAs(status, "login", "ログイン", p, shown); err != nil {
		s.Log.Error("login page failed", "error", err)
		http.Error(w, "画面を表示できませんでした。もう一度開いてください。", http.StatusInternalServerError)
	}
}

// login checks a password and begins a session, or opens a locked one.
func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	_, token, err := s.People.Login(r.Context(), r.FormValue("login"), r.FormValue("password"))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.welcome(w, r, token)
}

func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var own *people.Error
	if !errors.As(err, &own) {
		s.Log.Error("login failed", "error", err)
		own = &people.Error{Code: "internal", Message: "ログインできませんでした。", Next: "少し待って、もう一度お試しください。"}
	}
	s.showLogin(w, r, http.StatusUnprocessableEntity, own)
}

func (s *Site) welcome(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Value: token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	back := local(r.FormValue("back"))
	if back == "" || back == "/login" || back == "/" {
		back = "/start"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// second takes the code of the second factor.
func (s *Site) second(w http.ResponseWriter, r *http.Request) {
	k, err := r.Cookie(s.cookie())
	if err != nil {
		s.loginPage(w, r)
		return
	}
	session, member, err := s.People.Resume(r.Context(), k.Value)
	if err == nil {
		err = s.People.Second(r.Context(), session, member, r.FormValue("code"))
	}
	var own *people.Error
	if errors.As(err, &own) {
		s.showLogin(w, r, http.StatusUnprocessableEntity, &people.Error{Code: "second", Message: own.Message, Next: own.Next})
		return
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.welcome(w, r, k.Value)
}

func (s *Site) logout(w http.ResponseWriter, r *http.Request) {
	if k, err := r.Cookie(s.cookie()); err == nil {
		if session, _, err := s.People.Resume(r.Context(), k.Value); err == nil {
			if err := s.People.End(r.Context(), session); err != nil {
				s.Log.Error("logout failed", "error", err)
			}
		}
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// lock leaves the seat: the session stays, the screen is closed.
func (s *Site) lock(w http.ResponseWriter, r *http.Request) {
	if k, err := r.Cookie(s.cookie()); err == nil {
		if session, _, err := s.People.Resume(r.Context(), k.Value); err == nil {
			if err := s.People.Lock(r.Context(), session); err != nil {
				s.Log.Error("lock failed", "error", err)
			}
		}
	}
	http.Redirect(w, r, "/start", http.StatusSeeOther)
}

// start brings a person to the first place of their duty.
func start(c *call) error {
	for _, p := range c.places() {
		http.Redirect(c.w, c.r, p.Path, http.StatusSeeOther)
		return nil
	}
	return region.ErrNotFound
}

// demoEnter enters the demo as one of its fictional people.
func (s *Site) demoEnter(w http.ResponseWriter, r *http.Request) {
	if s.Demo == nil {
		http.NotFound(w, r)
		return
	}
	m, err := s.People.Store.MemberByLogin(r.Context(), r.FormValue("login"))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	_, token, err := s.People.Begin(r.Context(), m)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.welcome(w, r, token)
}

// demoClock moves the demo's clock.
func (s *Site) demoClock(w http.ResponseWriter, r *http.Request) {
	if s.Demo == nil {
		http.NotFound(w, r)
		return
	}
	to := s.Now().AddDate(0, 0, 1)
	c := &call{site: s, w: w, r: r, set: s.Map.Settings()}
	if r.FormValue("to") == "at" {
		at, err := time.ParseInLocation("2006-01-02T15:04", r.FormValue("at"), s.Now().Location())
		if err != nil || at.Before(s.Now()) {
			s.fail(c, &region.Error{Code: "clock", Message: "日時が入っていないか、いまより前です。", Next: "いまより後の日時を選んでください。時計は戻せません。"}, 0)
			return
		}
		to = at
	}
	if err := s.Demo.Advance(to); err != nil {
		s.fail(c, err, 0)
		return
	}
	back := local(r.FormValue("back"))
	if back == "" {
		back = "/start"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// demoFile hands out a file that a visitor may read in again.
func (s *Site) demoFile(w http.ResponseWriter, r *http.Request) {
	if s.Demo == nil || s.Demo.Files[r.PathValue("name")] == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.PathValue("name")+`"`)
	if _, err := w.Write(s.Demo.Files[r.PathValue("name")]); err != nil {
		s.Log.Info("download ended early", "error", err)
	}
}
