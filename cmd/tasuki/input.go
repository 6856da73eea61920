package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// fileOnDisk is an input file; it is opened anew for every reading.
type fileOnDisk string

// Open opens the file.
func (f fileOnDisk) Open() (io.ReadCloser, error) { return os.Open(string(f)) }

// readHeap reads files and folders, in the order of their paths, into one heap.
func readHeap(paths []string) (*careplan.Heap, error) {
	names, err := expand(paths)
	if err != nil {
		return nil, err
	}
	files := make([]*careplan.File, 0, len(names))
	for _, name := range names {
		f, err := careplan.NewFile(filepath.ToSlash(name), fileOnDisk(name))
		if err != nil {
			return nil, usagef("「%s」を読めません: %v", name, err)
		}
		files = append(files, f)
	}
	return careplan.Group(files), nil
}

// expand lists the files of the given files and folders. Hidden files and what operating
// systems leave lying about are not letters.
func expand(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, usagef("調べるファイルかフォルダを指定してください。")
	}
	var out []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("「%s」が見つかりません。", p)
		}
		if err != nil {
			return nil, usagef("「%s」を読めません: %v", p, err)
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		inside, err := walk(p)
		if err != nil {
			return nil, err
		}
		out = append(out, inside...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func walk(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := p != dir && strings.HasPrefix(d.Name(), ".")
		if d.IsDir() && hidden {
			return fs.SkipDir
		}
		if d.Type().IsRegular() && !hidden && !litter(d.Name()) {
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	return out, nil
}

// litter reports the files that operating systems leave in folders.
func litter(name string) bool {
	return slices.Contains([]string{"thumbs.db", "desktop.ini"}, strings.ToLower(name))
}
