package envelope_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ageVersion is the age command that opens our letters here.
const ageVersion = "filippo.io/age/cmd/age@v1.3.2"

// need fails loudly when a tool is missing. Only the environment variable SKIP, a list of
// names with commas, may leave a test out, and what it leaves out is printed.
func need(t *testing.T, name string, tools ...string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("SKIP"), ","), name) {
		fmt.Fprintf(os.Stderr, "SKIPPED by SKIP=%s: %s\n", name, t.Name())
		t.Skipf("left out by SKIP=%s", name)
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is not installed: install it, or leave this test out with SKIP=%s", tool, name)
		}
	}
}

func run(t *testing.T, dir string, env []string, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, trouble.String())
	}
	return out.Bytes()
}

// workbench is a folder with a fresh letter, the stored letter and office B's key.
func workbench(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range map[string][]byte{
		"fresh.age": seal(t, letter()), "golden.age": readGolden(t, "letter.age"), "key.txt": readGolden(t, "office-b.key.txt"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestAgeAndUnzipOpenALetter is the promise of docs/formats/envelope.md:
// age -d -i key.txt letter.age > letter.zip && unzip letter.zip
func TestAgeAndUnzipOpenALetter(t *testing.T) {
	need(t, "age", "go")
	need(t, "unzip", "unzip")
	dir := workbench(t)
	run(t, dir, []string{"GOBIN=" + dir, "CGO_ENABLED=0", "GOFLAGS="}, "go", "install", ageVersion)
	for _, name := range []string{"fresh", "golden"} {
		plain := run(t, dir, nil, filepath.Join(dir, "age"), "-d", "-i", "key.txt", name+".age")
		if err := os.WriteFile(filepath.Join(dir, name+".zip"), plain, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, dir, []string{"LC_ALL=C.UTF-8"}, "unzip", "-q", "-d", name, name+".zip")
		run(t, dir, []string{"LC_ALL=C.UTF-8"}, "unzip", "-tqq", name+".zip")
		checkUnzipped(t, filepath.Join(dir, name))
	}
}

func checkUnzipped(t *testing.T, dir string) {
	t.Helper()
	want := map[string][]byte{
		unitName: readAll(t, letter().Files[0]), pdfName: readAll(t, letter().Attachments[0]),
		"manifest.json": readGolden(t, "manifest.json"), "manifest.jws": readGolden(t, "manifest.jws"),
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != len(want) {
		t.Fatalf("%d files, want %d, %v", len(list), len(want), err)
	}
	for name, body := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is not there", name)
			continue
		}
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: got %q, want %q, %v", name, got, body, err)
		}
	}
}

// TestAnotherLanguageOpensALetter uses the npm package age-encryption.
func TestAnotherLanguageOpensALetter(t *testing.T) {
	need(t, "npm", "node", "npm")
	dir := workbench(t)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "npm"))); err != nil {
		t.Fatal(err)
	}
	run(t, dir, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	for _, name := range []string{"fresh", "golden"} {
		head := run(t, dir, nil, "node", "open.mjs", "key.txt", name+".age", name+".zip")
		if want := readGolden(t, "header.json"); !bytes.Equal(head, want) {
			t.Errorf("%s: header %s, want %s", name, head, want)
		}
		got, err := os.ReadFile(filepath.Join(dir, name+".zip"))
		if err != nil || !bytes.Equal(got, readGolden(t, "letter.zip")) {
			t.Errorf("%s: another ZIP, %v", name, err)
		}
	}
}
