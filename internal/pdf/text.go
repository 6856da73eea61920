package pdf

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// noStart may not begin a line, noEnd may not end one (禁則).
const (
	noStart = "、。，．・：；？！‐ー〜～…‥々ゝゞ）」』】〉》〕］｝ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡｣､･ｰ,.:;?!%)]}％℃゛゜"
	noEnd   = "（「『【〈《〔［｛｢([{＃№"
)

// scribe measures and breaks text in the embedded font.
type scribe struct {
	face   *face
	widths map[rune]float64   // of a character, in mm at 1 pt
	ask    func(rune) float64 // the width of a character not met before
}

// clean puts 〓 where the font has no character, so that nobody takes a gap for nothing.
func (s *scribe) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || s.face.draws(r):
			return r
		case r == '\t':
			return ' '
		case silent(r):
			return -1
		}
		return geta
	}, text)
}

// silent characters have no shape of their own; leaving them out loses nothing.
func silent(r rune) bool { return r == '\r' || r == '\uFEFF' || r == '\u200B' || r == '\u00AD' }

// Missing names the characters of sheets that the font has not and Write draws as 〓, in the
// order of their code points.
func Missing(sheets []form.Sheet) []rune {
	f, err := embedded()
	if err != nil {
		return nil // Write says so
	}
	var out []rune
	for text := range texts(sheets) {
		for _, r := range text {
			if !f.draws(r) && !silent(r) && r != '\n' && r != '\t' {
				out = append(out, r)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// texts goes through everything that Write draws of sheets.
func texts(sheets []form.Sheet) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range sheets {
			lines := slices.Concat([]string{s.Title, s.Corner}, s.Badges, s.Foot)
			for _, b := range s.Blocks {
				lines = append(lines, b.Heading)
				for _, row := range b.Rows {
					for _, c := range row {
						lines = append(lines, c.Text)
					}
				}
			}
			for _, line := range lines {
				if !yield(line) {
					return
				}
			}
		}
	}
}

// width is the width of a text in mm at 1 pt.
func (s *scribe) width(text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += s.of(r)
	}
	return sum
}

func (s *scribe) of(r rune) float64 {
	w, ok := s.widths[r]
	if !ok {
		w = s.ask(r)
		s.widths[r] = w
	}
	return w
}

// wrap breaks a clean text into lines of at most room mm at size pt.
func (s *scribe) wrap(text string, size, room float64) []string {
	var out []string
	for para := range strings.SplitSeq(text, "\n") {
		out = append(out, s.breakLine(para, size, room)...)
	}
	return out
}

// breakLine breaks at the last place where a line may end; where there is none, anywhere.
func (s *scribe) breakLine(para string, size, room float64) []string {
	var out []string
	line := []rune(para)
	start, good, w := 0, 0, 0.0
	for i := 0; i < len(line); i++ {
		if i > start && mayBreak(line[i-1], line[i]) {
			good = i
		}
		w += s.of(line[i]) * size
		if w <= room+0.01 || i == start || line[i] == ' ' {
			continue
		}
		if good <= start {
			good = i
		}
		out = append(out, strings.TrimRight(string(line[start:good]), " "))
		start, w = good, s.width(string(line[good:i+1]))*size
	}
	return append(out, string(line[start:]))
}

// mayBreak reports whether a line may end after a and the next begin with b.
func mayBreak(a, b rune) bool {
	return !strings.ContainsRune(noStart, b) && !strings.ContainsRune(noEnd, a) && !(ofWord(a) && ofWord(b))
}

// ofWord characters stay together: numbers, times of the day and words of Latin letters.
func ofWord(r rune) bool {
	return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,:-+/%_@", r))
}

// fit chooses the size of a text: as large as wanted, smaller down to the floor when it
// then fits its row: tall mm for a cell of fixed height, and as few lines as can be for a
// short text. What does not fit even so keeps its size, wraps, and the row grows.
func (s *scribe) fit(text string, size, room, tall float64) (float64, []string) {
	wanted := s.wrap(text, size, room)
	fits := func(float64, []string) bool { return true }
	if tall > 0 {
		fits = func(size float64, l []string) bool { return height(len(l), size)+2*pad <= tall }
	} else if short(text) {
		least := len(s.wrap(text, min(floor, size), room))
		fits = func(_ float64, l []string) bool { return len(l) <= least }
	}
	for small, lines := size, wanted; ; lines = s.wrap(text, small, room) {
		if fits(small, lines) {
			return small, lines
		}
		if small <= floor {
			return size, wanted
		}
		small = max(small-0.25, floor)
	}
}

// short texts would rather shrink than wrap.
func short(text string) bool {
	for para := range strings.SplitSeq(text, "\n") {
		if len([]rune(para)) > shortText {
			return false
		}
	}
	return true
}

// height is the height of lines in mm.
func height(lines int, size float64) float64 { return float64(lines) * size * perPoint }
