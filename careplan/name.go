package careplan

import (
	"strings"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// ParseName takes a file name apart. It looks for the longest prefix first (R008) and is
// tolerant: a part that is wrong stands as written, and Plain is false. Copies as
// browsers and Windows name them, "… (1).CSV" or "… - コピー.CSV", are taken as the file
// they are a copy of.
func ParseName(text string) Name {
	text = baseName(text)
	n := Name{Text: text}
	stem, ext := splitExt(text)
	n.Ext = ext
	stem = withoutCopyMark(stem)
	l, rest := kindOf(stem)
	if l == nil {
		return n
	}
	n.Kind = l.Kind
	n.assign(l, strings.Split(strings.TrimPrefix(rest, "_"), "_"))
	n.Edition = n.editionByForm()
	n.Plain = n.matches(l) && FormatName(n) == text
	return n
}

// baseName cuts off folders, as Windows and as everybody else writes them.
func baseName(text string) string {
	if i := strings.LastIndexAny(text, `/\`); i >= 0 {
		return text[i+1:]
	}
	return text
}

func splitExt(text string) (stem, ext string) {
	if i := strings.LastIndexByte(text, '.'); i > 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// withoutCopyMark drops what file managers add to the name of a copy.
func withoutCopyMark(stem string) string {
	stem = strings.TrimSpace(stem)
	for _, p := range []string{"コピー ～ ", "コピー 〜 ", "Copy of "} {
		stem = strings.TrimPrefix(stem, p)
	}
	if i := strings.Index(stem, " - コピー"); i > 0 {
		stem = stem[:i]
	}
	if i := strings.Index(stem, " - Copy"); i > 0 {
		stem = stem[:i]
	}
	if i := strings.LastIndexByte(stem, '('); i > 0 && strings.HasSuffix(stem, ")") && isDigits(stem[i+1:len(stem)-1]) {
		stem = strings.TrimSpace(stem[:i])
	}
	return stem
}

// plainSeparator maps what PDF copies and full-width input make of the underscore (R005).
func plainSeparator(r rune) rune {
	switch r {
	case '\u0332', '＿':
		return '_'
	}
	return r
}

// kindOf finds the kind with the longest prefix that ends at a separator. Case is
// ignored here; a name in small letters is not Plain.
func kindOf(stem string) (l *spec.Layout, rest string) {
	stem = strings.Map(plainSeparator, stem)
	for _, c := range spec.Layouts(spec.E202407) {
		k := string(c.Kind)
		if !hasPrefixFold(stem, k) || l != nil && len(k) < len(string(l.Kind)) {
			continue
		}
		if len(stem) == len(k) || stem[len(k)] == '_' {
			l, rest = c, stem[len(k):]
		}
	}
	return l, rest
}

// hasPrefixFold compares ASCII letters without case.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

// assign gives the parts their meaning: by their number if it fits one of the two forms,
// else by their shape.
func (n *Name) assign(l *spec.Layout, parts []string) {
	if last := len(parts) - 1; l.HasBranch && last > 2 && len(parts[last]) <= 6 {
		n.Branch = parts[last]
		parts = parts[:last]
	}
	if startsWithMonth(parts) {
		n.Month = parts[0]
		parts = parts[1:]
	}
	switch len(parts) {
	case 5:
		n.From = Address{parts[0], parts[1]}
		n.To = Address{parts[2], parts[3]}
		n.Serial = parts[4]
	case 3:
		n.From.Office, n.To.Office, n.Serial = parts[0], parts[1], parts[2]
	default:
		n.assignByShape(parts)
	}
}

// startsWithMonth reports whether the first part can only be a month: it is short and an
// office follows.
func startsWithMonth(parts []string) bool {
	if len(parts) < 4 || len(parts[0]) > 7 {
		return false
	}
	return len(parts)%2 == 0 || len(parts[1]) > 4
}

// assignByShape reads parts of an unexpected number: offices are long, types short, the
// serial is longest and last.
func (n *Name) assignByShape(parts []string) {
	var numbers int
	for i, p := range parts {
		switch {
		case len(p) > 11 || i == len(parts)-1 && len(p) > 7:
			n.Serial = p
		case len(p) <= 3 && numbers == 1:
			n.From.Type = p
		case len(p) <= 3 && numbers == 2:
			n.To.Type = p
		case len(p) > 7 && numbers == 0:
			n.From.Office = p
			numbers++
		case len(p) > 7 && numbers == 1:
			n.To.Office = p
			numbers++
		case len(p) == 6 && numbers == 0:
			n.Month = p
		}
	}
}

// editionByForm tells the edition by the form of the name (R045): with type codes
// 202407, without 202208; "" if there are no addresses at all.
func (n *Name) editionByForm() spec.Edition {
	if n.From.Office == "" && n.To.Office == "" {
		return ""
	}
	if n.From.Type != "" || n.To.Type != "" {
		return spec.E202407
	}
	return spec.E202208
}

// matches reports whether every part has the shape its kind asks for in its edition.
func (n *Name) matches(l *spec.Layout) bool {
	l = spec.LayoutOf(n.Edition, l.Kind)
	if l == nil {
		return false
	}
	okMonth := n.Month == ""
	if l.HasMonth {
		okMonth = len(n.Month) == 6 && isDigits(n.Month)
	}
	okBranch := n.Branch == ""
	if l.HasBranch {
		okBranch = len(n.Branch) == 4 && isDigits(n.Branch)
	}
	return okMonth && okBranch && n.From.plain(l.HasTypes) && n.To.plain(l.HasTypes) &&
		len(n.Serial) == 14 && isDigits(n.Serial) && n.plainExt(l)
}

func (n *Name) plainExt(l *spec.Layout) bool {
	if l.Binary {
		return n.Ext == imageExt || n.Ext == strings.ToUpper(imageExt)
	}
	return n.Ext == csvExt
}

const (
	csvExt   = ".CSV"
	imageExt = ".jpg"
)

func (a Address) plain(types bool) bool {
	if !spec.Formats[spec.FormatOfficeNumber].Match([]byte(a.Office)) {
		return false
	}
	if !types {
		return a.Type == ""
	}
	return spec.Formats[spec.FormatServiceType].Match([]byte(a.Type))
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// FormatName writes a name in the form of its edition. Parts stand as they are; a name
// of 202407 has both type codes, one of 202208 none. Without an extension it writes the
// standard's own.
func FormatName(n Name) string {
	parts := []string{string(n.Kind)}
	l := spec.LayoutOf(spec.E202407, n.Kind)
	if l != nil && l.HasMonth || n.Month != "" {
		parts = append(parts, n.Month)
	}
	types := n.Edition != spec.E202208
	for _, a := range []Address{n.From, n.To} {
		parts = append(parts, a.Office)
		if types {
			parts = append(parts, a.Type)
		}
	}
	parts = append(parts, n.Serial)
	if l != nil && l.HasBranch {
		parts = append(parts, n.Branch)
	}
	ext := n.Ext
	if ext == "" {
		ext = csvExt
		if l != nil && l.Binary {
			ext = imageExt
		}
	}
	return strings.Join(parts, "_") + ext
}
