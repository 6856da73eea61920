package envelope_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

func TestALetterArrivesAsItWasSent(t *testing.T) {
	sent := letter()
	var out bytes.Buffer
	h, err := envelope.Seal(&out, sent, terminal(t, 1), identity(t, "office-b").Recipient(), identity(t, "office-a").Recipient())
	if err != nil {
		t.Fatal(err)
	}
	got, err := open(t, out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Raw, h.Canonical()) || !bytes.Equal(got.Header.Canonical(), h.Canonical()) {
		t.Errorf("header %s, want %s", got.Raw, h.Canonical())
	}
	if h.Manifest != header.HashOf(got.ManifestBytes) {
		t.Error("header does not name the manifest")
	}
	m := got.Manifest
	if m.Unit != "K2" || m.Message != sent.Message || m.Checkpoint != sent.Checkpoint || m.Salt.IsZero() {
		t.Errorf("manifest %+v", m)
	}
	if signature.SPKI(got.Signed[0]) != signature.SPKI(terminal(t, 1).Chain[0]) {
		t.Error("signed by another terminal")
	}
	dir := filepath.Join(t.TempDir(), "letter")
	if err := got.ExtractDir(dir); err != nil {
		t.Fatal(err)
	}
	checkFolder(t, dir, append(sent.Files, sent.Attachments...))
}

func checkFolder(t *testing.T, dir string, want []envelope.File) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(want) {
		t.Errorf("%d files, want %d", len(list), len(want))
	}
	for _, f := range want {
		got, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, body) {
			t.Errorf("%s: %q, want %q", f.Name, got, body)
		}
	}
	beside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(beside) != 1 {
		t.Errorf("%d entries beside the folder, want only itself, %v", len(beside), err)
	}
}

func TestTheSenderReadsItsOwnLetter(t *testing.T) {
	sealed := seal(t, letter())
	o := opener(t)
	o.Identities = []age.Identity{envelope.EpochIdentity{Office: addressA.Office, Epoch: 3, Identity: identity(t, "office-a")}}
	if _, err := o.Open(bytes.NewReader(sealed), int64(len(sealed))); err != nil {
		t.Error(err)
	}
}

func TestAnOlderEpochIsFoundAmongMany(t *testing.T) {
	sealed := seal(t, letter())
	o := opener(t)
	newer, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	o.Identities = append([]age.Identity{envelope.EpochIdentity{Office: addressB.Office, Epoch: 2, Identity: newer}}, o.Identities...)
	if _, err := o.Open(bytes.NewReader(sealed), int64(len(sealed))); err != nil {
		t.Error(err)
	}
}

func TestTheHubReadsTheHeaderAndNothingElse(t *testing.T) {
	l := letter()
	sealed := seal(t, l)
	h, raw, err := header.FromEnvelope(sealed[:min(len(sealed), header.Prefix)])
	if err != nil {
		t.Fatal(err)
	}
	if h.From != addressA || h.To != addressB || !bytes.Equal(raw, h.Canonical()) {
		t.Errorf("header %s", raw)
	}
	for _, secret := range []string{unitName, pdfName, l.Message, `"unit"`, "%PDF-1.7", "manifest.json"} {
		if bytes.Contains(sealed, []byte(secret)) {
			t.Errorf("%q stands in clear", secret)
		}
	}
}

func TestASaltHidesEqualLetters(t *testing.T) {
	a, b := terminal(t, 1), terminal(t, 1)
	b.Rand = nil // the system's randomness
	var hashes []header.Hash
	for _, s := range []envelope.Signer{a, b} {
		h, err := envelope.Seal(io.Discard, letter(), s, identity(t, "office-b").Recipient())
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, h.Manifest)
	}
	if hashes[0] == hashes[1] {
		t.Error("equal letters have equal manifest hashes")
	}
}

func TestAMessageAloneIsALetter(t *testing.T) {
	sealed := seal(t, documents())
	got, err := open(t, sealed)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "letter")
	if err := got.ExtractDir(dir); err != nil {
		t.Fatal(err)
	}
	checkFolder(t, dir, nil)
}

