package envelope_test

import (
	"archive/zip"
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// refusal is one wrong thing about a letter that is right in everything else.
type refusal struct {
	name  string
	want  envelope.Reason
	wrong func(t *testing.T, f *forgery)
}

var refusals = []refusal{
	{"not our stanza", envelope.NotEnvelope, func(t *testing.T, f *forgery) { f.keys, f.raw = append(f.keys, rawStanza("x")), nil }},
	{"header with a space", envelope.HeaderNotCanonical, func(t *testing.T, f *forgery) {
		f.raw = bytes.Replace(f.header.Canonical(), []byte(`,"to"`), []byte(`, "to"`), 1)
	}},
	{"header with a key twice", envelope.HeaderNotCanonical, func(t *testing.T, f *forgery) {
		f.raw = bytes.Replace(f.header.Canonical(), []byte(`,"to"`), []byte(`,"to":"9999900011/11","to"`), 1)
	}},
	{"header of version 2", envelope.HeaderNotCanonical, func(t *testing.T, f *forgery) { f.header.Version, f.manifest.Version = 2, 2 }},
	{"sealed for somebody else", envelope.NoKey, func(t *testing.T, f *forgery) { f.keys = []age.Recipient{identity(t, "recovery").Recipient()} }},
	{"epoch of another key", envelope.Epoch, func(t *testing.T, f *forgery) { f.header.ToEpoch, f.manifest.ToEpoch = 2, 2 }},
	{"addressed to another office", envelope.Epoch, func(t *testing.T, f *forgery) {
		other := header.Address{Office: "9999900012", Type: "11"}
		f.header.To, f.manifest.To = other, other
	}},
	{"ZIP of nothing", envelope.ZIPProfile, func(t *testing.T, f *forgery) { f.after = func([]byte) []byte { return nil } }},
	{"no ZIP", envelope.ZIPProfile, func(t *testing.T, f *forgery) { f.after = func([]byte) []byte { return make([]byte, 5000) } }},
	{"bytes before the ZIP", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { return append([]byte("hidden"), b...) }
	}},
	{"bytes after the ZIP", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { return append(b, "hidden"...) }
	}},
	{"bytes before the directory", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { return bytes.Replace(b, []byte("PK\x01\x02"), []byte("hiddenPK\x01\x02"), 1) }
	}},
	{"ZIP comment", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { return append(b[:len(b)-2], "\x06\x00hidden"...) }
	}},
	{"extra field", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.Extra = []byte{0x99, 0x99, 0, 0} })
	}},
	{"entry comment", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.Comment = "hidden" })
	}},
	{"file time", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		//lint:ignore SA1019 CreateRaw writes the fields of the format, not Modified
		f.zip = profile(t, func(h *zip.FileHeader) { h.ModifiedTime = 1 })
	}},
	{"deflate", envelope.ZIPProfile, func(t *testing.T, f *forgery) { f.zip = deflated(t) }},
	{"method named deflate", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.Method = zip.Deflate })
	}},
	{"data descriptors", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.Flags |= 0x8 })
	}},
	{"encryption flag", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.Flags |= 0x1 })
	}},
	{"symbolic link", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.SetMode(os.ModeSymlink) })
	}},
	{"other order than the manifest", envelope.ZIPProfile, func(t *testing.T, f *forgery) { slices.Reverse(f.parts) }},
	{"manifest not last", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		right := f.zip
		f.zip = func(p []part) []byte { slices.Reverse(p); return right(p) }
	}},
	{"local name differs", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { return bytes.Replace(b, []byte("UPPLAN"), []byte("UPHOSO"), 1) }
	}},
	{"entries that overlap", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte { // the second entry's offset points at the first
			at := bytes.LastIndex(b, []byte(pdfName)) - 4
			copy(b[at:], []byte{0, 0, 0, 0})
			return b
		}
	}},
	{"a file the manifest does not name", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.manifest.Files = f.manifest.Files[:1]
	}},
	{"a file that is not there", envelope.ZIPProfile, func(t *testing.T, f *forgery) { f.parts = f.parts[:1] }},
	{"a size that is not the file's", envelope.ZIPProfile, func(t *testing.T, f *forgery) { f.manifest.Files[1].Size++ }},
	{"CRC differs", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) { h.CRC32 ^= 1 })
	}},
	{"CRC of the manifest differs", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) {
			if h.Name == "manifest.jws" {
				h.CRC32 ^= 1
			}
		})
	}},
	{"manifest beyond the limit", envelope.TooLarge, func(t *testing.T, f *forgery) {
		f.late = func(b []byte) []byte { return append(b, make([]byte, 512<<10)...) }
	}},
	{"gap before a directory that is right", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.after = func(b []byte) []byte {
			b = bytes.Replace(b, []byte("PK\x01\x02"), []byte("hiddenPK\x01\x02"), 1)
			at := b[len(b)-6:]
			binary.LittleEndian.PutUint32(at, binary.LittleEndian.Uint32(at)+6)
			return b
		}
	}},
	{"CRC of a file differs", envelope.ZIPProfile, func(t *testing.T, f *forgery) {
		f.zip = profile(t, func(h *zip.FileHeader) {
			if h.Name == pdfName {
				h.CRC32 ^= 1
			}
		})
	}},
	{"manifest exchanged", envelope.ManifestHash, func(t *testing.T, f *forgery) {
		f.late = func(b []byte) []byte { return bytes.Replace(b, []byte(`"K2"`), []byte(`"K3"`), 1) }
	}},
	{"manifest with a key twice", envelope.DuplicateKey, func(t *testing.T, f *forgery) {
		f.edit = func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"unit":"K2"`), []byte(`"unit":"K3","unit":"K2"`), 1)
		}
	}},
	{"file with a key twice", envelope.DuplicateKey, func(t *testing.T, f *forgery) {
		f.edit = func(b []byte) []byte { return bytes.Replace(b, []byte(`"size":`), []byte(`"size":1,"size":`), 1) }
	}},
	{"manifest with an unknown key", envelope.ManifestNotCanonical, func(t *testing.T, f *forgery) {
		f.edit = func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"unit":"K2"`), []byte(`"unit":"K2","urgent":true`), 1)
		}
	}},
	{"manifest with a line end", envelope.ManifestNotCanonical, func(t *testing.T, f *forgery) {
		f.edit = func(b []byte) []byte { return append(b, '\n') }
	}},
	{"manifest of another letter", envelope.ManifestHeader, func(t *testing.T, f *forgery) { f.manifest.Letter = header.LetterID{1} }},
	{"manifest of another month", envelope.ManifestHeader, func(t *testing.T, f *forgery) { f.manifest.Month = "202505" }},
	{"manifest that supersedes", envelope.ManifestHeader, func(t *testing.T, f *forgery) { f.manifest.Supersedes = &header.LetterID{1} }},
	{"signed for another purpose", envelope.Signature, func(t *testing.T, f *forgery) { f.typ = "tasuki-answer-v1" }},
	{"signature of another manifest", envelope.Signature, func(t *testing.T, f *forgery) {
		right := f.zip
		f.zip = func(p []part) []byte {
			p[len(p)-1].body = readGolden(t, "manifest.jws")
			return right(p)
		}
	}},
	{"signed by an unlisted terminal", envelope.TerminalUnlisted, func(t *testing.T, f *forgery) { f.signer = terminal(t, 2) }},
	{"listed in another epoch", envelope.TerminalUnlisted, func(t *testing.T, f *forgery) { f.header.FromEpoch, f.manifest.FromEpoch = 4, 4 }},
	{"a unit without an id", envelope.Content, func(t *testing.T, f *forgery) { f.manifest.Unit = "" }},
	{"a unit without files", envelope.Content, func(t *testing.T, f *forgery) { f.manifest.Files[0].Attachment = true }},
	{"no salt", envelope.Content, func(t *testing.T, f *forgery) { f.manifest.Salt = header.Hash{} }},
	{"a message beyond the limit", envelope.Content, func(t *testing.T, f *forgery) { f.manifest.Message = strings.Repeat("あ", 2001) }},
	{"a checkpoint beyond the limit", envelope.Content, func(t *testing.T, f *forgery) { f.manifest.Checkpoint = strings.Repeat("a", 5000) }},
	{"documents with a unit", envelope.Content, func(t *testing.T, f *forgery) {
		f.header.Family, f.manifest.Family = header.Document, header.Document
	}},
	{"hash of a file differs", envelope.FileHash, func(t *testing.T, f *forgery) { f.manifest.Files[0].SHA256[0] ^= 1 }},
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			f := forge(t)
			c.wrong(t, f)
			refused(t, f.build(t), c.want)
		})
	}
	t.Run("but not what is right", func(t *testing.T) {
		if _, err := open(t, forge(t).build(t)); err != nil {
			t.Errorf("a right letter is refused: %v, %v", err, errors.Unwrap(err))
		}
	})
}

