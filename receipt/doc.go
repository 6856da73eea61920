// Package receipt is the evidence of the exchange: the post office's receipt (受領証), the
// receiver's answer (取込結果), the office key statement, and the log's leaves, checkpoints
// and inclusion proofs. All of it can be checked years later without the post office.
//
// It knows bytes and public keys: it makes these documents, reads them strictly, and
// verifies them. It never asks a hub, a disk or a clock, and never judges a terminal's
// certificate: it returns the chain a document was signed with.
package receipt
