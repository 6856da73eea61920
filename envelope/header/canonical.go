package header

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxInteger is the largest integer every JSON reader keeps exactly (2^53 - 1).
const maxInteger = 1<<53 - 1

// Canonical encodes a document in its only byte form, a subset of RFC 8785 (JCS): keys in
// byte order and ASCII only, no space, no null, no fraction or exponent, integers within
// ±(2^53-1), strings in UTF-8 with only the escapes that JSON demands. Any JCS library of
// another language writes the same bytes.
func Canonical(v any) ([]byte, error) {
	loose, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(loose))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	var out bytes.Buffer
	if err := writeValue(&out, tree); err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	return out.Bytes(), nil
}

// ParseCanonical reads a document and refuses it unless its bytes equal their own
// re-encoding. That one comparison excludes spaces, other key orders, unknown keys, keys
// in other capitals, other escapes and other number forms; duplicate keys are looked for
// first only to be named.
func ParseCanonical(b []byte, v any) error {
	if !utf8.Valid(b) {
		return fmt.Errorf("%w: not UTF-8", ErrNotCanonical)
	}
	if err := checkKeys(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return notCanonical(err)
	}
	again, err := Canonical(v)
	if err != nil {
		return notCanonical(err)
	}
	if !bytes.Equal(again, b) {
		return fmt.Errorf("%w: differs from its re-encoding", ErrNotCanonical)
	}
	return nil
}

// notCanonical keeps ErrInvalid visible for a value outside its form; every other error of
// the JSON reader is told without its text, which may quote the document.
func notCanonical(err error) error {
	if errors.Is(err, ErrInvalid) {
		return err
	}
	return fmt.Errorf("%w: not the document expected", ErrNotCanonical)
}

func writeValue(out *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case map[string]any:
		return writeObject(out, v)
	case []any:
		return writeArray(out, v)
	case string:
		writeString(out, v)
		return nil
	case json.Number:
		return writeInteger(out, v)
	case bool:
		fmt.Fprintf(out, "%t", v)
		return nil
	}
	return fmt.Errorf("%w: null", ErrInvalid)
}

func writeObject(out *bytes.Buffer, object map[string]any) error {
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		if strings.IndexFunc(k, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			return fmt.Errorf("%w: key is not ASCII", ErrInvalid)
		}
		writeString(out, k)
		out.WriteByte(':')
		if err := writeValue(out, object[k]); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

func writeArray(out *bytes.Buffer, array []any) error {
	out.WriteByte('[')
	for i, v := range array {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := writeValue(out, v); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

// writeInteger refuses what RFC 8785 would have to write as a floating point number.
func writeInteger(out *bytes.Buffer, n json.Number) error {
	i, err := n.Int64()
	if err != nil || i > maxInteger || i < -maxInteger {
		return fmt.Errorf("%w: number is not a small integer", ErrInvalid)
	}
	fmt.Fprintf(out, "%d", i)
	return nil
}

// writeString escapes as RFC 8785 §3.2.2.2 says: the two-character forms where they
// exist, \u00xx for the other control characters, everything else as it is.
func writeString(out *bytes.Buffer, s string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}
	out.WriteByte('"')
	for _, r := range s {
		if esc, ok := short[r]; ok {
			out.WriteString(esc)
			continue
		}
		if r < 0x20 {
			fmt.Fprintf(out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	out.WriteByte('"')
}

// checkKeys walks the tokens of one JSON value and refuses an object that names a key
// twice, and anything after the value.
func checkKeys(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var open []object
	for {
		token, err := d.Token()
		if err == io.EOF && len(open) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: not JSON", ErrNotCanonical)
		}
		open, err = step(open, token)
		if err != nil {
			return err
		}
	}
}

// maxDepth is deeper than any document of ours.
const maxDepth = 16

// object is an open object or array; keys is nil for an array.
type object struct {
	keys  map[string]bool
	value bool // the next token is a value, not a key
}

func step(open []object, token json.Token) ([]object, error) {
	if token == json.Delim('}') || token == json.Delim(']') {
		return open[:len(open)-1], nil
	}
	if n := len(open); n > 0 && open[n-1].keys != nil {
		top := &open[n-1]
		if !top.value {
			key, _ := token.(string)
			if top.keys[key] {
				return nil, ErrDuplicateKey
			}
			top.keys[key], top.value = true, true
			return open, nil
		}
		top.value = false
	}
	if len(open) == maxDepth {
		return nil, fmt.Errorf("%w: nested too deep", ErrNotCanonical)
	}
	switch token {
	case json.Delim('{'):
		open = append(open, object{keys: map[string]bool{}})
	case json.Delim('['):
		open = append(open, object{})
	}
	return open, nil
}