func refused(t *testing.T, sealed []byte, want envelope.Reason) {
	t.Helper()
	got, err := open(t, sealed)
	if reason, _ := envelope.ReasonOf(err); reason != want {
		t.Errorf("got %v (%v), want %s", err, errors.Unwrap(err), want)
	}
	if got != nil {
		t.Error("a refused letter was handed out")
	}
}

func TestOpenRefusesContents(t *testing.T) {
	csv := part{unitName, []byte("\"1\"\r\n")}
	pdf := []byte("%PDF-1.7\n")
	for _, c := range []struct {
		name  string
		parts []part
		want  envelope.Reason
	}{
		{"a name that climbs", []part{csv, {"../x.pdf", pdf}}, envelope.Name},
		{"a unit's file that climbs", []part{{"../../x.CSV", []byte("1")}}, envelope.Name},
		{"twins by capitals", []part{csv, {"a.pdf", pdf}, {"A.PDF", pdf}}, envelope.Name},
		{"the same name twice", []part{csv, {"a.pdf", pdf}, {"a.pdf", pdf}}, envelope.Name},
		{"a second manifest", []part{csv, {"MANIFEST.JSON", pdf}}, envelope.Name},
		{"a ZIP", []part{csv, {"x.zip", zipOf(t, "a.txt", "a")}}, envelope.AttachmentArchive},
		{"a ZIP in the unit", []part{{unitName, zipOf(t, "a.txt", "a")}}, envelope.AttachmentArchive},
		{"a macro", []part{csv, {"x.docx", office(t, "word/document.xml", "word/vbaProject.bin", "")}}, envelope.AttachmentMacro},
		{"a program", []part{csv, {"x.pdf", []byte("MZ\x90\x00")}}, envelope.AttachmentKind},
		{"an empty attachment", []part{csv, {"x.pdf", nil}}, envelope.AttachmentEmpty},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, forge(t, c.parts...).build(t), c.want) })
	}
}

