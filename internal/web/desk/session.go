package deskweb

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// cookie carries the office's number and the session's token.
func (s *Site) cookie() string {
	if s.Secure {
		return "__Host-tasuki"
	}
	return "tasuki"
}

// enter finds out who asks. Whoever is not logged in, or locked, gets the login page and
// comes back to where they were.
func (s *Site) enter(c *call) bool {
	err := s.identify(c)
	if err == nil {
		if c.set, err = c.bench.Settings(c.r.Context()); err == nil {
			return true
		}
	}
	var own *people.Error
	if !errors.As(err, &own) {
		s.fail(c, err, 0)
		return false
	}
	c.office = nil
	if wantsJSON(c.r) {
		writeJSON(c.w, http.StatusUnauthorized, map[string]string{"message": own.Message + own.Next})
		return false
	}
	s.showLogin(c.w, c.r, http.StatusUnauthorized, own)
	return false
}

var errLocked = &people.Error{Code: "locked", Message: "しばらく操作がなかったので、画面を閉じています。", Next: "パスワードを入れると、続きから始められます。"}

func (s *Site) identify(c *call) error {
	k, err := c.r.Cookie(s.cookie())
	if err != nil {
		return &people.Error{Code: "no_session", Message: "ログインしてください。"}
	}
	number, token, _ := strings.Cut(k.Value, ".")
	o := s.officeOf(number)
	if o == nil {
		return &people.Error{Code: "no_session", Message: "ログインしてください。"}
	}
	session, member, err := o.People.Resume(c.r.Context(), token)
	if err != nil {
		return err
	}
	switch {
	case session.Locked:
		return errLocked
	case !session.Second:
		return &people.Error{Code: "second", Message: "二つ目の確認が済んでいません。", Next: "確認の番号を入れてください。"}
	}
	c.office, c.bench, c.member, c.session = o, o.Bench, member, session
	return nil
}

func (s *Site) officeOf(number string) *Office {
	for _, o := range s.Offices {
		if o.Bench.Desk.Office == number {
			return o
		}
	}
	return nil
}

// loginPage is shown to whoever is not logged in.
type loginPage struct {
	Number  string
	One     bool // only one office is served here
	Login   string
	Locked  bool
	Second  bool
	Back    string
	Entries []DemoEntry
	Seats   []people.Seat // who shares this PC
	Office  string        // their office's number
}

func (s *Site) loginPage(w http.ResponseWriter, r *http.Request) {
	s.showLogin(w, r, http.StatusOK, nil)
}

func (s *Site) showLogin(w http.ResponseWriter, r *http.Request, status int, problem *people.Error) {
	p := loginPage{One: len(s.Offices) == 1, Back: "/", Login: r.FormValue("login")}
	if r.Method == http.MethodGet && r.URL.Path != "/login" {
		p.Back = r.URL.RequestURI()
	}
	if b := local(r.FormValue("back")); b != "" {
		p.Back = b
	}
	if p.One {
		p.Number = s.Offices[0].Bench.Desk.Office
	}
	if s.Demo != nil {
		p.Entries = s.Demo.Entries
	}
	p.Office, p.Seats = s.seats(r)
	c := &call{site: s, w: w, r: r}
	var shown *desk.Error
	if problem != nil {
		p.Locked, p.Second = problem.Code == "locked", problem.Code == "second"
		if problem.Code != "no_session" || problem.Next != "" {
			shown = &desk.Error{Code: problem.Code, Message: problem.Message, Next: problem.Next}
		}
	}
	if err := c.showAs(status, "login", "ログイン", p, shown); err != nil {
		s.Log.Error("login page failed", "error", err)
		http.Error(w, "画面を表示できませんでした。もう一度開いてください。", http.StatusInternalServerError)
	}
}

// login checks a password, begins a session or opens a locked one.
func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	o := s.officeOf(strings.TrimSpace(r.FormValue("number")))
	if o == nil {
		s.refuseLogin(w, r, &people.Error{Code: "no_office", Message: "この事業所番号は、ここでは使えません。", Next: "10桁の事業所番号を確かめてください。"})
		return
	}
	_, token, err := o.People.LoginAt(r.Context(), s.seat(w, r), r.FormValue("login"), r.FormValue("password"))
	if err != nil {
		s.refuseLogin(w, r, err)
		return
	}
	s.welcome(w, r, o, token)
}

// seat names this browser, so that people who share a PC find their locked sessions here. It
// opens nothing by itself.
func (s *Site) seat(w http.ResponseWriter, r *http.Request) string {
	const name = "tasuki-seat"
	if k, err := r.Cookie(name); err == nil && len(k.Value) == 26 {
		return k.Value
	}
	v := rand.Text()
	http.SetCookie(w, &http.Cookie{Name: name, Value: v, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode, MaxAge: 365 * 24 * 3600})
	return v
}

// seats lists who has an open or locked session in this browser.
func (s *Site) seats(r *http.Request) (string, []people.Seat) {
	k, err := r.Cookie("tasuki-seat")
	o, _, ok := s.current(r)
	if err != nil || !ok {
		return "", nil
	}
	list, err := o.People.Seats(r.Context(), k.Value)
	if err != nil {
		s.Log.Error("seats failed", "error", err)
		return "", nil
	}
	return o.Bench.Desk.Office, list
}

// switchSeat changes to another person's session in this browser, with the PIN or password.
func (s *Site) switchSeat(w http.ResponseWriter, r *http.Request) {
	k, err := r.Cookie("tasuki-seat")
	o := s.officeOf(r.FormValue("number"))
	if err != nil || o == nil {
		s.loginPage(w, r)
		return
	}
	_, token, err := o.People.Switch(r.Context(), k.Value, r.FormValue("member"), r.FormValue("secret"))
	if err != nil {
		s.refuseLogin(w, r, err)
		return
	}
	s.welcome(w, r, o, token)
}

