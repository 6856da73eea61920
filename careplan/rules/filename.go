package rules

import (
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// nameFaults is what is wrong with a file name, part by part. R001 to R007 each report
// their own part, and R054, R055 and R057 stay silent about a part that is wrong anyway.
type nameFaults struct {
	unknown   bool // R001 no kind, or parts are missing
	extension bool // R001 an extension of another program
	branch    bool // R001 the image's branch
	pattern   bool // R001 something else does not fit
	copied    bool // R001 a mark that a file manager adds to copies

	fromOffice, toOffice bool // R002
	fromType, toType     bool // R003
	serialForm           bool // R004 not 14 digits
	serialTime           bool // R004 no date and time
	separator            bool // R005
	letterCase           bool // R006
	month                bool // R007
}

func judgeName(n careplan.Name) nameFaults {
	l := spec.LayoutOf(spec.E202407, n.Kind)
	if l == nil || n.From.Office == "" || n.To.Office == "" {
		return nameFaults{unknown: true}
	}
	f := nameFaults{
		fromOffice: !isOffice(n.From.Office), toOffice: !isOffice(n.To.Office),
		serialForm: len(n.Serial) != 14 || !digits([]byte(n.Serial)),
		separator:  strings.ContainsAny(n.Text, "\u0332＿"),
		month:      !monthFits(n, l),
		branch:     l.HasBranch && (len(n.Branch) != 4 || !digits([]byte(n.Branch))),
	}
	if n.Edition == spec.E202407 {
		f.fromType, f.toType = !isType(n.From.Type), !isType(n.To.Type)
	}
	f.serialTime = !f.serialForm && !isDateTime(n.Serial)
	f.extension, f.letterCase = extensionFaults(n.Ext, l)
	if f == (nameFaults{serialTime: f.serialTime, letterCase: f.letterCase}) && careplan.FormatName(n) != n.Text {
		f.copied = hasCopyMark(n.Text)
		f.pattern = !f.copied
	}
	return f
}

func isOffice(s string) bool { return len(s) == 10 && capitals([]byte(s)) }
func isType(s string) bool   { return len(s) == 2 && capitals([]byte(s)) }

func isDateTime(s string) bool {
	return plainDate([]byte(s[:8])) && plainTime([]byte(s[8:12])) && s[12] < '6'
}

// monthFits reports whether the month part is there where the kind has one, and only
// there; 000000 is for 利用者補足情報 that goes with a plan.
func monthFits(n careplan.Name, l *spec.Layout) bool {
	if !l.HasMonth {
		return n.Month == ""
	}
	return plainMonth([]byte(n.Month)) || n.Kind == spec.UPHOSOKU && n.Month == planMonth
}

// planMonth is the month part of 利用者補足情報 in a plan unit.
const planMonth = "000000"

func extensionFaults(ext string, l *spec.Layout) (foreign, letterCase bool) {
	if l.Binary {
		return !strings.EqualFold(ext, ".jpg"), ext != ".jpg" && ext != ".JPG"
	}
	return !strings.EqualFold(ext, ".csv"), ext != ".CSV"
}

func hasCopyMark(text string) bool {
	return strings.Contains(text, "コピー") || strings.Contains(text, "Copy") || strings.Contains(text, "(")
}

// eachName calls report for the files of the unit whose names have a fault, once for
// equal values: a wrong office number stands in the names of all files of a unit.
func eachName(u *careplan.Unit, wrong func(f nameFaults, n careplan.Name) (value string, ok bool), report func(f *careplan.File)) {
	seen := map[string]bool{}
	for _, f := range u.Files {
		value, ok := wrong(judgeName(f.Name), f.Name)
		if !ok || value != "" && seen[value] {
			continue
		}
		seen[value] = true
		report(f)
	}
}
