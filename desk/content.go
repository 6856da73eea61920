package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// maxBody bounds the files of one entry that is no letter.
const maxBody = 64 << 20

// Content is what an entry holds, as the office reads it.
type Content struct {
	Slips  []careplan.Slip       // slips and actuals
	People []careplan.Supplement // 利用者補足情報
	Plans  []careplan.Plan       // plans of care
}

// Attachment is one document of an entry with its bytes.
type Attachment struct {
	Name  string
	Bytes []byte
}

// Files opens an entry and gives its CSV files and its documents. Every call is for a
// reader of the office; the caller notes it in the journal.
func (b *Bench) Files(ctx context.Context, e Entry) ([]*careplan.File, []Attachment, error) {
	if e.Body != "" {
		return b.bodyFiles(ctx, e)
	}
	if e.Letter == "" {
		return nil, nil, nil
	}
	opened, err := b.openLetter(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	defer opened.Close()
	var sink memorySink
	if err := opened.Extract(&sink); err != nil {
		return nil, nil, fmt.Errorf("unpack letter: %w", err)
	}
	return sink.sorted(opened.Manifest.Files)
}

// openLetter opens a letter of the inbox, or the own copy of one of the outbox.
func (b *Bench) openLetter(ctx context.Context, e Entry) (*Letter, error) {
	id, err := header.ParseLetterID(e.Letter)
	if err != nil {
		return nil, fmt.Errorf("read letter id: %w", err)
	}
	if !e.Out {
		in, err := b.Store.Incoming(ctx, e.Partner, id)
		if err != nil {
			return nil, err
		}
		return b.Open(ctx, in)
	}
	o, err := b.Store.Outgoing(ctx, id)
	if err != nil {
		return nil, err
	}
	return b.openShelf(ctx, o.ShelfName(), b.judgedAt(o.Receipt))
}

// memorySink takes unpacked files into memory, in the second pass, after everything was
// verified once.
type memorySink struct {
	bytes map[string]*bytes.Buffer
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// Create starts a file.
func (m *memorySink) Create(name string, _ int64) (io.WriteCloser, error) {
	if m.bytes == nil {
		m.bytes = map[string]*bytes.Buffer{}
	}
	m.bytes[name] = &bytes.Buffer{}
	return nopCloser{m.bytes[name]}, nil
}

func (m *memorySink) sorted(list []envelope.ManifestFile) ([]*careplan.File, []Attachment, error) {
	var files []*careplan.File
	var docs []Attachment
	for _, f := range list {
		body := m.bytes[f.Name].Bytes()
		if f.Attachment {
			docs = append(docs, Attachment{f.Name, body})
			continue
		}
		file, err := careplan.NewFile(f.Name, careplan.Bytes(body))
		if err != nil {
			return nil, nil, fmt.Errorf("read file of letter: %w", err)
		}
		files = append(files, file)
	}
	return files, docs, nil
}

// body is how files that are no letter lie on the shelf: sealed for the own office.
type body struct {
	Files []bodyFile
}

type bodyFile struct {
	Name       string
	Bytes      []byte
	Attachment bool
}

// keepBody seals files for the own office and puts them on the shelf.
func (b *Bench) keepBody(ctx context.Context, name string, v body) error {
	key, err := b.currentKey(ctx)
	if err != nil {
		return err
	}
	id, err := age.ParseHybridIdentity(key.Secret)
	if err != nil {
		return fmt.Errorf("read office key: %w", err)
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode files: %w", err)
	}
	return b.Shelf.Put(name, func(w io.Writer) error { return envelope.SealBlob(w, plain, id.Recipient()) })
}

func (b *Bench) readBody(ctx context.Context, name string) (body, error) {
	var v body
	keys, err := b.Store.Keys(ctx)
	if err != nil {
		return v, fmt.Errorf("read keys: %w", err)
	}
	var ids []age.Identity
	for _, k := range keys {
		id, err := age.ParseHybridIdentity(k.Secret)
		if err != nil {
			return v, fmt.Errorf("read office key: %w", err)
		}
		ids = append(ids, id)
	}
	f, _, err := b.Shelf.Open(name)
	if err != nil {
		return v, fmt.Errorf("open files: %w", err)
	}
	defer f.Close()
	plain, err := envelope.OpenBlob(f, maxBody, ids...)
	if err != nil {
		return v, fmt.Errorf("open files: %w", err)
	}
	if err := json.Unmarshal(plain, &v); err != nil {
		return v, fmt.Errorf("decode files: %w", err)
	}
	return v, nil
}

func (b *Bench) bodyFiles(ctx context.Context, e Entry) ([]*careplan.File, []Attachment, error) {
	v, err := b.readBody(ctx, e.Body)
	if err != nil {
		return nil, nil, err
	}
	var files []*careplan.File
	var docs []Attachment
	for _, f := range v.Files {
		if f.Attachment || !isCSV(f.Name) {
			docs = append(docs, Attachment{f.Name, f.Bytes})
			continue
		}
		file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
		if err != nil {
			return nil, nil, fmt.Errorf("read file: %w", err)
		}
		files = append(files, file)
	}
	return files, docs, nil
}

func isCSV(name string) bool { return strings.EqualFold(path.Ext(name), ".csv") }

// ContentOf reads what an entry holds, once.
func (b *Bench) ContentOf(ctx context.Context, e Entry) (*Content, error) {
	b.mu.Lock()
	c := b.content[e.ID]
	b.mu.Unlock()
	if c != nil {
		return c, nil
	}
	files, _, err := b.Files(ctx, e)
	if err != nil {
		return nil, err
	}
	c, err = readContent(careplan.Group(files))
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.content[e.ID] = c
	b.mu.Unlock()
	return c, nil
}

// readContent takes the clients' months and plans out of units.
func readContent(h *careplan.Heap) (*Content, error) {
	c := &Content{}
	for _, u := range h.Units {
		slips, err := careplan.Slips(u)
		if err != nil {
			return nil, fmt.Errorf("read slips: %w", err)
		}
		people, err := careplan.Supplements(u)
		if err != nil {
			return nil, fmt.Errorf("read clients: %w", err)
		}
		plans, err := careplan.Plans(u)
		if err != nil {
			return nil, fmt.Errorf("read plans: %w", err)
		}
		c.Slips, c.People, c.Plans = append(c.Slips, slips...), append(c.People, people...), append(c.Plans, plans...)
	}
	return c, nil
}
