package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tasuki-care/tasuki/careplan"
)

// searchFolder looks for texts in every file of a folder, as UTF-8 and as Windows-31J. It
// gives what it found and how many files it read.
func searchFolder(dir string, texts []string) (found []string, files int, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		hits, _, err := searchFile(p, texts)
		found = append(found, hits...)
		return err
	})
	return found, files, err
}

// searchFile looks for texts in one file.
func searchFile(name string, texts []string) ([]string, int, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, 0, fmt.Errorf("search file: %w", err)
	}
	var found []string
	for _, text := range texts {
		old, _ := careplan.Encode(text)
		if bytes.Contains(b, []byte(text)) || bytes.Contains(b, old) {
			found = append(found, text+" in "+filepath.Base(name))
		}
	}
	return found, 1, nil
}
