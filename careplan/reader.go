package careplan

import (
	"errors"
	"io"
)

// MaxRecord is the longest record, in bytes, that is taken apart. A longer one is handed
// out in pieces of at most this size, without cells and with FaultTooLong.
const MaxRecord = 1 << 20

// maxFaults is how many file-level faults of one kind are kept; all are counted.
const maxFaults = 100

// Reader reads the records of one CSV file as they are. It splits raw bytes and decodes
// nothing; what is not plain becomes a Fault and reading goes on. It keeps at most one
// record in memory and allocates nothing once its buffers have grown.
//
// The Raw bytes of all records, together with what lies between their offsets (a
// byte-order mark, empty lines, a final 0x1A), are the file, byte for byte.
type Reader struct {
	src  io.Reader // nil when all bytes are in buf
	buf  []byte
	from int   // start of the unread bytes in buf
	off  int64 // offset in the file of buf[from]
	eof  bool  // src is used up
	err  error // what src said besides io.EOF

	rec     Record
	scratch []byte // values whose doubled quotes were halved
	line    int    // physical line at buf[from]
	n       int    // records handed out
	begun   bool   // the byte-order mark was looked for
	full    bool   // the bytes at hand are as many as a record may have
	inLong  bool   // the next bytes continue a record that is too long
	done    bool   // the end was reached and summed up
	width   int    // cells of the newest plain record, to judge stray quotes
	span    int    // how far an open quote may reach
	wasted  int    // bytes looked at in vain for a closing quote
	mode    scanMode

	crlf, lf int
	faults   []Fault
	counts   [FaultTooLong + 1]int
	sniff    sniffer
}

// NewReader reads records from a stream. A stream that can hand out its bytes by a
// method Bytes() []byte (Bytes does) is read in place without a copy.
func NewReader(r io.Reader) *Reader {
	if whole, ok := r.(interface{ Bytes() []byte }); ok {
		return NewBytesReader(whole.Bytes())
	}
	return &Reader{src: r, line: 1, span: MaxRecord}
}

// NewBytesReader reads records in place: Raw and most values point into b.
func NewBytesReader(b []byte) *Reader {
	return &Reader{buf: b, eof: true, line: 1, span: MaxRecord}
}

// Read gives the next record; it is valid until the next call. The error is io.EOF at
// the end, or says that bytes could not be read. Syntax is never an error.
func (r *Reader) Read() (*Record, error) {
	if !r.begun {
		r.begin()
	}
	for {
		rest := r.buf[r.from:]
		if len(rest) == 0 && !r.fill() {
			return nil, r.finish()
		}
		if len(rest) == 0 {
			continue
		}
		if r.inLong {
			return r.piece()
		}
		skipped, known := r.skip(rest)
		if !known {
			r.fill() // at the end of the file the byte is judged as the last one
			continue
		}
		if !skipped {
			return r.record()
		}
	}
}

// record splits the record at r.from, reading on as long as its end is not in the buffer.
func (r *Reader) record() (*Record, error) {
	for {
		rest := r.buf[r.from:]
		limit := min(len(rest), MaxRecord)
		r.full = limit == MaxRecord
		n, ok := r.split(rest[:limit], r.eof && limit == len(rest))
		if ok {
			r.finishRecord(rest[:n])
			return &r.rec, nil
		}
		if limit == MaxRecord {
			return r.piece()
		}
		if !r.fill() && r.err != nil {
			return nil, r.finish()
		}
	}
}

func (r *Reader) finishRecord(raw []byte) {
	r.n++
	r.rec.N, r.rec.Line, r.rec.Offset, r.rec.Raw = r.n, r.line, r.off, raw
	r.countFaults()
	r.countEnd(raw)
	r.advance(len(raw))
	r.sniff.feed(raw)
}

// advance moves past n bytes, counting lines.
func (r *Reader) advance(n int) {
	r.line += r.mode.lines
	r.from += n
	r.off += int64(n)
}

func (r *Reader) countEnd(raw []byte) {
	r.rec.End = NoEnd
	n := len(raw)
	if n == 0 || raw[n-1] != '\n' {
		return
	}
	r.rec.End = LF
	if n > 1 && raw[n-2] == '\r' {
		r.rec.End = CRLF
		r.crlf++
		return
	}
	r.lf++
}

// countFaults adds the record's faults to the totals. A lone CR also belongs to the file.
func (r *Reader) countFaults() {
	for _, f := range r.rec.Faults {
		r.count(f, f.Kind == FaultLoneCR)
	}
}

func (r *Reader) count(f Fault, keep bool) {
	r.counts[f.Kind]++
	if keep && r.counts[f.Kind] <= maxFaults {
		r.faults = append(r.faults, f)
	}
}