func (s *Site) refuseLogin(w http.ResponseWriter, r *http.Request, err error) {
	var own *people.Error
	if !errors.As(err, &own) {
		s.Log.Error("login failed", "error", err)
		own = &people.Error{Code: "internal", Message: "ログインできませんでした。", Next: "少し待って、もう一度お試しください。"}
	}
	s.showLogin(w, r, http.StatusUnprocessableEntity, own)
}

func (s *Site) welcome(w http.ResponseWriter, r *http.Request, o *Office, token string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(), Value: o.Bench.Desk.Office + "." + token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	})
	back := local(r.FormValue("back"))
	if back == "" || back == "/login" {
		back = "/"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// secondFactor takes the code of the second factor.
func (s *Site) secondFactor(w http.ResponseWriter, r *http.Request) {
	k, err := r.Cookie(s.cookie())
	if err != nil {
		s.showLogin(w, r, http.StatusUnauthorized, &people.Error{Code: "no_session", Message: "ログインしてください。"})
		return
	}
	number, token, _ := strings.Cut(k.Value, ".")
	o := s.officeOf(number)
	if o == nil {
		s.loginPage(w, r)
		return
	}
	session, member, err := o.People.Resume(r.Context(), token)
	switch {
	case err != nil:
	case r.FormValue("answer") != "":
		err = o.People.PasskeySecond(r.Context(), session, []byte(r.FormValue("answer")))
	default:
		err = o.People.Second(r.Context(), session, member, r.FormValue("code"))
	}
	if err != nil {
		var own *people.Error
		if errors.As(err, &own) {
			own = &people.Error{Code: "second", Message: own.Message, Next: own.Next}
			s.showLogin(w, r, http.StatusUnprocessableEntity, own)
			return
		}
		s.refuseLogin(w, r, err)
		return
	}
	s.welcome(w, r, o, token)
}

// current gives the session of a request as far as there is one.
func (s *Site) current(r *http.Request) (*Office, people.Session, bool) {
	k, err := r.Cookie(s.cookie())
	if err != nil {
		return nil, people.Session{}, false
	}
	number, token, _ := strings.Cut(k.Value, ".")
	o := s.officeOf(number)
	if o == nil {
		return nil, people.Session{}, false
	}
	session, _, err := o.People.Resume(r.Context(), token)
	return o, session, err == nil
}

func (s *Site) logout(w http.ResponseWriter, r *http.Request) {
	if o, session, ok := s.current(r); ok {
		if err := o.People.End(r.Context(), session); err != nil {
			s.Log.Error("logout failed", "error", err)
		}
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// lock leaves the seat: the session stays, the screen is closed.
func (s *Site) lock(w http.ResponseWriter, r *http.Request) {
	if o, session, ok := s.current(r); ok {
		if err := o.People.Lock(r.Context(), session); err != nil {
			s.Log.Error("lock failed", "error", err)
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// demoEnter enters the demo as one of its fictional people.
func (s *Site) demoEnter(w http.ResponseWriter, r *http.Request) {
	if s.Demo == nil {
		http.NotFound(w, r)
		return
	}
	o := s.officeOf(r.FormValue("number"))
	if o == nil {
		s.loginPage(w, r)
		return
	}
	m, err := o.People.Store.MemberByLogin(r.Context(), r.FormValue("login"))
	if err != nil {
		s.refuseLogin(w, r, err)
		return
	}
	_, token, err := o.People.Begin(r.Context(), m)
	if err != nil {
		s.refuseLogin(w, r, err)
		return
	}
	s.welcome(w, r, o, token)
}

// demoClock moves the demo's clock.
func (s *Site) demoClock(w http.ResponseWriter, r *http.Request) {
	if s.Demo == nil {
		http.NotFound(w, r)
		return
	}
	to := s.Demo.Now().AddDate(0, 0, 1)
	if r.FormValue("to") == "at" {
		at, err := time.ParseInLocation("2006-01-02T15:04", r.FormValue("at"), s.Demo.Now().Location())
		if err != nil || at.Before(s.Demo.Now()) {
			c := &call{site: s, w: w, r: r}
			s.fail(c, &desk.Error{Code: "clock", Message: "日時が入っていないか、いまより前です。", Next: "いまより後の日時を選んでください。時計は戻せません。"}, 0)
			return
		}
		to = at
	}
	if err := s.Demo.Advance(to); err != nil {
		c := &call{site: s, w: w, r: r}
		s.fail(c, err, 0)
		return
	}
	back := local(r.FormValue("back"))
	if back == "" {
		back = "/"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

func (o *Office) saveMember(c *call, m people.Member, password string) error {
	if m.ID != "" {
		old, err := o.People.Store.Member(c.r.Context(), m.ID)
		if err != nil {
			return desk.ErrNotFound
		}
		old.Name, old.Role, old.Types, old.Label = m.Name, m.Role, m.Types, m.Label
		m = old
	}
	m.MustChange = password != ""
	_, err := o.People.Add(c.r.Context(), m, password)
	return err
}

func (o *Office) closeMember(c *call, id, to string) error {
	if id == c.member.ID {
		return &desk.Error{Code: "own_account", Message: "自分のアカウントは閉じられません。", Next: "ほかのシステム管理者に頼んでください。"}
	}
	return o.People.Close(c.r.Context(), id, to)
}
