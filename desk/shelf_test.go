package desk_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
)

func TestAFullDiskSaysSoAndKeepsWhatWasThere(t *testing.T) {
	s := desk.Shelf{Dir: filepath.Join(t.TempDir(), "letters")}
	check(t, s.Put("a.age", func(w io.Writer) error { _, err := w.Write([]byte("old")); return err }))
	full := &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	err := s.Put("a.age", func(io.Writer) error { return full })
	var own *desk.Error
	if !errors.As(err, &own) || own.Code != "disk_full" || own.Next == "" {
		t.Fatalf("a full disk is told as %v", err)
	}
	b, err := os.ReadFile(filepath.Join(s.Dir, "a.age"))
	if err != nil || string(b) != "old" {
		t.Errorf("the file is %q now, %v", b, err)
	}
	left, err := os.ReadDir(s.Dir)
	check(t, err)
	if len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}
