package rules_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

const standard = "../testdata/standard"

// drop is a sample's files in memory, to be changed by a case.
type drop struct {
	files []*dropped
}

type dropped struct {
	path string
	data []byte
}

func (d *dropped) kind() string { return string(careplan.ParseName(d.path).Kind) }

func loadDrop(dir string) (*drop, error) {
	names, err := os.ReadDir(filepath.Join(standard, dir))
	if err != nil {
		return nil, err
	}
	out := &drop{}
	for _, e := range names {
		data, err := os.ReadFile(filepath.Join(standard, dir, e.Name()))
		if err != nil {
			return nil, err
		}
		out.files = append(out.files, &dropped{e.Name(), data})
	}
	return out, nil
}

func (d *drop) heap() (*careplan.Heap, error) {
	var files []*careplan.File
	for _, f := range d.files {
		file, err := careplan.NewFile(f.path, careplan.Bytes(f.data))
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return careplan.Group(files), nil
}

// of gives the first file of a kind, or all files for *.
func (d *drop) of(kind string) ([]*dropped, error) {
	if kind == "*" {
		return d.files, nil
	}
	for _, f := range d.files {
		if f.kind() == kind || kind == "?" && f.kind() == "" {
			return []*dropped{f}, nil
		}
	}
	return nil, fmt.Errorf("no %s in the drop", kind)
}

func (d *drop) apply(e edit) error {
	kind, rest, _ := strings.Cut(e.args, " ")
	if e.verb == "add" {
		return d.add(kind, rest)
	}
	files, err := d.of(kind)
	if err != nil {
		return err
	}
	if known, err := d.applyToHeap(e.verb, kind, rest, files); known {
		return err
	}
	for _, f := range files {
		if err := f.apply(e.verb, rest); err != nil {
			return err
		}
	}
	return nil
}

// applyToHeap are the verbs that change which files there are.
func (d *drop) applyToHeap(verb, kind, rest string, files []*dropped) (known bool, err error) {
	switch verb {
	case "remove":
		var left []*dropped
		for _, f := range d.files {
			if f.kind() != kind {
				left = append(left, f)
			}
		}
		d.files = left
	case "copy":
		d.files = append(d.files, &dropped{rest, bytes.Clone(files[0].data)})
	case "twin":
		twin := &dropped{"別/" + filepath.Base(files[0].path), bytes.Clone(files[0].data)}
		d.files = append(d.files, twin)
		return true, twin.apply("set", rest)
	default:
		return false, nil
	}
	return true, nil
}

func (d *drop) add(dir, kind string) error {
	other, err := loadDrop(dir)
	if err != nil {
		return err
	}
	files, err := other.of(kind)
	d.files = append(d.files, files...)
	return err
}

func (f *dropped) apply(verb, args string) error {
	switch verb {
	case "set", "raw":
		return f.set(args, verb == "raw")
	case "long":
		return f.long(args)
	case "row", "drop", "insertbytes":
		record, rest, _ := strings.Cut(args, " ")
		return f.rows(verb, record, rest)
	case "append", "insert":
		line, err := unescape(args)
		if verb == "append" {
			f.data = append(append(f.data, line...), "\r\n"...)
		} else {
			f.data = append(append(line, "\r\n"...), f.data...)
		}
		return err
	case "rename":
		return f.rename(args)
	case "name":
		f.path = args
		return nil
	case "lineend":
		end := map[string]string{"lf": "\n", "cr": "\r"}[args]
		return f.each("*", func(_ []byte, r *careplan.Record) []byte {
			return append(bytes.TrimSuffix(bytes.Clone(r.Raw), []byte("\r\n")), end...)
		})
	case "prefix", "suffix":
		b, err := hex.DecodeString(args)
		if verb == "prefix" {
			f.data = append(b, f.data...)
		} else {
			f.data = append(f.data, b...)
		}
		return err
	case "encode":
		return f.encode(args)
	}
	return fmt.Errorf("unknown verb %q", verb)
}

// each rebuilds the file with every chosen record replaced.
func (f *dropped) each(record string, change func(raw []byte, r *careplan.Record) []byte) error {
	var out []byte
	hit := false
	rd := careplan.NewBytesReader(f.data)
	for {
		r, err := rd.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if record == "*" || record == strconv.Itoa(r.N) {
			hit = true
			out = append(out, change(r.Raw, r)...)
			continue
		}
		out = append(out, r.Raw...)
	}
	if !hit {
		return fmt.Errorf("%s has no record %s", f.kind(), record)
	}
	f.data = out
	return nil
}

func (f *dropped) rows(verb, record, rest string) error {
	extra, err := hex.DecodeString(rest)
	if verb == "insertbytes" && err != nil {
		return err
	}
	return f.each(record, func(raw []byte, _ *careplan.Record) []byte {
		switch verb {
		case "row":
			return append(bytes.Clone(raw), raw...)
		case "insertbytes":
			return append(bytes.Clone(extra), raw...)
		}
		return nil
	})
}

func (f *dropped) set(args string, raw bool) error {
	p := strings.SplitN(args, " ", 3)
	if len(p) != 3 {
		return fmt.Errorf("RECORD COL VALUE expected: %q", args)
	}
	col, err := strconv.Atoi(p[1])
	if err != nil {
		return err
	}
	value, err := unescape(p[2])
	if err != nil {
		return err
	}
	file, err := careplan.NewFile(f.path, careplan.Bytes(f.data))
	if err != nil {
		return err
	}
	return f.each(p[0], func(_ []byte, r *careplan.Record) []byte {
		return replaceCell(r, col, written(value, raw, file.Layout, col))
	})
}

// long sets an item to N characters.
func (f *dropped) long(args string) error {
	place, n, _ := cutLast(args)
	count, err := strconv.Atoi(n)
	if err != nil {
		return err
	}
	return f.set(place+" "+strings.Repeat("あ", count), false)
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// written is a value as it stands between two commas.
func written(value []byte, raw bool, l *spec.Layout, col int) []byte {
	if raw || len(value) == 0 || l == nil || l.Field(col) == nil || !l.Field(col).FreeText {
		return value
	}
	return []byte(`"` + strings.ReplaceAll(string(value), `"`, `""`) + `"`)
}

func replaceCell(r *careplan.Record, col int, value []byte) []byte {
	var cells [][]byte
	for i := range r.Cells {
		if i == col-1 {
			cells = append(cells, value)
			continue
		}
		cells = append(cells, r.Cells[i].Raw)
	}
	end := map[careplan.LineEnd]string{careplan.LF: "\n", careplan.CRLF: "\r\n"}[r.End]
	return append(bytes.Join(cells, []byte(",")), end...)
}

func (f *dropped) rename(args string) error {
	part, value, _ := strings.Cut(args, " ")
	if value == `\e` {
		value = ""
	}
	n := careplan.ParseName(f.path)
	parts := map[string]*string{
		"from": &n.From.Office, "fromtype": &n.From.Type, "to": &n.To.Office, "totype": &n.To.Type,
		"month": &n.Month, "serial": &n.Serial, "ext": &n.Ext, "branch": &n.Branch,
	}
	p := parts[part]
	if p == nil {
		return fmt.Errorf("unknown part %q", part)
	}
	if part == "month" && n.Month == "" {
		return nil // this kind has no month
	}
	*p = value
	f.path = careplan.FormatName(n)
	return nil
}

func (f *dropped) encode(name string) error {
	encodings := map[string]encoding.Encoding{
		"utf-8": unicode.UTF8, "utf-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"euc-jp": japanese.EUCJP, "iso-2022-jp": japanese.ISO2022JP,
	}
	e := encodings[name]
	if e == nil {
		return fmt.Errorf("unknown encoding %q", name)
	}
	data, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(careplan.Decode(f.data)))
	f.data = data
	return err
}