func TestOpenRefusesACertificateNobodyVouchesFor(t *testing.T) {
	sealed := seal(t, letter())
	o := opener(t)
	o.Judge = func([]*x509.Certificate) error { return x509.UnknownAuthorityError{} }
	_, err := o.Open(bytes.NewReader(sealed), int64(len(sealed)))
	var unknown x509.UnknownAuthorityError
	if reason, _ := envelope.ReasonOf(err); reason != envelope.Certificate || !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
}

func TestOpenRefusesLettersBeyondTheLimits(t *testing.T) {
	sealed := seal(t, letter())
	for name, l := range map[string]envelope.Limits{
		"letter": {Letter: 10}, "file": {File: 10}, "attachment": {Attachment: 10},
	} {
		o := opener(t)
		o.Limits = l
		_, err := o.Open(bytes.NewReader(sealed), int64(len(sealed)))
		if reason, _ := envelope.ReasonOf(err); reason != envelope.TooLarge {
			t.Errorf("%s: got %v", name, err)
		}
	}
	o := opener(t)
	o.Limits = envelope.Limits{Files: 1}
	_, err := o.Open(bytes.NewReader(sealed), int64(len(sealed)))
	if reason, _ := envelope.ReasonOf(err); reason != envelope.ZIPProfile {
		t.Errorf("files: got %v", err)
	}
	// A letter that says it is larger than any may be is refused before it is read.
	if _, err := opener(t).Open(unread{t}, 1<<40); err == nil {
		t.Error("opened a terabyte")
	} else if reason, _ := envelope.ReasonOf(err); reason != envelope.TooLarge {
		t.Errorf("a terabyte: got %v", err)
	}
}

