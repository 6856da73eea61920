package registry

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// File is one file or pasted text as it came in.
type File struct {
	Name string
	Data []byte
}

// maxUnpacked is the largest text that is read, in bytes.
const maxUnpacked = 200 << 20

var (
	errTooLarge = &Error{Code: "file_too_large", Message: "ファイルが大きすぎます（展開後200MBまで）。", Next: "サービスごとのファイルに分けて、もう一度お試しください。"}
	errGzip     = &Error{Code: "file_gzip", Message: "圧縮ファイル（gz）を開けませんでした。", Next: "ファイルをもう一度入手するか、展開してからお試しください。"}
	errExcel    = &Error{Code: "file_not_text", Message: "文字のファイル（CSV）として読めませんでした。", Next: "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存してからお試しください。"}
	errEmpty    = &Error{Code: "file_empty", Message: "ファイルに行がありません。", Next: "中身のあるファイルを選んでください。"}
)

// Rows gives the cells of a CSV or tab-separated text, packed with gzip or not, in UTF-8,
// UTF-16 or Windows-31J. Blank lines stay as empty rows, so that row n of the result is row
// n+1 of a spreadsheet. It returns an *Error that can be shown.
func Rows(f File) ([][]string, []Warning, error) {
	data, err := unpack(f.Data)
	if err != nil {
		return nil, nil, err
	}
	r := &report{file: f.Name}
	text, err := decode(data, r)
	if err != nil {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil, errEmpty
	}
	rows, err := split(text, r)
	return rows, r.warnings, err
}

// unpack opens gzip and holds the bound.
func unpack(data []byte) ([]byte, error) {
	if len(data) > maxUnpacked {
		return nil, errTooLarge
	}
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errGzip
	}
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(z, maxUnpacked+1))
	if n > maxUnpacked {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, errGzip
	}
	return out.Bytes(), nil
}

// decode brings the text to UTF-8 without a mark and says what it was.
func decode(data []byte, r *report) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("%PDF")), bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, errExcel
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return utf8Text(data[3:], r), nil
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return fromUTF16(data[2:], binary.LittleEndian, r), nil
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return fromUTF16(data[2:], binary.BigEndian, r), nil
	case bytes.IndexByte(data, 0) >= 0:
		return nil, errExcel
	case utf8.Valid(data):
		if !ascii(data) {
			r.warn(WarnNoBOM, "文字コードの印（BOM）がないUTF-8のファイルです。", "UTF-8として読みました。")
		}
		return data, nil
	}
	return fromWindows(data, r)
}

func utf8Text(data []byte, r *report) []byte {
	if utf8.Valid(data) {
		return data
	}
	r.warn(WarnEncoding, "文字コード（UTF-8）として読めない文字があります。", "その文字を「〓」に置き換えました。")
	return bytes.ToValidUTF8(data, []byte("〓"))
}

func fromUTF16(data []byte, order binary.ByteOrder, r *report) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	r.warn(WarnEncoding, "文字コードがUTF-16のファイルです。", "UTF-8に直して読みました。")
	return []byte(string(utf16.Decode(units)))
}

func fromWindows(data []byte, r *report) ([]byte, error) {
	out, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	if err != nil {
		return nil, errExcel
	}
	bad := bytes.Count(out, []byte("\uFFFD"))
	if bad*20 > utf8.RuneCount(out) {
		return nil, errExcel
	}
	done := "UTF-8に直して読みました。"
	if bad > 0 {
		done = fmt.Sprintf("UTF-8に直して読みました。読めない文字%d字は「〓」に置き換えました。", bad)
		out = bytes.ReplaceAll(out, []byte("\uFFFD"), []byte("〓"))
	}
	r.warn(WarnEncoding, "文字コードがWindows-31J（シフトJIS）のファイルです。", done)
	return out, nil
}

func ascii(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// split cuts the text into rows: strictly first. Where quotation marks do not pair, every line
// is read by itself, so that one mark cannot swallow the rows after it.
func split(text []byte, r *report) ([][]string, error) {
	rows, err := cells(text)
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		r.row = bad.StartLine
		r.warn(WarnQuotes, "引用符（\"）の対応が正しくない行があります。", "引用符を文字として、1行ずつ読みました。この行の内容を確認してください。")
		r.row = 0
		return lines(text), nil
	}
	if err != nil {
		return nil, fmt.Errorf("registry: split rows: %w", err)
	}
	return rows, nil
}

func cells(text []byte) ([][]string, error) {
	c := csv.NewReader(bytes.NewReader(text))
	c.Comma, c.FieldsPerRecord = comma(text), -1
	rows := make([][]string, 0, bytes.Count(text, []byte("\n"))+1)
	for {
		from := c.InputOffset()
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		for range blankLines(text[from:c.InputOffset()]) {
			rows = append(rows, nil)
		}
		rows = append(rows, row)
	}
}

// lines reads every line as a row of its own; a line whose marks do not pair is cut at each
// comma.
func lines(text []byte) [][]string {
	sep := comma(text)
	var rows [][]string
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\r\n")
		c := csv.NewReader(bytes.NewReader(line))
		c.Comma, c.FieldsPerRecord = sep, -1
		row, err := c.Read()
		switch {
		case errors.Is(err, io.EOF):
			row = nil
		case err != nil:
			row = strings.Split(strings.ReplaceAll(string(line), "\"", ""), string(sep))
		}
		rows = append(rows, row)
	}
	return rows
}

// blankLines counts the empty lines before a record, which the reader skips.
func blankLines(raw []byte) int {
	n := 0
	for {
		switch {
		case bytes.HasPrefix(raw, []byte("\r\n")):
			raw = raw[2:]
		case bytes.HasPrefix(raw, []byte("\n")):
			raw = raw[1:]
		default:
			return n
		}
		n++
	}
}

// comma tells a tab-separated paste by its first line with content.
func comma(text []byte) rune {
	for line := range bytes.Lines(text) {
		if s := string(line); strings.TrimSpace(s) != "" {
			if strings.Count(s, "\t") > strings.Count(s, ",") {
				return '\t'
			}
			return ','
		}
	}
	return ','
}
