// Package agent is the desk's hands in folders: it writes what the care software imports
// and later watches what it exports. It knows the desk's importer interface and the file
// system. It never opens a letter, never decides, and keeps no state but where files lie.
package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tasuki-care/tasuki/desk"
)

// ImportFolder (取込フォルダ) is the folder the care software reads. Every file appears in
// it whole or not at all.
type ImportFolder struct{ Dir string }

// Deliver writes a letter's files under their standard names into a folder below the
// import folder, place "" meaning the import folder itself: each one is written beside its
// place and flushed; only when all are, they are renamed, in the order given, and the
// folders are flushed. The same letter again overwrites its own files.
func (f ImportFolder) Deliver(_ context.Context, place string, files []desk.ImportFile) error {
	if place != "" && (!filepath.IsLocal(place) || filepath.Base(place) != place || place == ".") {
		return errors.New("make import folder: the place is no single folder name")
	}
	dir := filepath.Join(f.Dir, place)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make import folder: %w", err)
	}
	parts := make([]string, len(files))
	defer removeAll(parts)
	for i, file := range files {
		part, err := write(dir, file)
		parts[i] = part
		if err != nil {
			return err
		}
	}
	for i, file := range files {
		if err := os.Rename(parts[i], filepath.Join(dir, file.Name)); err != nil {
			return fmt.Errorf("place import file: %w", err)
		}
	}
	if err := flush(dir); err != nil || place == "" {
		return err
	}
	return flush(f.Dir)
}

// removeAll takes away temporary files that were not placed.
func removeAll(parts []string) {
	for _, part := range parts {
		if part != "" {
			os.Remove(part)
		}
	}
}

// write copies one file to a flushed temporary file in a folder and gives its path.
func write(dir string, file desk.ImportFile) (string, error) {
	src, err := file.Open()
	if err != nil {
		return "", fmt.Errorf("open file of letter: %w", err)
	}
	defer src.Close()
	dst, err := os.CreateTemp(dir, ".tasuki-*")
	if err != nil {
		return "", fmt.Errorf("open import file: %w", err)
	}
	_, err = io.Copy(dst, src)
	if err == nil {
		err = dst.Sync()
	}
	if cerr := dst.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return dst.Name(), fmt.Errorf("write import file: %w", err)
	}
	return dst.Name(), nil
}

// flush makes the renames last. Windows cannot flush a folder (docs/reliability.md).
func flush(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open import folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("flush import folder: %w", err)
	}
	return nil
}
