package envelope_test

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"hash/crc32"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// The cast: the planner's office A sends to the provider's office B. Their keys lie in
// testdata/golden, so that the stored envelope keeps opening.
var (
	addressA = header.Address{Office: "9999900001", Type: "43"}
	addressB = header.Address{Office: "9999900011", Type: "11"}
)

const (
	unitName = "UPPLAN_9999900001_43_9999900011_11_202504_20250325090001.CSV"
	pdfName  = "連絡票.pdf"
)

func identity(t testing.TB, office string) *age.HybridIdentity {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "golden", office+".key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	ids, err := age.ParseIdentities(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ids[0].(*age.HybridIdentity)
}

// steady is a key that signs without randomness (RFC 6979), so that signed bytes can be
// golden.
type steady struct{ *ecdsa.PrivateKey }

func (k steady) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.PrivateKey.Sign(nil, digest, opts)
}

// terminal is a fictional terminal: a key from fixed bytes and a certificate of its own.
func terminal(t testing.TB, seed byte) envelope.Signer {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(seed)), Subject: pkix.Name{CommonName: "9999900001"},
		NotBefore: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2035, 4, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), steady{key})
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return envelope.Signer{Key: steady{key}, Chain: []*x509.Certificate{cert}, Rand: bytes.NewReader(bytes.Repeat([]byte{0x5a}, 32))}
}

func fileOf(name string, body []byte) envelope.File {
	return envelope.File{Name: name, Size: int64(len(body)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(body)), nil
	}}
}

func clearHeader() header.Header {
	return header.Header{
		Version: 1, Letter: header.LetterID(bytes.Repeat([]byte{0xa1}, 16)), From: addressA, To: addressB,
		FromEpoch: 3, ToEpoch: 1, Family: header.Slip, Month: "202504", Edition: "202407",
	}
}

func letter() envelope.Letter {
	return envelope.Letter{
		Header: clearHeader(), Unit: "K2", Message: "4月分の提供票です。\nよろしくお願いします。",
		Files:       []envelope.File{fileOf(unitName, []byte("\"1\",\"\x92\xf1\x8b\x9f\x95[\"\r\n"))},
		Attachments: []envelope.File{fileOf(pdfName, []byte("%PDF-1.7\n% fictional\n%%EOF\n"))},
		Checkpoint:  "hub.example.jp/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— hub.example.jp/log AAAAAA==\n",
	}
}

func documents(files ...envelope.File) envelope.Letter {
	l := letter()
	l.Header.Family, l.Header.Edition, l.Unit, l.Files, l.Attachments = header.Document, "", "", nil, files
	return l
}

func seal(t testing.TB, l envelope.Letter) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := envelope.Seal(&out, l, terminal(t, 1), identity(t, "office-b").Recipient(), identity(t, "office-a").Recipient()); err != nil {
		t.Fatalf("seal: %v", err)
	}
	return out.Bytes()
}

// opener is office B's: it believes every certificate and lists terminal 1 in epoch 3 of A.
func opener(t testing.TB) envelope.Opener {
	t.Helper()
	known := header.Hash(signature.SPKI(terminal(t, 1).Chain[0]))
	return envelope.Opener{
		Identities: []age.Identity{envelope.EpochIdentity{Office: addressB.Office, Epoch: 1, Identity: identity(t, "office-b")}},
		Listed: func(from header.Address, epoch int, spki header.Hash) error {
			if from != addressA || epoch != 3 || spki != known {
				return envelope.ErrUnlisted
			}
			return nil
		},
		Judge: func([]*x509.Certificate) error { return nil },
	}
}

func open(t testing.TB, sealed []byte) (*envelope.Opened, error) {
	t.Helper()
	return opener(t).Open(bytes.NewReader(sealed), int64(len(sealed)))
}

