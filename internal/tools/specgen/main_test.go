package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const repository = "../../.."

// What is committed is what the source gives, and twice the same.
func TestGeneratedFilesAreFresh(t *testing.T) {
	out := t.TempDir()
	if err := run(repository, out); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		rel, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(repository, rel))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the source gives (%v): run go generate ./careplan/...", rel, err)
		}
		return nil
	})
	if err != nil || n != 5 {
		t.Errorf("want 5 files, got %d (%v)", n, err)
	}
}

func TestSourceWithAHoleIsRefused(t *testing.T) {
	good, err := os.ReadFile(filepath.Join(repository, "careplan/spec/source/standard.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for fact, change := range map[string][2]string{
		"unknown key in a field": {"key: csv_version, name", "kye: csv_version, name"},
		"item twice":             {"{col: 2, key: insurer_number", "{col: 1, key: insurer_number"},
		"unknown code table":     {"codes: sex", "codes: sexes"},
		"unknown format":         {"format: office_number", "format: office"},
		"unknown kind to copy":   {"same_as: UPPLAN", "same_as: UPPLAM"},
		"no YAML":                {"kinds:\n", "kinds: [\n"},
	} {
		t.Run(fact, func(t *testing.T) {
			bad := strings.Replace(string(good), change[0], change[1], 1)
			if bad == string(good) {
				t.Fatal("the change hits nothing")
			}
			name := filepath.Join(t.TempDir(), "standard.yaml")
			if err := os.WriteFile(name, []byte(bad), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := read(name); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestPatternsThatCannotBeShapesAreRefused(t *testing.T) {
	for _, p := range []string{"^[0-9]*$", "^[0-9]{1,2}[0-9]$", "^(ab){2}$", "^.$", "["} {
		if _, err := shapesOf(p); err == nil {
			t.Errorf("%s: want an error", p)
		}
	}
}
