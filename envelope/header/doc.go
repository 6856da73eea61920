// Package header is what stands in clear on an envelope: a closed list of fields as
// canonical JSON of at most 4 KiB, carried in the age file as one extra stanza.
//
// It knows the small values every sealed document is made of (hash, letter id, address,
// canonical JSON) and how to find the header in the first bytes of an envelope, which is
// all the post office ever needs. It never opens an envelope, never touches a disk or a
// network, and never holds a name, a file name or a word of a message.
package header
