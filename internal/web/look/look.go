// Package look is how all pages look: the frame, the style sheets, the words for days and
// states, and the answers' security headers. It knows html/template and nothing of any
// office or region.
package look

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
)

//go:embed static
var static embed.FS

// policy is the content security policy of every page: nothing from outside, no inline
// script or style.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Secure sets the headers of every answer and refuses requests that another site made.
func Secure(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	return guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	}))
}

// Static serves the style sheets and the script.
func Static() http.Handler {
	files, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the folder is embedded
	}
	serve := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=300")
		serve.ServeHTTP(w, r)
	})
}

// Place is one entry of the navigation.
type Place struct {
	Name  string
	Path  string
	Count int // what waits there, 0 = nothing
	Here  bool
}

// Words gives the functions of all templates.
func Words(style calendar.Style) template.FuncMap {
	return template.FuncMap{
		"date":    style.Date,
		"month":   style.Month,
		"moment":  func(t time.Time) string { return momentOr(style, t) },
		"short":   calendar.Short,
		"clock":   calendar.Clock,
		"weekday": calendar.WeekdayName,
		"comma":   Comma,
		"signed":  Signed,
		"hm":      HourMinute,
		"add":     func(a, b int) int { return a + b },
	}
}

func momentOr(style calendar.Style, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return style.Moment(t)
}

// Comma writes a number with separators: 27,048.
func Comma(n int) string {
	s := fmt.Sprint(max(n, -n))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n < 0 {
		return "−" + s
	}
	return s
}

// Signed writes a difference: ＋412, −387, ±0.
func Signed(n int) string {
	switch {
	case n > 0:
		return "＋" + Comma(n)
	case n < 0:
		return Comma(n)
	}
	return "±0"
}

// HourMinute writes HHMM as 9:05; 9999 stands for no time.
func HourMinute(s string) string {
	if len(s) != 4 || s == "9999" {
		return ""
	}
	if s[0] == '0' {
		return s[1:2] + ":" + s[2:]
	}
	return s[:2] + ":" + s[2:]
}

// Render writes a page whole or not at all.
func Render(w http.ResponseWriter, t *template.Template, name string, status int, data any) error {
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, name, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := buf.WriteTo(w)
	return err
}
