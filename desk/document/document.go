// Package document knows typed documents (書類) that travel with or without careplan
// files: which kinds there are, whether a file is what its name says, and what must not
// travel with it (macros, hidden programs, the place a photo was taken).
//
// It knows PDF, JPEG, PNG, HEIC, docx and xlsx, recognised by their content. It never
// reads a disk, the network or the clock, never runs or draws a document, and never
// changes what a person sees in it: pictures keep their picture data byte for byte.
package document

// Limits of one letter (連携データ).
const (
	MaxFileBytes   = 10 << 20 // bytes of one document: 10 MB
	MaxLetterBytes = 25 << 20 // bytes of all documents of one letter: 25 MB
	MaxFiles       = 20       // documents of one letter
)

// Severities of a Note.
const (
	Warning = "warning" // the clerk should look before sending
	Hint    = "info"    // good to know; nothing to do
)

// Checked is a document that may travel.
type Checked struct {
	Name    string   // safe name in NFC
	Type    string   // pdf jpeg png heic docx xlsx
	Bytes   []byte   // what may travel: photos without position data
	Removed []string // what was taken out of a photo, e.g. "撮影場所（GPS）"
	Notes   []Note
}

// Note is something the clerk should know about a document that may travel.
type Note struct {
	Severity       string // Warning or Hint
	Sentence, Next string
}

// Refused says why a document may not travel and what to do. Code is for logs and tests
// and is never shown.
type Refused struct {
	Sentence, Next string
	Code           string
	File           int // place in the letter from 1; 0 for the letter as a whole or a single Check
}

// Error gives the code alone: file names often carry the name of a client (利用者).
func (r *Refused) Error() string { return "document refused: " + r.Code }

// Check recognises a document by its content and gives what may travel. The error is
// always a *Refused. The bytes given are never changed.
func Check(name string, b []byte) (Checked, error) {
	if len(b) == 0 {
		return Checked{}, &Refused{Code: "empty", Sentence: "ファイルの中身が空です。", Next: "元のファイルを開いて確かめ、保存し直してから選んでください。"}
	}
	if len(b) > MaxFileBytes {
		return Checked{}, &Refused{Code: "too-large", Sentence: "ファイルが10MBを超えています。", Next: "ページを分けるか、画像を小さくして保存し直してください。"}
	}
	safe, notes := safeName(name)
	f, err := recognise(safe, b)
	if err != nil {
		return Checked{}, err
	}
	safe, more, err := matchName(safe, f)
	if err != nil {
		return Checked{}, err
	}
	c := Checked{Name: safe, Type: f.code, Bytes: b, Notes: append(notes, more...)}
	if err := f.check(&c); err != nil {
		return Checked{}, err
	}
	return c, nil
}

// File is one document as the clerk chose it.
type File struct {
	Name  string
	Bytes []byte
}

// CheckAll gives every reason why these documents may not travel in one letter: first
// those of the letter, then those of the files in their order. Nil means all may travel.
func CheckAll(files []File) []error {
	out := checkLetter(files)
	taken := map[string]bool{}
	for i, f := range files {
		c, err := Check(f.Name, f.Bytes)
		if err == nil && taken[folded(c.Name)] {
			err = &Refused{Code: "same-name", Sentence: "同じ名前の書類が2つあります。", Next: "どちらかの名前を変えてから選び直してください。"}
		}
		if err != nil {
			out = append(out, placed(err, i+1))
			continue
		}
		taken[folded(c.Name)] = true
	}
	return out
}

func checkLetter(files []File) []error {
	var out []error
	if len(files) > MaxFiles {
		out = append(out, &Refused{Code: "too-many", Sentence: "書類が20個を超えています。", Next: "2回に分けて送ってください。"})
	}
	sum := 0
	for _, f := range files {
		sum += len(f.Bytes)
	}
	if sum > MaxLetterBytes {
		out = append(out, &Refused{Code: "letter-too-large", Sentence: "書類の合計が25MBを超えています。", Next: "2回に分けて送ってください。"})
	}
	return out
}

func placed(err error, place int) error {
	if r, ok := err.(*Refused); ok {
		r.File = place
	}
	return err
}

const saveAsPDF = "PDFに保存し直してください。"

// broken refuses a file that cannot be read to its end.
func broken(code string) error {
	return &Refused{Code: code, Sentence: "ファイルが壊れているため、中身を確かめられません。", Next: "元のファイルを開き、保存し直してから選んでください。"}
}

// program refuses a document that carries a program or another file.
func program(code, sentence string) error {
	return &Refused{Code: code, Sentence: sentence, Next: saveAsPDF}
}
