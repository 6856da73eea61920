// Package envelope seals a letter (連携データ) for its receiver and opens it again: the same
// bytes on the wire, on disk and on a USB stick. An envelope is one age file for hybrid
// recipients, with the clear header in a stanza of its own and a plain ZIP inside, so that
// age and unzip open it without us.
//
// It knows names, sizes, hashes and kinds of files, and who signed. It never looks into a
// care plan, never talks to a post office, never judges who may be trusted (the caller
// does), and never releases a byte of a letter before all of it was verified.
package envelope