type unread struct{ t *testing.T }

func (u unread) ReadAt([]byte, int64) (int, error) { u.t.Error("read"); return 0, errors.New("read") }

func TestEveryChangedByteIsNoticed(t *testing.T) {
	sealed := seal(t, letter())
	counts := map[envelope.Reason]int{}
	step := 3
	if testing.Short() {
		step = 37
	}
	for i := 0; i < len(sealed); i += step {
		bad := bytes.Clone(sealed)
		bad[i] ^= 0x01
		_, err := open(t, bad)
		reason, ok := envelope.ReasonOf(err)
		if !ok {
			t.Fatalf("byte %d changed: got %v", i, err)
		}
		counts[reason]++
	}
	for _, want := range []envelope.Reason{envelope.NotEnvelope, envelope.HeaderNotCanonical, envelope.HeaderMAC, envelope.Truncated} {
		if counts[want] == 0 {
			t.Errorf("no changed byte gave %s: %v", want, counts)
		}
	}
}

func TestAChangedHeaderThatIsStillAHeaderBreaksTheMAC(t *testing.T) {
	sealed := seal(t, letter())
	// 202504 → 202505 in the base64 of the stanza, wherever it stands.
	h, raw, err := header.FromEnvelope(sealed)
	if err != nil {
		t.Fatal(err)
	}
	h.Month = "202505"
	refused(t, bytes.Replace(sealed, stanzaText(raw), stanzaText(h.Canonical()), 1), envelope.HeaderMAC)
}

// twoFaced shows one header when it is first read, and another one after that.
type twoFaced struct {
	first, then []byte
	reads       int
}

func (f *twoFaced) ReadAt(b []byte, at int64) (int, error) {
	f.reads++
	if f.reads == 1 {
		return bytes.NewReader(f.first).ReadAt(b, at)
	}
	return bytes.NewReader(f.then).ReadAt(b, at)
}

func TestTheHeaderThatCountsIsTheOneUnderTheMAC(t *testing.T) {
	sealed := seal(t, letter())
	h, raw, err := header.FromEnvelope(sealed)
	if err != nil {
		t.Fatal(err)
	}
	h.Month = "202505"
	file := &twoFaced{first: bytes.Replace(sealed, stanzaText(raw), stanzaText(h.Canonical()), 1), then: sealed}
	_, err = opener(t).Open(file, int64(len(sealed)))
	if reason, _ := envelope.ReasonOf(err); reason != envelope.HeaderMAC {
		t.Errorf("got %v, want %s", err, envelope.HeaderMAC)
	}
}

func TestAChangedBodyIsNoticedBeyondTheFirstChunk(t *testing.T) {
	l := letter()
	l.Attachments = []envelope.File{fileOf("大きい書類.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 300<<10)...))}
	sealed := seal(t, l)
	sealed[len(sealed)/2] ^= 1
	refused(t, sealed, envelope.Body)
}

func TestEveryTruncationIsNoticed(t *testing.T) {
	sealed := seal(t, letter())
	for n := 0; n < len(sealed); n += 61 {
		if _, err := open(t, sealed[:n]); err == nil {
			t.Fatalf("opened %d of %d bytes", n, len(sealed))
		} else if _, ok := envelope.ReasonOf(err); !ok {
			t.Fatalf("%d of %d bytes: %v", n, len(sealed), err)
		}
	}
	refused(t, sealed[:len(sealed)-1], envelope.Truncated)
	refused(t, append(bytes.Clone(sealed), 0), envelope.Truncated)
	// The size may lie beyond the file's end as well.
	if _, err := opener(t).Open(bytes.NewReader(sealed), int64(len(sealed))+100); err == nil {
		t.Error("opened with bytes that are not there")
	}
}

func TestACutBetweenChunksIsNoticed(t *testing.T) {
	l := letter()
	l.Attachments = []envelope.File{fileOf("大きい書類.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 200<<10)...))}
	sealed := seal(t, l)
	head, err := header.AgeHeader(sealed)
	if err != nil {
		t.Fatal(err)
	}
	chunk := 64<<10 + 16
	refused(t, sealed[:len(head)+16+2*chunk], envelope.Truncated)
}
