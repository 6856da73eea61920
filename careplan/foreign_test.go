package careplan_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// npmPackage fetches a package of test data that nobody here wrote and gives its files.
// Without npm the test fails, unless SKIP names npm.
func npmPackage(t *testing.T, name string) map[string][]byte {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("SKIP"), ","), "npm") {
		fmt.Fprintf(os.Stderr, "SKIPPED by SKIP=npm: %s\n", t.Name())
		t.Skip("left out by SKIP=npm")
	}
	dir := t.TempDir()
	cmd := exec.Command("npm", "pack", "--silent", name)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm pack %s: %v\n%s", name, err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("npm pack %s left %v", name, found)
	}
	return untar(t, found[0])
}

func untar(t *testing.T, name string) map[string][]byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// TestForeignCSVKeepsEveryByte reads the files of csv-spectrum: other people's dialects.
func TestForeignCSVKeepsEveryByte(t *testing.T) {
	read := 0
	for name, b := range npmPackage(t, "csv-spectrum@2.0.0") {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		read++
		checkKept(t, name, b)
	}
	if read < 10 {
		t.Errorf("read %d files of csv-spectrum, want at least 10", read)
	}
}

// checkKept reads records and compares their exact bytes with the file, from offset to
// offset; what lies between them may only be line ends and marks that the reader reports.
func checkKept(t *testing.T, name string, b []byte) {
	t.Helper()
	r := careplan.NewBytesReader(b)
	at := int64(0)
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if gap := bytes.Trim(b[at:rec.Offset], "\r\n\x1a\xef\xbb\xbf"); len(gap) > 0 {
			t.Errorf("%s: bytes at %d are in no record", name, at)
		}
		at = rec.Offset + int64(len(rec.Raw))
		if !bytes.Equal(b[rec.Offset:at], rec.Raw) {
			t.Errorf("%s: record %d does not hold the file's bytes", name, rec.N)
		}
	}
	if rest := bytes.Trim(b[at:], "\r\n\x1a\xef\xbb\xbf"); len(rest) > 0 {
		t.Errorf("%s: %d bytes at the end are in no record", name, len(rest))
	}
}

// TestNaughtyStringsComeBack takes the Big List of Naughty Strings: as bytes of a file, as
// file names, and as values that are written and read again.
func TestNaughtyStringsComeBack(t *testing.T) {
	var naughty []string
	for name, b := range npmPackage(t, "blns@2.0.4") {
		if strings.HasSuffix(name, "blns.json") {
			if err := json.Unmarshal(b, &naughty); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(naughty) < 400 {
		t.Fatalf("the list holds %d strings", len(naughty))
	}
	layout := spec.LayoutOf(spec.E202407, spec.UPKIHON_SUB1)
	for _, s := range naughty {
		checkKept(t, fmt.Sprintf("%q", s), []byte(s+"\r\n"))
		if got := careplan.ParseName(s).Text; got != s[strings.LastIndexAny(s, `/\`)+1:] {
			t.Errorf("name %q came back as %q", s, got)
		}
		checkWritten(t, layout, s)
	}
}

// checkWritten writes a string as free text and reads it back; what Windows-31J cannot hold
// must be refused by name, never replaced in silence.
func checkWritten(t *testing.T, layout *spec.Layout, s string) {
	t.Helper()
	encoded, bad := careplan.Encode(s)
	if len(bad) > 0 {
		return
	}
	var out bytes.Buffer
	w := careplan.NewWriter(&out, layout)
	if err := w.WriteRecord([]string{"202407", "999901", "0000000001", "20250401", "6:00", s, ""}); err != nil {
		t.Errorf("%q can be encoded but not written: %v", s, err)
		return
	}
	rec, err := careplan.NewBytesReader(out.Bytes()).Read()
	if err != nil || !bytes.Equal(rec.Cell(6).Value, encoded) {
		t.Errorf("%q came back as %q: %v", s, rec.Cell(6).Text(), err)
	}
}
