package deskweb

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/unicode/norm"

	"github.com/tasuki-care/tasuki/desk"
)

// Limits of one drop.
const (
	maxDrop  = 256 << 20 // bytes
	maxFiles = 5000
)

// newPage is the empty drop zone.
type newPage struct {
	Drafts []desk.Draft
}

// newDraft shows the drop zone; a draft begins with the first file.
func newDraft(c *call) error {
	drafts, err := c.bench.Drafts(c.r.Context())
	if err != nil {
		return err
	}
	return c.show("new", "新規作成・一括送信", newPage{Drafts: drafts})
}

// dropNew takes the first drop of a new draft.
func dropNew(c *call) error {
	files, err := droppedFiles(c)
	if err != nil {
		return err
	}
	d, err := c.bench.NewDraft(c.r.Context(), c.member.ID)
	if err != nil {
		return err
	}
	return addFiles(c, d.ID, files)
}

// dropMore adds a drop to a draft: several drops add up.
func dropMore(c *call) error {
	files, err := droppedFiles(c)
	if err != nil {
		return err
	}
	return addFiles(c, c.r.PathValue("draft"), files)
}

func addFiles(c *call, draft string, files []desk.Dropped) error {
	if _, err := c.bench.AddFiles(c.r.Context(), draft, c.member.ID, files); err != nil {
		return err
	}
	if _, err := c.bench.Sort(c.r.Context(), draft); err != nil {
		return err
	}
	to := "/drafts/" + draft
	if wantsJSON(c.r) {
		writeJSON(c.w, http.StatusOK, map[string]string{"location": to})
		return nil
	}
	return c.done(to, "")
}

func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the reader is gone if this fails
}

// droppedFiles reads what the browser sent: files, folders, ZIP archives.
func droppedFiles(c *call) ([]desk.Dropped, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxDrop)
	if err := c.r.ParseMultipartForm(32 << 20); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, &desk.Error{Code: "drop_too_large", Message: "一度に入れたファイルが大きすぎます（256MBまで）。", Next: "何回かに分けて入れてください。入れた分は足し合わされます。"}
		}
		return nil, fmt.Errorf("read drop: %w", err)
	}
	defer c.r.MultipartForm.RemoveAll()
	paths := c.r.MultipartForm.Value["path"]
	var out []desk.Dropped
	for i, fh := range c.r.MultipartForm.File["files"] {
		where := ""
		if i < len(paths) {
			where = path.Dir(paths[i])
		}
		more, err := oneFile(fh, where)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	switch {
	case len(out) == 0:
		return nil, &desk.Error{Code: "drop_empty", Message: "ファイルが入っていませんでした。", Next: "介護ソフトから出力したCSVファイルかフォルダを選んでください。"}
	case len(out) > maxFiles:
		return nil, &desk.Error{Code: "drop_too_many", Message: "一度に入れたファイルが多すぎます（5,000まで）。", Next: "何回かに分けて入れてください。入れた分は足し合わされます。"}
	}
	return out, nil
}

func oneFile(fh *multipart.FileHeader, where string) ([]desk.Dropped, error) {
	f, err := fh.Open()
	if err != nil {
		return nil, fmt.Errorf("open dropped file: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("read dropped file: %w", err)
	}
	name := norm.NFC.String(path.Base(strings.ReplaceAll(fh.Filename, "\\", "/")))
	if strings.EqualFold(path.Ext(name), ".zip") {
		return unzip(name, b)
	}
	return []desk.Dropped{{Name: name, Path: strings.TrimPrefix(where, "."), Bytes: b}}, nil
}

// unzip takes the files out of an archive, as far as the limits go.
func unzip(name string, b []byte) ([]desk.Dropped, error) {
	bad := &desk.Error{Code: "zip_unreadable", Message: "ZIPファイル「" + name + "」を開けませんでした。", Next: "パスワードのないZIPにするか、中のファイルを直接入れてください。"}
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, bad
	}
	var out []desk.Dropped
	total := int64(0)
	for _, f := range r.File {
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			return nil, bad
		}
		body, err := io.ReadAll(io.LimitReader(rc, maxDrop-total+1))
		rc.Close()
		total += int64(len(body))
		if err != nil || total > maxDrop || len(out) >= maxFiles {
			return nil, bad
		}
		inside := zipName(f)
		out = append(out, desk.Dropped{Name: path.Base(inside), Path: path.Join(name, path.Dir(inside)), Bytes: body})
	}
	return out, nil
}

// zipName reads a name of an archive: UTF-8, or Windows-31J as Windows writes it.
func zipName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 {
		if s, err := japanese.ShiftJIS.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return norm.NFC.String(strings.ReplaceAll(name, "\\", "/"))
}

// listDrafts is the place 下書き一覧.
func listDrafts(c *call) error {
	drafts, err := c.bench.Drafts(c.r.Context())
	if err != nil {
		return err
	}
	return c.show("drafts", "下書き一覧", drafts)
}

// draftPage is one draft: where everything goes.
type draftPage struct {
	*desk.Sorting
	Second   bool // a second person must look
	Channels []desk.Channel
	Cards    []desk.Card
	People   []desk.Client
	Kinds    []string
	Skipped  int
	Sent     int
	Blocked  int
	Failed   int
	Open     string // row that is open
	MayCheck bool
	Part     draftPart
}