// forgery is a letter made by a program that is not ours: every part can be wrong.
type forgery struct {
	header   header.Header
	raw      []byte // instead of the header's canonical bytes
	manifest envelope.Manifest
	edit     func([]byte) []byte // of manifest.json before it is hashed and signed
	late     func([]byte) []byte // of manifest.json after that
	signer   envelope.Signer
	typ      string
	parts    []part                    // in the ZIP before the manifest
	zip      func([]part) []byte       // instead of the profile
	after    func(plain []byte) []byte // of the whole ZIP
	keys     []age.Recipient
}

type part struct {
	name string
	body []byte
}

// forge gives a forgery that is right in everything.
func forge(t testing.TB, parts ...part) *forgery {
	t.Helper()
	if parts == nil {
		parts = []part{{unitName, []byte("\"1\"\r\n")}, {pdfName, []byte("%PDF-1.7\n")}}
	}
	h := clearHeader()
	f := &forgery{header: h, signer: terminal(t, 1), typ: "tasuki-manifest-v1", parts: parts, zip: profile(t)}
	f.manifest = envelope.Manifest{
		Version: 1, Letter: h.Letter, From: h.From, To: h.To, FromEpoch: h.FromEpoch, ToEpoch: h.ToEpoch,
		Family: h.Family, Month: h.Month, Edition: h.Edition, Unit: "K2", Salt: header.HashOf([]byte("salt")),
	}
	for i, p := range parts {
		f.manifest.Files = append(f.manifest.Files, envelope.ManifestFile{
			Name: p.name, Size: int64(len(p.body)), SHA256: header.HashOf(p.body), Attachment: i > 0,
		})
	}
	f.keys = []age.Recipient{identity(t, "office-b").Recipient()}
	return f
}

func (f *forgery) build(t testing.TB) []byte {
	t.Helper()
	manifest, err := header.Canonical(f.manifest)
	if err != nil {
		t.Fatal(err)
	}
	if f.edit != nil {
		manifest = f.edit(manifest)
	}
	jws, err := signature.Sign(manifest, f.typ, f.signer.Key, f.signer.Chain)
	if err != nil {
		t.Fatal(err)
	}
	if f.header.Manifest.IsZero() {
		f.header.Manifest = header.HashOf(manifest)
	}
	if f.late != nil {
		manifest = f.late(manifest)
	}
	plain := f.zip(append(append([]part{}, f.parts...), part{"manifest.json", manifest}, part{"manifest.jws", jws}))
	if f.after != nil {
		plain = f.after(plain)
	}
	raw := f.raw
	if raw == nil {
		raw = f.header.Canonical()
	}
	return encrypt(t, append([]age.Recipient{rawStanza(raw)}, f.keys...), plain)
}

func encrypt(t testing.TB, keys []age.Recipient, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, keys...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type rawStanza []byte

func (s rawStanza) Wrap([]byte) ([]*age.Stanza, error) {
	return []*age.Stanza{{Type: "tasuki-header-v1", Body: s}}, nil
}

func (s rawStanza) WrapWithLabels(k []byte) ([]*age.Stanza, []string, error) {
	stanzas, err := s.Wrap(k)
	return stanzas, []string{"postquantum"}, err
}

// profile writes the ZIP profile with archive/zip, which shares no line with our writer.
func profile(t testing.TB, edits ...func(*zip.FileHeader)) func([]part) []byte {
	return func(parts []part) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, p := range parts {
			h := &zip.FileHeader{
				Name: p.name, Flags: 0x0800, CreatorVersion: 3<<8 | 20, ReaderVersion: 20, ExternalAttrs: 0o100600 << 16,
				CRC32: crc32.ChecksumIEEE(p.body), CompressedSize64: uint64(len(p.body)), UncompressedSize64: uint64(len(p.body)),
			}
			//lint:ignore SA1019 CreateRaw writes the fields of the format, not Modified
			h.ModifiedDate = 0x21
			for _, edit := range edits {
				edit(h)
			}
			w, err := z.CreateRaw(h)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(p.body); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
}

func plainOf(t testing.TB, sealed []byte) []byte {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(sealed), identity(t, "office-b"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
