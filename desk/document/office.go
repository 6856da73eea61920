package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Limits of what a docx or xlsx may unpack to.
const (
	maxParts    = 4096      // parts of one file
	maxUnpacked = 100 << 20 // bytes of all parts together
	maxXML      = 16 << 20  // bytes of one part that is read
)

// part is an unpacked part of an Office file.
type part struct {
	name string // in small letters
	b    []byte // only if it is looked at
}

// forbiddenParts are folders and files of programs, controls and other files.
var forbiddenParts = []string{"vbaproject", "vbadata", "activex", "embeddings/", "oleobject", "macrosheets/"}

// forbiddenTypes stand in content types and relationship types of the same things.
var forbiddenTypes = []string{"macroenabled", "vbaproject", "oleobject", "activex", "macrosheet", "relationships/package", "officedocument.package", "relationships/control", "afchunk", "subdocument"}

// recogniseOffice tells docx from xlsx and looks at every part.
func recogniseOffice(b []byte) (format, error) {
	parts, err := unzip(b)
	if err != nil {
		return format{}, err
	}
	f, err := officeFormat(parts)
	if err != nil {
		return format{}, err
	}
	for _, p := range parts {
		if err := checkPart(p); err != nil {
			return format{}, err
		}
	}
	f.check = func(c *Checked) error {
		c.Notes = append(c.Notes, placesInPictures(parts)...)
		return nil
	}
	return f, nil
}

// unzip reads every part to its end, so that sizes told falsely do not help a bomb.
func unzip(b []byte) ([]part, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, broken("zip")
	}
	if len(z.File) > maxParts {
		return nil, program("zip-parts", "ファイルの中の部品が多すぎます。")
	}
	left := int64(maxUnpacked)
	seen := map[string]bool{}
	var out []part
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if seen[name] || strings.Contains(name, "..") || strings.ContainsAny(name, "\\:") || strings.HasPrefix(name, "/") || f.Flags&1 != 0 {
			return nil, broken("zip-part")
		}
		seen[name] = true
		body, err := readPart(f, name, &left)
		if err != nil {
			return nil, err
		}
		out = append(out, part{name, body})
	}
	return out, nil
}

func readPart(f *zip.File, name string, left *int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, broken("zip-open")
	}
	defer r.Close()
	var body bytes.Buffer
	var to io.Writer = io.Discard
	if isRead(name) {
		to = &capped{&body, maxXML}
	}
	n, err := io.Copy(to, io.LimitReader(r, *left+1))
	*left -= n
	if *left < 0 || err == errCap {
		return nil, program("zip-bomb", "このファイルは、広げると大きくなりすぎます。")
	}
	if err != nil {
		return nil, broken("zip-read")
	}
	return body.Bytes(), nil
}

// capped writes so many bytes and no more.
type capped struct {
	to   *bytes.Buffer
	left int
}

var errCap = io.ErrShortBuffer

func (c *capped) Write(b []byte) (int, error) {
	if c.left -= len(b); c.left < 0 {
		return 0, errCap
	}
	return c.to.Write(b)
}

// isRead tells the parts that are looked at from those that are only measured.
func isRead(name string) bool {
	return name == contentTypes || strings.HasSuffix(name, ".rels") || isWordText(name) || isPicture(name)
}

const contentTypes = "[content_types].xml"

func isWordText(name string) bool {
	return strings.HasPrefix(name, "word/") && strings.HasSuffix(name, ".xml")
}

func isPicture(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".jpeg") || strings.HasSuffix(name, ".png")
}

// officeFormat reads the list of content types.
func officeFormat(parts []part) (format, error) {
	for _, p := range parts {
		if p.name != contentTypes {
			continue
		}
		kinds, ok := attributes(p.b, "ContentType")
		if !ok {
			return format{}, broken("office-types")
		}
		return formatOf(kinds)
	}
	return format{}, unknown()
}

func formatOf(kinds []map[string]string) (format, error) {
	var found []format
	for _, k := range kinds {
		kind := strings.ToLower(k["ContentType"])
		switch {
		case containsAny(kind, forbiddenTypes):
			return format{}, program("office-program", "このファイルには、マクロまたは別のファイルが入っています。")
		case strings.HasSuffix(kind, "wordprocessingml.document.main+xml"):
			found = append(found, formatDOCX)
		case strings.HasSuffix(kind, "spreadsheetml.sheet.main+xml"):
			found = append(found, formatXLSX)
		}
	}
	if len(found) != 1 {
		return format{}, unknown()
	}
	return found[0], nil
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// checkPart refuses programs, other files and links that open by themselves.
func checkPart(p part) error {
	switch {
	case containsAny(p.name, forbiddenParts):
		return program("office-program", "このファイルには、マクロまたは別のファイルが入っています。")
	case strings.Contains(p.name, "externallinks/"):
		return outside()
	case strings.HasSuffix(p.name, ".rels"):
		return checkLinks(p.b)
	case isWordText(p.name):
		return checkFields(p.b)
	}
	return nil
}

func outside() error {
	return program("office-link", "このファイルは、開くときに別の場所のファイルを読み込みます。")
}

// checkLinks looks at the relationships: only a link that a person clicks may lead out.
func checkLinks(b []byte) error {
	links, ok := attributes(b, "Type")
	if !ok {
		return broken("office-links")
	}
	for _, l := range links {
		kind := strings.ToLower(l["Type"])
		if containsAny(kind, forbiddenTypes) {
			return program("office-program", "このファイルには、マクロまたは別のファイルが入っています。")
		}
		if strings.EqualFold(l["TargetMode"], "External") && !strings.HasSuffix(kind, "/hyperlink") {
			return outside()
		}
	}
	return nil
}

// attributes gives the attributes of every element that has one of this name.
func attributes(b []byte, name string) ([]map[string]string, bool) {
	var out []map[string]string
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return out, true
		}
		if err != nil {
			return nil, false
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		set := map[string]string{}
		for _, a := range e.Attr {
			set[a.Name.Local] = a.Value
		}
		if set[name] != "" {
			out = append(out, set)
		}
	}
}

// dde is a field of Word that starts another program.
var dde = regexp.MustCompile(`(?i)\bDDE(AUTO)?\b`)

// checkFields puts the pieces of field instructions together and looks for DDE.
func checkFields(b []byte) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	var text strings.Builder
	inside := false
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return broken("office-text")
		}
		switch e := t.(type) {
		case xml.StartElement:
			inside = e.Name.Local == "instrText"
			for _, a := range e.Attr {
				if a.Name.Local == "instr" {
					text.WriteString(" " + a.Value + " ")
				}
			}
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if inside {
				text.Write(e)
			}
		}
	}
	if dde.MatchString(text.String()) {
		return program("office-field", "このファイルには、別のプログラムを動かす命令が入っています。")
	}
	return nil
}

// placesInPictures tells of photos inside the document that still know their place. The
// document itself is never rewritten.
func placesInPictures(parts []part) []Note {
	for _, p := range parts {
		if !isPicture(p.name) {
			continue
		}
		clean := cleanJPEG
		if strings.HasSuffix(p.name, ".png") {
			clean = cleanPNG
		}
		_, removed, _ := clean(p.b)
		if slices.Contains(removed, removedGPS) {
			return []Note{{Warning, "文書に貼った写真に、撮影場所（GPS）が残っています。", "場所を知らせたくないときは、" + saveAsPDF}}
		}
	}
	return nil
}
