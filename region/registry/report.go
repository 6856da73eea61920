package registry

import "time"

// Error is a failure a person can act on: what is wrong, in Japanese, and the next step.
type Error struct{ Code, Message, Next string }

// Error gives the message and the next step.
func (e *Error) Error() string { return e.Message + e.Next }

// Warning is something that was noticed in a list and what was done about it. Nothing is
// changed without one.
type Warning struct {
	File    string
	Row     int    // as a spreadsheet counts, the first row is 1; 0 = the whole file
	Kind    string // one of the Warn constants
	Message string // what was found; no values of the row except column names
	Done    string // what was done
}

// Reject is a row that could not be taken.
type Reject struct {
	File    string
	Row     int
	Number  string // office number if it could be read
	Message string
	Next    string
	name    string // squeezed name of the office, so that Compare does not close it
}

// The kinds of warnings.
const (
	WarnEncoding      = "encoding"          // Windows-31J or UTF-16 was read
	WarnNoBOM         = "no-bom"            // UTF-8 without its mark
	WarnQuotes        = "broken-quotes"     // quotation marks do not pair
	WarnTitle         = "title-rows"        // rows above the header
	WarnNoHeader      = "no-header"         // columns were guessed from their content
	WarnUnknownColumn = "unknown-column"    // a column nobody reads
	WarnRenamedColumn = "renamed-column"    // a column under another name
	WarnMissingColumn = "missing-column"    // a usual column is not there
	WarnShortRow      = "short-row"         // fewer cells than the header
	WarnLostZero      = "lost-zero"         // a leading zero was put back
	WarnNumber        = "number-repaired"   // width, spaces, hyphens of a number
	WarnDigit         = "check-digit"       // 要確認
	WarnDigitOld      = "check-digit-old"   // OK（旧方式）
	WarnNumberDiffers = "number-differs"    // No and 事業所番号 are not the same
	WarnCity          = "city-code"         // code wrong, unknown or taken from the name
	WarnPlace         = "coordinates"       // outside Japan, swapped, far from the municipality
	WarnPhone         = "phone"             // phone or fax brought to the usual form
	WarnURL           = "url"               // address of a web page mended or left out
	WarnCorpMissing   = "corp-missing"      // no 法人番号
	WarnCorpDigit     = "corp-digit"        // 法人番号 with a wrong check digit
	WarnCorpForm      = "corp-form"         // width, spaces, hyphens of a 法人番号
	WarnLineBreak     = "line-break"        // literal 「（改行）」, or a line break in a cell
	WarnLong          = "too-long"          // a cell was cut
	WarnAddress       = "address-completed" // prefecture or municipality put before the address
	WarnCapacity      = "capacity"          // 定員 is no number
	WarnService       = "unknown-service"   // no such service
	WarnDuplicate     = "duplicate-row"     // the same row again
	WarnDuplicateDiff = "duplicate-differs" // the same number and service with other values
	WarnName          = "name-conflict"     // one number, several names
	WarnConflict      = "value-conflict"    // one number, several municipalities or corporations
	WarnDate          = "date"              // no date, or one that cannot be read
	WarnFuture        = "future-date"       // a date after today
	WarnParent        = "parent-missing"    // the centre of a branch is not in the list
	WarnBranch        = "branch-number"     // a branch without a number of its own got one
	WarnInsurer       = "insurer-number"    // 保険者番号 to be confirmed
	WarnZone          = "zone-row"          // a row of a zone list was left out
	WarnNoRows        = "no-rows"           // a file with a header only
	WarnKept          = "not-closed"        // an unreadable row may be an office that is missing
)

// List is what the files say, ready to be compared with the last edition.
type List struct {
	Offices  []Office      // by number; one per number
	Adoption []AdoptionRow // in the order of the files
	Warnings []Warning
	Rejected []Reject
	Read     int       // rows with content, without headers
	Format   Format    // all files of a list have one format
	Date     time.Time // from the file names, the newest; zero = none
	Services []string  // open data codes these files speak about, sorted
}

// AdoptionRow is one row of a dated adoption list.
type AdoptionRow struct {
	File     string
	Row      int
	Number   string // 事業所番号, 10 characters
	State    string // as written
	Name     string
	Date     time.Time // zero = not written
	Software string
	Version  string
	Note     string
	Extra    map[string]string // columns of other names, by header
}

// report collects warnings and rejected rows of one file.
type report struct {
	file     string
	row      int
	warnings []Warning
	rejected []Reject
}

// warn notes something about the row at hand.
func (r *report) warn(kind, message, done string) {
	r.warnings = append(r.warnings, Warning{File: r.file, Row: r.row, Kind: kind, Message: message, Done: done})
}

// reject notes that the row at hand is left out. name is what the row calls the office.
func (r *report) reject(number, name, message, next string) {
	r.rejected = append(r.rejected, Reject{File: r.file, Row: r.row, Number: number, Message: message, Next: next, name: squeeze(name)})
}
