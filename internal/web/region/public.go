package regionweb

import (
	"errors"
	"net/http"

	"github.com/tasuki-care/tasuki/region"
)

// answer shows the questionnaire behind a link; no login is asked for.
func (s *Site) answer(w http.ResponseWriter, r *http.Request) {
	c, ok := s.visitor(w, r)
	if !ok {
		return
	}
	f, err := s.Map.FormOf(r.PathValue("token"))
	if err != nil {
		s.fail(c, closedForm(err), http.StatusNotFound)
		return
	}
	if err := c.show("answer", f.Title, answerPage{Form: f, Action: r.URL.Path}); err != nil {
		s.fail(c, err, 0)
	}
}

func (s *Site) visitor(w http.ResponseWriter, r *http.Request) (*call, bool) {
	c := &call{site: s, w: w, r: r}
	if err := s.Map.Sync(r.Context()); err != nil {
		s.fail(c, err, 0)
		return c, false
	}
	c.set = s.Map.Settings()
	return c, true
}

func closedForm(err error) error {
	if errors.Is(err, region.ErrNotFound) {
		return &region.Error{Code: "form_closed", Message: "このアンケートは、受け付けていません。", Next: "受付の期間が終わったか、リンクが違います。案内を送った市町村の担当課に聞いてください。"}
	}
	return err
}

// sendAnswer takes an answer through a link.
func (s *Site) sendAnswer(w http.ResponseWriter, r *http.Request) {
	c, ok := s.visitor(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	token := r.PathValue("token")
	f, err := s.Map.FormOf(token)
	if err != nil {
		s.fail(c, closedForm(err), http.StatusNotFound)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.fail(c, &region.Error{Code: "form_size", Message: "回答を受け取れませんでした。", Next: "自由記述を短くして、もう一度送ってください。"}, http.StatusBadRequest)
		return
	}
	a, values, problems := read(f, r.Form, r.FormValue)
	if len(problems) > 0 {
		if err := c.showAs(http.StatusUnprocessableEntity, "answer", f.Title, answerPage{Form: f, Action: r.URL.Path, Values: values, Errors: problems}, nil); err != nil {
			s.fail(c, err, 0)
		}
		return
	}
	if err := s.Map.AnswerBy(r.Context(), token, a); err != nil {
		s.fail(c, err, 0)
		return
	}
	if err := c.show("answer", f.Title, answerPage{Form: f, Thanks: true}); err != nil {
		s.fail(c, err, 0)
	}
}
