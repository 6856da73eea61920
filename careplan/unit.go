package careplan

import (
	"io"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Source opens the bytes of one input file. It may be opened several times.
type Source interface {
	Open() (io.ReadCloser, error)
}

// Address is an office number (事業所番号) with a service type (サービス種類コード).
// Type is empty in names of edition 202208.
type Address struct {
	Office string
	Type   string
}

// String writes "9999900001/43", or the number alone without a type.
func (a Address) String() string {
	if a.Type == "" {
		return a.Office
	}
	return a.Office + "/" + a.Type
}

// Name is a file name taken apart. ParseName is tolerant: a name wrong in one part is
// still taken apart, the part stands as written, and the rules report it (R001–R007).
type Name struct {
	Text    string       // the name as written, without folder
	Kind    spec.Kind    // "" when no prefix fits
	Edition spec.Edition // by the form of the name: with types 202407, without 202208
	Month   string       // YYYYMM, or "" where the kind has none
	From    Address
	To      Address
	Serial  string // ファイル連番
	Branch  string // images only
	Ext     string // extension as written, with the dot
	Plain   bool   // the name matches its pattern exactly
}

// File is one file of a heap, with its name taken apart.
type File struct {
	Name     Name
	Path     string       // where it came from, for people
	Source   Source       //
	Size     int64        //
	Digest   [32]byte     // SHA-256 of the bytes
	Edition  spec.Edition // by item 1 of the first record; the name's if unreadable or an image
	Version  string       // item 1 of the first record as read, "" if none
	Encoding string       // as the bytes show it, see Reader.Encoding; "" for images
	Layout   *spec.Layout // of Kind in Edition, else of 202407; nil for unknown kinds
	Copies   []string     // paths of byte-equal files that were folded into this one
}

// Unit is a transmission unit (ファイル一式): files that must travel together.
type Unit struct {
	ID      string       // K1…, Y1…, V3-1…; "" for files that form none
	Edition spec.Edition //
	From    Address
	To      Address
	Month   string // service month, "000000" for plans, "" where no file has one
	Serial  string
	Files   []*File    // in the order of the unit's table, images last
	Joined  []Join     // files that were joined although one part of the name differs
	Spec    *spec.Unit // nil when the files fit no unit
}

// Join records that a file was put into a unit although one part of its name differs
// from the majority (R054, R055, R057).
type Join struct {
	File *File
	Rule string // "R054" serial, "R055" numbers or types, "R057" month
	Part string // "serial", "from", "to", "month"
	Want string // the unit's value
	Got  string // the file's value
}

// File gives the first file of a kind, or nil.
func (u *Unit) File(k spec.Kind) *File {
	for _, f := range u.Files {
		if f.Name.Kind == k {
			return f
		}
	}
	return nil
}
