package desk

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// subjectExport is the journal's subject for 「すべて持ち出す」.
const subjectExport = "export"

// Exporter says who takes everything away, and how members are called.
type Exporter struct {
	Who  string              // member id
	Name func(string) string // name of a member
}

// ExportAll (すべて持ち出す) writes everything of the ledger as one ZIP: the files as they were
// sent and received, README.txt and last index.json. One letter is in memory at a time. An
// archive without index.json is not whole; after an error nothing may be added to w.
func (b *Bench) ExportAll(ctx context.Context, w io.Writer, x Exporter) error {
	entries := b.Entries(Filter{})
	slices.Reverse(entries)
	note := b.note(x.Who, "exported all", subjectExport, fmt.Sprintf("%d件", len(entries)))
	if err := b.Cabinet.Put(ctx, notesOf(note)); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	a := &archive{bench: b, zip: zip.NewWriter(w), made: b.Now().UTC(), by: x}
	if err := a.add("README.txt", a.made, strings.NewReader(archiveReadme(b.Name, b.Office, a.made))); err != nil {
		return err
	}
	letters := make([]archivedLetter, 0, len(entries))
	for _, e := range entries {
		l, err := a.letter(ctx, e)
		if err != nil {
			return err
		}
		letters = append(letters, l)
	}
	if err := a.index(ctx, letters); err != nil {
		return err
	}
	if err := a.zip.Close(); err != nil {
		return fmt.Errorf("close archive: %w", err)
	}
	return b.Cabinet.Put(ctx, notesOf(b.note(x.Who, "export finished", subjectExport, fmt.Sprintf("%d件", len(entries)))))
}

// LastExport tells when everything was last taken away whole, and by whom; a zero time
// when never.
func (b *Bench) LastExport(ctx context.Context) (time.Time, string, error) {
	notes, err := b.Cabinet.Journal(ctx, subjectExport)
	if err != nil {
		return time.Time{}, "", fmt.Errorf("read journal: %w", err)
	}
	for _, n := range slices.Backward(notes) {
		if n.Verb == "export finished" {
			return n.At, n.Who, nil
		}
	}
	return time.Time{}, "", nil
}

// archive is an export under way.
type archive struct {
	bench *Bench
	zip   *zip.Writer
	made  time.Time
	by    Exporter
}

// add writes one file of the archive.
func (a *archive) add(name string, at time.Time, r io.Reader) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.In(japan)})
	if err == nil {
		_, err = io.Copy(w, r)
	}
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

var japan = time.FixedZone("JST", 9*3600)

// letter writes the files of a row. Files that cannot be opened are named in the index:
// one broken letter does not hold back the others.
func (a *archive) letter(ctx context.Context, e Entry) (archivedLetter, error) {
	if err := ctx.Err(); err != nil {
		return archivedLetter{}, err
	}
	out := a.describe(e)
	files, docs, err := a.bench.Files(ctx, e)
	if err != nil {
		out.Problem = readable(err)
		return out, ctx.Err() // who gave up is no problem of the letter
	}
	folder := archiveFolder(e)
	for _, f := range files {
		if err := a.csv(&out, folder, e.At, f); err != nil {
			return out, err
		}
	}
	for _, d := range docs {
		if err := a.file(&out, folder, d.Name, e.At, strings.NewReader(string(d.Bytes))); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (a *archive) csv(l *archivedLetter, folder string, at time.Time, f *careplan.File) error {
	r, err := f.Source.Open()
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	defer r.Close()
	return a.file(l, folder, f.Name.Text, at, r)
}

// file writes one file and notes its place, length and digest for the index.
func (a *archive) file(l *archivedLetter, folder, name string, at time.Time, r io.Reader) error {
	name = freeName(l.Files, folder, name)
	digest := newDigestReader(r)
	if err := a.add(name, at, digest); err != nil {
		return err
	}
	l.Files = append(l.Files, archivedFile{Path: name, Size: digest.size, SHA256: digest.sum()})
	return nil
}

// archiveFolder is the folder of a row: 送信 or 受信, service month, then day, partner and id.
func archiveFolder(e Entry) string {
	way, month := "受信", e.Month
	if e.Out {
		way = "送信"
	}
	if month == "" {
		month = "月なし"
	}
	partner := e.Partner.Office
	if partner == "" {
		partner = "番号なし"
	}
	return path.Join(way, month, calendar.Of(e.At)+"_"+partner+"_"+e.ID)
}

// freeName gives a name below the folder that no other file of the letter has; a name never
// leads out of the folder.
func freeName(have []archivedFile, folder, name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	if name == "." || name == ".." || name == "/" {
		name = "名前なし"
	}
	try := path.Join(folder, name)
	for n := 2; slices.ContainsFunc(have, func(f archivedFile) bool { return f.Path == try }); n++ {
		ext := path.Ext(name)
		try = path.Join(folder, fmt.Sprintf("%s(%d)%s", strings.TrimSuffix(name, ext), n, ext))
	}
	return try
}

// digestReader counts and hashes what is read through it.
type digestReader struct {
	io.Reader
	hash interface{ Sum([]byte) []byte }
	size int64
}

func newDigestReader(r io.Reader) *digestReader {
	h := sha256.New()
	return &digestReader{Reader: io.TeeReader(r, h), hash: h}
}

// Read reads on.
func (d *digestReader) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	d.size += int64(n)
	return n, err
}

func (d *digestReader) sum() string { return hex.EncodeToString(d.hash.Sum(nil)) }

// index writes index.json, letter by letter.
func (a *archive) index(ctx context.Context, letters []archivedLetter) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: "index.json", Method: zip.Deflate, Modified: a.made.In(japan)})
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	head, err := a.head(ctx)
	if err != nil {
		return err
	}
	first, err := json.MarshalIndent(head, "", " ")
	if err != nil {
		return fmt.Errorf("encode index: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%s,\n \"letters\": [", strings.TrimSuffix(string(first), "\n}")); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	for i := range letters {
		if err := a.indexed(ctx, w, i, &letters[i]); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, "\n ]\n}\n"); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// indexed writes one letter of the index, with its story read only now.
func (a *archive) indexed(ctx context.Context, w io.Writer, i int, l *archivedLetter) error {
	if err := a.story(ctx, l); err != nil {
		return err
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode index: %w", err)
	}
	l.Events, l.Journal, l.Receipt, l.Answer = nil, nil, "", nil
	sep := ",\n  "
	if i == 0 {
		sep = "\n  "
	}
	if _, err := fmt.Fprintf(w, "%s%s", sep, raw); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// story adds receipt, answer, events and journal.
func (a *archive) story(ctx context.Context, l *archivedLetter) error {
	var err error
	if l.Journal, err = a.journal(ctx, l.ID); err != nil || l.entry.Letter == "" {
		return err
	}
	from, id, err := a.bench.sealedOf(ctx, l)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	events, err := a.bench.Store.Events(ctx, from, id)
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	for _, e := range events {
		l.Events = append(l.Events, archivedEvent{At: e.At, Kind: e.Kind, State: string(e.State), Note: e.Note})
	}
	return nil
}