func TestAnEmptyFileOfAUnitTravels(t *testing.T) {
	l := letter()
	l.Files = append(l.Files, fileOf("EMPTY.CSV", nil))
	got, err := open(t, seal(t, l))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "letter")
	if err := got.ExtractDir(dir); err != nil {
		t.Fatal(err)
	}
	checkFolder(t, dir, append(slices.Clone(l.Files), l.Attachments...))
}

func TestAnIncompleteOpenerOpensNothing(t *testing.T) {
	sealed := seal(t, letter())
	for name, strip := range map[string]func(*envelope.Opener){
		"nobody to ask for terminals":    func(o *envelope.Opener) { o.Listed = nil },
		"nobody to ask for certificates": func(o *envelope.Opener) { o.Judge = nil },
		"no key":                         func(o *envelope.Opener) { o.Identities = nil },
	} {
		o := opener(t)
		strip(&o)
		if _, err := o.Open(bytes.NewReader(sealed), int64(len(sealed))); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestATroubleOfLookingUpIsNoRefusal(t *testing.T) {
	sealed := seal(t, letter())
	o := opener(t)
	offline := errors.New("no connection")
	o.Listed = func(header.Address, int, header.Hash) error { return offline }
	_, err := o.Open(bytes.NewReader(sealed), int64(len(sealed)))
	if _, refused := envelope.ReasonOf(err); refused || !errors.Is(err, offline) {
		t.Errorf("got %v", err)
	}
}

func TestExtractDirLeavesAnExistingFolderAlone(t *testing.T) {
	got, err := open(t, seal(t, letter()))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := got.ExtractDir(dir); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v", err)
	}
}

// changing is a file whose bytes change between pass 1 and pass 2.
type changing struct {
	b       []byte
	changed bool
}

func (c *changing) ReadAt(b []byte, at int64) (int, error) {
	n, err := bytes.NewReader(c.b).ReadAt(b, at)
	if c.changed && n > 0 {
		b[0] ^= 1
	}
	return n, err
}

func TestNothingIsLeftWhenTheFileChangesBetweenThePasses(t *testing.T) {
	l := letter()
	l.Attachments = []envelope.File{fileOf("大きい書類.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 300<<10)...))}
	file := &changing{b: seal(t, l)}
	got, err := opener(t).Open(file, int64(len(file.b)))
	if err != nil {
		t.Fatal(err)
	}
	file.changed = true
	parent := t.TempDir()
	err = got.ExtractDir(filepath.Join(parent, "letter"))
	if reason, _ := envelope.ReasonOf(err); reason != envelope.Body {
		t.Errorf("got %v, want %s", err, envelope.Body)
	}
	if list, _ := os.ReadDir(parent); len(list) != 0 {
		t.Errorf("%d entries are left", len(list))
	}
}

// full is a sink whose disk is full.
type full struct{}

func (full) Create(string, int64) (io.WriteCloser, error) { return full{}, nil }
func (full) Write([]byte) (int, error)                    { return 0, errors.New("disk full") }
func (full) Close() error                                 { return nil }

func TestAFullDiskIsNotTheLettersFault(t *testing.T) {
	got, err := open(t, seal(t, letter()))
	if err != nil {
		t.Fatal(err)
	}
	err = got.Extract(full{})
	if _, refused := envelope.ReasonOf(err); err == nil || refused {
		t.Errorf("got %v, want an internal error", err)
	}
}

func TestSealAsksForKeysWithinBounds(t *testing.T) {
	if _, err := envelope.Seal(io.Discard, letter(), terminal(t, 1)); err == nil {
		t.Error("sealed for nobody")
	}
	many := make([]*age.HybridRecipient, header.MaxRecipients+1)
	for i := range many {
		many[i] = identity(t, "office-b").Recipient()
	}
	if _, err := envelope.Seal(io.Discard, letter(), terminal(t, 1), many...); err == nil {
		t.Error("sealed for more keys than a header may hold")
	}
	var out bytes.Buffer
	if _, err := envelope.Seal(&out, letter(), terminal(t, 1), many[1:]...); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, out.Bytes()); err != nil {
		t.Errorf("as many keys as allowed: %v", err)
	}
}