// piece hands out the next part of a record that is longer than MaxRecord: up to its
// line end, quotes or not. All parts bear the same number and line.
func (r *Reader) piece() (*Record, error) {
	rest := r.buf[r.from:]
	for len(rest) < MaxRecord && !hasLF(rest) && r.fill() {
		rest = r.buf[r.from:]
	}
	n := min(len(rest), MaxRecord)
	if i := indexLF(rest[:n]); i >= 0 {
		n = i + 1
	}
	if !r.inLong {
		r.n++
		r.rec.N, r.rec.Line = r.n, r.line
		r.count(Fault{Kind: FaultTooLong, Line: r.line, At: r.off}, false)
	}
	raw := rest[:n]
	r.rec.Offset, r.rec.Raw, r.rec.Cells = r.off, raw, r.rec.Cells[:0]
	r.rec.Faults = append(r.rec.Faults[:0], Fault{Kind: FaultTooLong, Line: r.rec.Line, At: r.off})
	r.countEnd(raw)
	r.inLong = raw[n-1] != '\n'
	r.mode = scanMode{}
	if !r.inLong {
		r.mode.lines = 1
	}
	r.advance(n)
	r.sniff.feed(raw)
	return &r.rec, nil
}

// begin looks for a byte-order mark (R021).
func (r *Reader) begin() {
	r.begun = true
	for len(r.buf)-r.from < 3 && r.fill() {
	}
	n := bomLength(r.buf[r.from:])
	if n == 0 {
		return
	}
	r.count(Fault{Kind: FaultBOM, Line: 1}, true)
	r.sniff.feed(r.buf[r.from : r.from+n])
	r.from += n
	r.off += int64(n)
}

func bomLength(b []byte) int {
	switch {
	case len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF:
		return 3
	case len(b) >= 2 && (b[0] == 0xFF && b[1] == 0xFE || b[0] == 0xFE && b[1] == 0xFF):
		return 2
	}
	return 0
}

// skip passes an empty line or a final 0x1A (R034). known is false if more bytes are
// needed to tell.
func (r *Reader) skip(rest []byte) (skipped, known bool) {
	switch c := rest[0]; {
	case c == '\n':
		r.blank(rest[:1])
		return true, true
	case c == '\r' && len(rest) > 1 && rest[1] == '\n':
		r.blank(rest[:2])
		return true, true
	case c == '\r' || c == eofMark:
		if len(rest) == 1 && !r.eof {
			return false, false
		}
	}
	if rest[0] == eofMark && len(rest) == 1 {
		r.count(Fault{Kind: FaultEOFMark, Line: r.line, At: r.off}, true)
		r.mode = scanMode{}
		r.advance(1)
		return true, true
	}
	return false, true
}

// eofMark is what CP/M and some software still write after the last byte.
const eofMark = 0x1A

func (r *Reader) blank(b []byte) {
	r.count(Fault{Kind: FaultBlankLine, Line: r.line, At: r.off}, true)
	if len(b) == 2 {
		r.crlf++
	} else {
		r.lf++
	}
	r.mode = scanMode{lines: 1}
	r.advance(len(b))
	r.sniff.feed(b)
}

// finish sums up the file once.
func (r *Reader) finish() error {
	if r.err != nil {
		return r.err
	}
	if !r.done {
		r.done = true
		if r.sniff.verdict() != windows31J {
			r.count(Fault{Kind: FaultNotMS932, Line: 1}, true)
		}
	}
	return io.EOF
}

// Faults gives the faults that belong to the file as a whole, after the end: BOM, other
// encoding, empty lines, final 0x1A, lone CR; at most the first 100 of a kind.
func (r *Reader) Faults() []Fault { return r.faults }

// FaultCount gives how many faults of a kind were met so far, in records and outside.
func (r *Reader) FaultCount(kind FaultKind) int {
	if int(kind) >= len(r.counts) {
		return 0
	}
	return r.counts[kind]
}

// Ends gives how many lines ended in CRLF and in LF alone, line ends inside quotes not
// counted.
func (r *Reader) Ends() (crlf, lf int) { return r.crlf, r.lf }

// Encoding gives the file's encoding as its bytes show it, after the end: "windows-31j",
// "utf-8", "utf-16", "iso-2022-jp" or "euc-jp".
func (r *Reader) Encoding() string { return r.sniff.verdict() }

// Records gives how many records were read so far.
func (r *Reader) Records() int { return r.n }

const firstBuffer = 64 << 10

// fill reads more bytes behind the unread ones; false means that there are no more.
func (r *Reader) fill() bool {
	if r.eof {
		return false
	}
	unread := copy(r.buf, r.buf[r.from:])
	r.buf, r.from = r.buf[:unread], 0
	if cap(r.buf)-unread < cap(r.buf)/2 || cap(r.buf) == 0 {
		grown := make([]byte, unread, max(firstBuffer, 2*cap(r.buf)))
		copy(grown, r.buf)
		r.buf = grown
	}
	for tries := 0; tries < 100; tries++ {
		n, err := r.src.Read(r.buf[unread:cap(r.buf)])
		r.buf = r.buf[:unread+n]
		if err != nil {
			r.eof = true
			if !errors.Is(err, io.EOF) {
				r.err = err
			}
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	r.eof, r.err = true, io.ErrNoProgress
	return false
}
