// Package spec holds the tables of the national care-plan data exchange standard
// (ケアプランデータ連携標準仕様), one table per edition. It is data only: positions,
// lengths, code lists, file-name parts and transmission units stand here and nowhere
// else. It knows nothing of files, bytes or rules, and it never changes at run time.
//
// The tables are generated from source/standard.yaml by internal/tools/specgen.
package spec

// Edition is a version of the standard by the value it writes into item 1
// CSVバージョン: "202407" (V4.1) or "202208" (V3.x).
type Edition string

// The editions this build can read and write.
const (
	E202208 Edition = "202208"
	E202407 Edition = "202407"
)

// Kind is the kind of a file by its name's prefix, for example "UPPLAN" (第6表 予定).
type Kind string

// The 18 kinds of edition 202407; 202208 has nine of them.
const (
	UPHOSOKU      Kind = "UPHOSOKU"      // 利用者補足情報
	UP1KYO        Kind = "UP1KYO"        // 居宅サービス計画1表
	DLT1KYO       Kind = "DLT1KYO"       // 居宅サービス計画1表_削除
	UP2KYO        Kind = "UP2KYO"        // 居宅サービス計画2表
	UP3KYO        Kind = "UP3KYO"        // 居宅サービス計画3表
	UPPLAN        Kind = "UPPLAN"        // 第6表 予定
	UPJSK         Kind = "UPJSK"         // 第6表 実績情報
	DLTPLAN       Kind = "DLTPLAN"       // 第6表 予定_削除
	DLTJSK        Kind = "DLTJSK"        // 第6表 実績情報_削除
	UPSIKYU       Kind = "UPSIKYU"       // 第7表
	UPKIHON       Kind = "UPKIHON"       // 利用者基本情報
	UPKIHON_SUB1  Kind = "UPKIHON_SUB1"  // 利用者基本情報 別表1
	UPKIHON_SUB2  Kind = "UPKIHON_SUB2"  // 利用者基本情報 別表2
	UPKIHON_IMAGE Kind = "UPKIHON_IMAGE" // 家族構成 画像ファイル
	DLTKIHON      Kind = "DLTKIHON"      // 利用者基本情報_削除
	UPYOBO        Kind = "UPYOBO"        // 介護予防サービス・支援計画書
	UPYOBO_SUB    Kind = "UPYOBO_SUB"    // 支援計画書 別表
	DLTYOBO       Kind = "DLTYOBO"       // 支援計画書_削除
)

// Type is the form of an item's value.
type Type uint8

// The forms of values.
const (
	Code      Type = iota // half-width letters and digits
	Date                  // YYYYMMDD
	YearMonth             // YYYYMM
	Time                  // HHMM
	Int                   // digits with an optional minus sign
	Decimal               // digits with one point
	Text                  // free text, always quoted on output
	Flags31               // 31 characters 0 or 1, position = day of the month
)

// Required says how strongly an item must be filled.
type Required uint8

// 必須 is Mandatory, 必要 alone is Recommended; Conditional depends on other items.
const (
	Optional Required = iota
	Mandatory
	Conditional
	Recommended
)

// Confidence says how sure the table's source is about a field's length and 必須 mark.
type Confidence uint8

// Confidence of a field; positions are High everywhere.
const (
	High Confidence = iota
	Medium
	Low
)

// Field is one item (項目) of a layout.
type Field struct {
	Col          int        // 項目No., 1-based; the position in the record
	Name         string     // official Japanese item name
	Key          string     // our identifier, snake_case, unique inside the layout
	Type         Type       //
	Len          int        // 項目長 in characters; 0 = no limit
	PrintedLen   int        // length the annex prints where we accept more (R157); else 0
	Exact        bool       // a filled value has exactly Len characters
	Required     Required   //
	Confidence   Confidence //
	Codes        *CodeTable // closed list of values, or nil
	Format       Format     // named shape, or ""
	Special      []string   // values allowed besides the shape, such as "00000000" or "9999"
	Min, Max     int        // bounds of an Int; 0,0 = none
	Decimals     int        // digits after the point of a Decimal
	Unused       bool       // 識別子: write empty, ignore on read (R109)
	FreeText     bool       // quoted on output whenever filled (R029): Type Text
	DeclaredText bool       // a number the annex declares as free text: bare and quoted are both right
}

// Format names a shape of a value; Formats holds the regular expressions.
type Format string

// CodeTable is a closed list of codes (コード表).
type CodeTable struct {
	Key    string            // our identifier, "care_level"
	Name   string            // Japanese name
	Values map[string]string // code → Japanese meaning
}

// Link ties the rows of a dependent kind to the rows of its parent (R080, R082, R210).
type Link struct {
	Parent Kind
	Cols   [][2]int // own item No. → parent's item No.
}

// Layout is the table of one kind in one edition.
type Layout struct {
	Edition          Edition
	Kind             Kind
	Name             string // Japanese name
	HasMonth         bool   // the file name has a month part
	HasTypes         bool   // the file name has the two service type codes (202407)
	HasBranch        bool   // the file name ends in a four-digit branch (images)
	Binary           bool   // an image, no records
	Deletion         bool   // a delete file (削除)
	OptionalFunction bool   // △ in the table of functions (R065)
	Fields           []Field
	Parent           *Link      // nil for base kinds
	Cascade          []Kind     // kinds removed together with this one's record (R231)
	RowKey           []int      // item Nos. that identify a record; nil if none is stated
	Clause           string     // where the standard defines it, "A 6表"
	Confidence       Confidence // that this edition's list of items is right; names and order of 202407 are High
}

// Columns is the exact number of items of a record (R033).
func (l *Layout) Columns() int { return len(l.Fields) }

// Field gives item No. col (1-based), or nil.
func (l *Layout) Field(col int) *Field {
	if col < 1 || col > len(l.Fields) {
		return nil
	}
	return &l.Fields[col-1]
}

// Col gives the item No. of the field with this key, or 0.
func (l *Layout) Col(key string) int {
	for i := range l.Fields {
		if l.Fields[i].Key == key {
			return l.Fields[i].Col
		}
	}
	return 0
}

// Domain is the half of the standard a unit belongs to.
type Domain uint8

// Kyotaku is 居宅 (K…), Yobo is 介護予防・総合事業 (Y…).
const (
	Kyotaku Domain = iota
	Yobo
)

// Unit is one row of the list of transmission units (ファイル一式).
type Unit struct {
	ID        string // K1…K6, Y1…Y9, V3-1…V3-6
	Edition   Edition
	Domain    Domain
	Name      string // Japanese name
	Family    string // clear family on the envelope: plan, slip, actual, base, (never "document")
	Required  []Kind
	Accompany []Kind // 合わせて送付 (R064)
	Clause    string
}
