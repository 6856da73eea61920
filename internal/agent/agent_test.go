package agent_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/agent"
)

func file(name, text string) desk.ImportFile {
	return desk.ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// tree lists the files below a folder.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestFilesLieInTheirPlace(t *testing.T) {
	for place, want := range map[string]string{"": "A.CSV B.CSV", "2026-12-24": "2026-12-24/A.CSV 2026-12-24/B.CSV", "9999900011_見本": "9999900011_見本/A.CSV 9999900011_見本/B.CSV"} {
		dir := filepath.Join(t.TempDir(), "import")
		for range 2 {
			err := agent.ImportFolder{Dir: dir}.Deliver(t.Context(), place, []desk.ImportFile{file("A.CSV", "a"), file("B.CSV", "b")})
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := tree(t, dir); got != want {
			t.Errorf("place %q: %s, want %s", place, got, want)
		}
	}
}

func TestAPlaceNeverLeavesTheFolder(t *testing.T) {
	dir := t.TempDir()
	for _, place := range []string{"..", "../b", "/tmp", "a/b", "."} {
		if err := (agent.ImportFolder{Dir: filepath.Join(dir, "import")}).Deliver(t.Context(), place, []desk.ImportFile{file("A.CSV", "a")}); err == nil {
			t.Errorf("place %q was taken", place)
		}
	}
	if got := tree(t, dir); got != "" {
		t.Error(got)
	}
}

func TestAFailureLeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	broken := desk.ImportFile{Name: "B.CSV", Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}
	if err := (agent.ImportFolder{Dir: dir}).Deliver(t.Context(), "", []desk.ImportFile{file("A.CSV", "a"), broken}); err == nil {
		t.Error("no error")
	}
	if got := tree(t, dir); got != "" {
		t.Error(got)
	}
}
