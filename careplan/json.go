package careplan

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// The neutral JSON of a file:
//
//	{"source":{"name":"UPPLAN_….CSV","edition":"202407","kind":"UPPLAN"},
//	 "records":[
//	  {"csv_version":"202407","insurer_number":"999901",…},
//	  …]}
//
// Every value is a string as read. Keys that begin with an underscore appear only where
// a record is not plain: _columns (a record that is too short), _extra (values behind the
// last item), _bytes (exact bytes in hexadecimal where text cannot give them back).

// jsonSource says where records came from. Style names what the standard leaves open:
// "quoted-numbers", "quoted-empty".
type jsonSource struct {
	Name     string       `json:"name"`
	Edition  spec.Edition `json:"edition"`
	Kind     spec.Kind    `json:"kind"`
	Encoding string       `json:"encoding,omitempty"`
	Style    []string     `json:"style,omitempty"`
}

const (
	styleNumbers = "quoted-numbers"
	styleEmpty   = "quoted-empty"

	keyColumns = "_columns"
	keyExtra   = "_extra"
	keyBytes   = "_bytes"
	keyVersion = "csv_version"
)

// ToJSON gives the neutral JSON of a file.
func ToJSON(f *File) ([]byte, error) {
	d, err := ReadDocument(f)
	if err != nil {
		return nil, err
	}
	return d.JSON(), nil
}

// FromJSON gives the name and the CSV bytes of a neutral JSON, in the standard's form. A
// file that followed the writer's rules comes back byte for byte.
func FromJSON(b []byte) (name string, csv []byte, err error) {
	d, err := ParseDocument(b)
	if err != nil {
		return "", nil, err
	}
	csv, err = d.CSV()
	if err != nil {
		return "", nil, err
	}
	return d.Name, csv, nil
}

// JSON writes the document, one record a line.
func (d *Document) JSON() []byte {
	src := jsonSource{Name: d.Name, Edition: d.Layout.Edition, Kind: d.Layout.Kind, Encoding: d.Encoding}
	if d.quotedNumbers {
		src.Style = append(src.Style, styleNumbers)
	}
	if d.quotedEmpties {
		src.Style = append(src.Style, styleEmpty)
	}
	var b bytes.Buffer
	b.WriteString(`{"source":`)
	writeJSON(&b, src)
	b.WriteString(",\n \"records\":[")
	for i, r := range d.Records {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  ")
		r.writeJSON(&b, d.Layout)
	}
	b.WriteString("\n ]}\n")
	return b.Bytes()
}

func (r DocumentRecord) writeJSON(b *bytes.Buffer, l *spec.Layout) {
	b.WriteByte('{')
	sep := ""
	put := func(key string, v any) {
		b.WriteString(sep + `"` + key + `":`)
		writeJSON(b, v)
		sep = ","
	}
	for i, v := range r.Values {
		put(l.Fields[i].Key, v)
	}
	if len(r.Values) < l.Columns() {
		put(keyColumns, len(r.Values))
	}
	if len(r.Extra) > 0 {
		put(keyExtra, r.Extra)
	}
	if len(r.Bytes) > 0 {
		b.WriteString(sep + `"` + keyBytes + `":{`)
		sep = ""
		for _, col := range slices.Sorted(maps.Keys(r.Bytes)) {
			put(l.Fields[col-1].Key, hex.EncodeToString(r.Bytes[col]))
		}
		b.WriteByte('}')
	}
	b.WriteByte('}')
}

// writeJSON writes a value without turning < > & into escapes.
func writeJSON(b *bytes.Buffer, v any) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("encode strings and numbers: " + err.Error()) // cannot fail for these types
	}
	b.Truncate(b.Len() - 1) // the encoder's line end
}

// ParseDocument reads the neutral JSON. A key that is no item of the kind is an error,
// because dropping it would lose what somebody wrote; a missing item is empty.
func ParseDocument(raw []byte) (*Document, error) {
	var in struct {
		Source  jsonSource                   `json:"source"`
		Records []map[string]json.RawMessage `json:"records"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return nil, fmt.Errorf("parse neutral JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("parse neutral JSON: text behind its end")
	}
	d := &Document{Name: in.Source.Name, Encoding: in.Source.Encoding}
	d.Layout = spec.LayoutOf(in.Source.Edition, in.Source.Kind)
	if d.Layout == nil || d.Layout.Binary {
		return nil, fmt.Errorf("kind %q in edition %q: %w", in.Source.Kind, in.Source.Edition, ErrUnknownKind)
	}
	d.quotedNumbers = slices.Contains(in.Source.Style, styleNumbers)
	d.quotedEmpties = slices.Contains(in.Source.Style, styleEmpty)
	for i, fields := range in.Records {
		r, err := d.parseRecord(fields)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", i+1, err)
		}
		d.Records = append(d.Records, r)
	}
	return d, nil
}

func (d *Document) parseRecord(in map[string]json.RawMessage) (DocumentRecord, error) {
	r := DocumentRecord{Values: make([]string, d.Layout.Columns())}
	for i := range d.Layout.Fields {
		f := &d.Layout.Fields[i]
		raw, ok := in[f.Key]
		if !ok && f.Key == keyVersion {
			r.Values[i] = string(d.Layout.Edition)
		}
		if !ok {
			continue
		}
		v, err := jsonText(raw)
		if err != nil {
			return r, fmt.Errorf("item %s: %w", f.Key, err)
		}
		r.Values[i] = v
		delete(in, f.Key)
	}
	return r, d.parseOddities(in, &r)
}

// jsonText takes a string as it is, a number as it is written, and null as empty.
func jsonText(raw json.RawMessage) (string, error) {
	switch {
	case string(raw) == "null":
		return "", nil
	case raw[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return string(raw), nil
	}
	return "", fmt.Errorf("value is neither text nor number")
}

func (d *Document) parseOddities(in map[string]json.RawMessage, r *DocumentRecord) error {
	for _, key := range slices.Sorted(maps.Keys(in)) {
		var err error
		switch key {
		case keyColumns:
			err = d.parseColumns(in[key], r)
		case keyExtra:
			err = json.Unmarshal(in[key], &r.Extra)
		case keyBytes:
			err = d.parseBytes(in[key], r)
		default:
			err = fmt.Errorf("no such item in %s of %s", d.Layout.Kind, d.Layout.Edition)
		}
		if err != nil {
			return fmt.Errorf("key %s: %w", strconv.Quote(key), err)
		}
	}
	if len(r.Extra) > 0 && len(r.Values) < d.Layout.Columns() {
		return fmt.Errorf("%s and %s exclude each other", keyColumns, keyExtra)
	}
	return nil
}

// parseColumns shortens a record; only empty items may fall away.
func (d *Document) parseColumns(raw json.RawMessage, r *DocumentRecord) error {
	var n int
	if err := json.Unmarshal(raw, &n); err != nil {
		return err
	}
	if n < 1 || n > len(r.Values) {
		return fmt.Errorf("must be 1 to %d", len(r.Values))
	}
	for _, v := range r.Values[n:] {
		if v != "" {
			return fmt.Errorf("would drop a filled item")
		}
	}
	r.Values = r.Values[:n]
	return nil
}

func (d *Document) parseBytes(raw json.RawMessage, r *DocumentRecord) error {
	var in map[string]string
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	r.Bytes = map[int][]byte{}
	for key, text := range in {
		col := d.Layout.Col(key)
		if col == 0 {
			return fmt.Errorf("no item %s", strconv.Quote(key))
		}
		b, err := hex.DecodeString(text)
		if err != nil {
			return err
		}
		r.Bytes[col] = b
	}
	return nil
}
