package desk_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
)

// onDisk is a sample file.
type onDisk string

func (f onDisk) Open() (io.ReadCloser, error) { return os.Open(string(f)) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// slip is the standard's sample K2 as a parcel.
func slip(t *testing.T) desk.Parcel {
	t.Helper()
	var files []*careplan.File
	names, err := filepath.Glob(filepath.Join("..", "careplan", "testdata", "standard", "good", "02_K2_slip", "*.CSV"))
	check(t, err)
	for _, name := range names {
		f, err := careplan.NewFile(name, onDisk(name))
		check(t, err)
		files = append(files, f)
	}
	heap := careplan.Group(files)
	if len(heap.Units) != 1 {
		t.Fatalf("the sample is %d units", len(heap.Units))
	}
	return desk.Parcel{Unit: heap.Units[0], Message: "4月分です。"}
}

// one collects and gives the only letter that came.
func one(t *testing.T, o *desktest.Office) desk.Incoming {
	t.Helper()
	got, err := o.Collect(t.Context(), 0)
	check(t, err)
	if len(got) != 1 {
		t.Fatalf("%d letters came, want 1", len(got))
	}
	return got[0]
}
