// Package careplan is the content of a letter (連携データ): it reads, writes, groups and
// models the files of the national care-plan data exchange standard.
//
// It knows the tables of careplan/spec, Windows-31J bytes and the CSV dialect of the
// standard. It never touches a disk, a network or a clock, never repairs a file in
// silence, and never judges: what it meets that is not plain it records as a Fault, and
// careplan/rules turns faults and values into findings (確認事項).
package careplan
