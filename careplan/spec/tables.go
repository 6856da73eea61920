package spec

//go:generate go run ../../internal/tools/specgen -root ../..

// LayoutOf gives the table of a kind in an edition, or nil.
func LayoutOf(e Edition, k Kind) *Layout {
	for _, l := range Layouts(e) {
		if l.Kind == k {
			return l
		}
	}
	return nil
}

// Layouts gives the tables of an edition in the standard's order; nil if it is unknown.
func Layouts(e Edition) []*Layout {
	switch e {
	case E202407:
		return layouts202407
	case E202208:
		return layouts202208
	}
	return nil
}

// Kinds gives every kind in the standard's order.
func Kinds() []Kind {
	var out []Kind
	for _, l := range layouts202407 {
		out = append(out, l.Kind)
	}
	return out
}

// UnitsOf gives the transmission units of an edition in the standard's order.
func UnitsOf(e Edition) []*Unit {
	var out []*Unit
	for _, u := range units {
		if u.Edition == e {
			out = append(out, u)
		}
	}
	return out
}

// EditionSpec is a row of the version history (CSVバージョン履歴).
type EditionSpec struct {
	Edition   Edition
	Version   string // of the document, "4.1"
	Published string // YYYY-MM
	From, To  string // service months (YYYYMM) the edition applies to; To "" = open
	Clause    string
}

// Editions gives the editions this build reads and writes, newest first.
func Editions() []EditionSpec { return editions }

// EditionFor gives the edition a service month (YYYYMM) asks for (R043), or "".
func EditionFor(month string) Edition {
	for _, e := range editions {
		if month >= e.From && (e.To == "" || month <= e.To) {
			return e.Edition
		}
	}
	return ""
}

// VersionNote explains a value of item 1 that is no edition of ours but is known from
// the version history or from the field (R040). known is false for anything else.
func VersionNote(value string) (note string, known bool) {
	note, known = versionNotes[value]
	return note, known
}

// Has reports whether the table lists the code.
func (t *CodeTable) Has(code []byte) bool {
	_, ok := t.Values[string(code)]
	return ok
}