// showDraft shows what goes where and what is wrong.
func showDraft(c *call) error {
	s, err := c.bench.Sort(c.r.Context(), c.r.PathValue("draft"))
	if err != nil {
		return err
	}
	cards, err := c.bench.Cards(c.r.Context())
	if err != nil {
		return err
	}
	p := draftPage{Sorting: s, Second: c.set.SecondCheck, Channels: desk.Channels(), Cards: cards, Kinds: desk.DocumentKinds(), Open: c.r.URL.Query().Get("open")}
	p.MayCheck = s.Draft.By != c.member.ID
	if len(s.Loose) > 0 || hasDocs(s) {
		p.People = c.bench.Clients()
	}
	for _, r := range s.Rows {
		switch {
		case r.Choice.Result.Done:
			p.Sent++
		case r.Choice.Skip:
			p.Skipped++
		case r.Blocked():
			p.Blocked++
		case r.Choice.Result.Code != "":
			p.Failed++
		}
	}
	p.Part = partOf(s, c.r.URL.Query(), p.Open)
	return c.show("draft", "送信の確認", p)
}

func hasDocs(s *desk.Sorting) bool {
	for _, r := range s.Rows {
		if len(r.Docs) > 0 {
			return true
		}
	}
	return false
}

// changeRow notes what the clerk decided about one partner.
func changeRow(c *call) error {
	id, row := c.r.PathValue("draft"), c.r.FormValue("row")
	_, err := c.bench.ChangeDraft(c.r.Context(), id, c.member.ID, func(d *desk.Draft) error {
		choice := d.Rows[row]
		switch c.r.FormValue("do") {
		case "new":
			choice.New, choice.NewBy = true, c.member.ID
		case "merge":
			choice.Merge = true
		case "skip":
			choice.Skip = true
		case "unskip":
			choice.Skip = false
		case "message":
			choice.Message = c.r.FormValue("message")
		case "channel":
			choice.Channel = desk.Channel(c.r.FormValue("channel"))
		}
		d.Rows[row] = choice
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/drafts/"+id+"?open="+row, "")
}

// changeFile takes a file out, or says what a document is, whose, and for whom.
func changeFile(c *call) error {
	id := c.r.PathValue("draft")
	at, err := strconv.Atoi(c.r.FormValue("file"))
	if err != nil {
		return desk.ErrNotFound
	}
	_, err = c.bench.ChangeDraft(c.r.Context(), id, c.member.ID, func(d *desk.Draft) error {
		if at < 0 || at >= len(d.Files) {
			return desk.ErrNotFound
		}
		f := &d.Files[at]
		switch c.r.FormValue("do") {
		case "out":
			f.Left = true
		case "convert":
			f.Convert = true
		case "document":
			f.Document, f.MayGive = c.r.FormValue("kind"), c.r.FormValue("give") != ""
			if k, err := parseClient(c.r.FormValue("client")); err == nil {
				f.Client = k
			}
			if a, err := address(c.r.FormValue("partner")); err == nil {
				f.To = a
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/drafts/"+id, "")
}

func changeMessage(c *call) error {
	id := c.r.PathValue("draft")
	_, err := c.bench.ChangeDraft(c.r.Context(), id, c.member.ID, func(d *desk.Draft) error {
		d.Message = c.r.FormValue("message")
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/drafts/"+id, "")
}

func takeMine(c *call) error {
	id := c.r.PathValue("draft")
	channel := cmp.Or(desk.Channel(c.r.FormValue("channel")), desk.National)
	if _, err := c.bench.TakeMine(c.r.Context(), id, channel, c.member.ID); err != nil {
		return err
	}
	s, err := c.bench.Sort(c.r.Context(), id)
	if err == nil && s.Files == 0 {
		return c.done("/received", "taken")
	}
	return c.done("/drafts/"+id, "taken")
}

func checkDraft(c *call) error {
	id := c.r.PathValue("draft")
	if err := c.bench.CheckDraft(c.r.Context(), id, c.member.ID); err != nil {
		return err
	}
	return c.done("/drafts/"+id, "checked")
}

func sendDraft(c *call) error {
	id := c.r.PathValue("draft")
	if err := c.bench.StartSending(c.r.Context(), id, c.member.ID); err != nil {
		return err
	}
	return c.done("/drafts/"+id, "")
}

func dropDraft(c *call) error {
	if err := c.bench.DropDraft(c.r.Context(), c.r.PathValue("draft"), c.member.ID); err != nil {
		return err
	}
	return c.done("/drafts", "dropped")
}

// draftProgress tells the page how far a sending is.
func draftProgress(c *call) error {
	d, err := c.bench.Draft(c.r.Context(), c.r.PathValue("draft"))
	if err != nil {
		return err
	}
	done, all := d.Progress()
	writeJSON(c.w, http.StatusOK, map[string]any{"done": done, "all": all, "sending": d.State == desk.DraftSending})
	return nil
}

// unitPage is one unit of a draft as forms, with its findings at their cells.
type unitPage struct {
	Draft desk.Draft
	Row   desk.DropRow
	Unit  desk.DropUnit
	shownForms
}

func showDraftUnit(c *call) error {
	s, err := c.bench.Sort(c.r.Context(), c.r.PathValue("draft"))
	if err != nil {
		return err
	}
	for _, r := range s.Rows {
		for _, u := range r.Units {
			if u.Key != c.r.PathValue("unit") {
				continue
			}
			forms, err := c.forms(u.Unit, u.Result.Findings)
			if err != nil {
				return err
			}
			return c.show("unit", r.Card.Label()+"　"+u.UnitName(), unitPage{s.Draft, r, u, forms})
		}
	}
	return desk.ErrNotFound
}
