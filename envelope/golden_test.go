package envelope_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	flag.Parse()
	if *update {
		if err := makeKeys("office-a", "office-b", "terminal", "recovery"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// makeKeys writes the fictional offices' keys once; later updates keep them.
func makeKeys(names ...string) error {
	for _, name := range names {
		file := goldenFile(name + ".key.txt")
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return err
		}
		text := "# fictional key of the golden files, protects nothing\n# public key: " + id.Recipient().String() + "\n" + id.String() + "\n"
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func goldenFile(name string) string { return filepath.Join("testdata", "golden", name) }

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(goldenFile(name), got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readGolden(t, name); !bytes.Equal(got, want) {
		t.Errorf("%s changed\n got %q\nwant %q", name, got, want)
	}
}

func readGolden(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(goldenFile(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTheStoredEnvelopeKeepsOpening holds the format: age draws its own randomness, so the
// envelope cannot be made again, only opened, for as long as the project lives.
func TestTheStoredEnvelopeKeepsOpening(t *testing.T) {
	if *update {
		if err := os.WriteFile(goldenFile("letter.age"), seal(t, letter()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := open(t, readGolden(t, "letter.age"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "letter")
	if err := got.ExtractDir(dir); err != nil {
		t.Fatal(err)
	}
	checkFolder(t, dir, append(letter().Files, letter().Attachments...))
	golden(t, "header.json", got.Raw)
}

// TestTheInsideIsGolden: with fixed salt and a key that signs without randomness, all of
// the plaintext is fixed.
func TestTheInsideIsGolden(t *testing.T) {
	sealed := seal(t, letter())
	got, err := open(t, sealed)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "letter.zip", plainOf(t, sealed))
	golden(t, "header.json", got.Raw)
	golden(t, "manifest.json", got.ManifestBytes)
	golden(t, "manifest.jws", got.ManifestJWS)
	golden(t, "terminal.crt.pem", pemOf(terminal(t, 1).Chain[0]))
}

func TestArchiveZipWritesTheSameBytes(t *testing.T) {
	want := readGolden(t, "letter.zip")
	l := letter()
	got := profile(t)([]part{
		{unitName, readAll(t, l.Files[0])}, {pdfName, readAll(t, l.Attachments[0])},
		{"manifest.json", readGolden(t, "manifest.json")}, {"manifest.jws", readGolden(t, "manifest.jws")},
	})
	if !bytes.Equal(got, want) {
		t.Error("archive/zip, told the profile, writes another ZIP")
	}
}

func TestTheStoredKeyringKeepsOpening(t *testing.T) {
	ring := envelope.Keyring{Office: addressB.Office, Epoch: 1, Secret: identity(t, "office-b").String()}
	if *update {
		var out bytes.Buffer
		if err := envelope.SealKeyring(&out, ring, identity(t, "terminal").Recipient(), identity(t, "recovery").Recipient()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenFile("keyring.age"), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []string{"terminal", "recovery"} {
		got, err := envelope.OpenKeyring(bytes.NewReader(readGolden(t, "keyring.age")), identity(t, who))
		if err != nil || got != ring {
			t.Errorf("%s: %v", who, err)
		}
	}
	plain, err := envelope.OpenBlob(bytes.NewReader(readGolden(t, "keyring.age")), 4096, identity(t, "terminal"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "keyring.json", plain)
	golden(t, "recovery.txt", []byte(envelope.PrintRecovery(identity(t, "recovery"))+"\n"))
	spki := header.HashOf(terminal(t, 1).Chain[0].RawSubjectPublicKeyInfo)
	golden(t, "fingerprint.txt", []byte(envelope.Fingerprint(spki, identity(t, "terminal").Recipient())+"\n"))
}

func pemOf(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
}

func readAll(t *testing.T, f envelope.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
