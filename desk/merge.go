package desk

import (
	"fmt"
	"io"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

// unitFiles reads the bytes of a unit's files.
func unitFiles(u *careplan.Unit) ([]bodyFile, error) {
	var out []bodyFile
	for _, f := range u.Files {
		b, err := readSource(f.Source)
		if err != nil {
			return nil, err
		}
		out = append(out, bodyFile{Name: f.Name.Text, Bytes: b})
	}
	return out, nil
}

func readSource(s careplan.Source) ([]byte, error) {
	r, err := s.Open()
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return b, nil
}

// mergeActuals makes one unit of all actual files (UPJSK) of one receiver and month: the
// records of all satellites behind each other, under the name of the newest file. A later
// file would otherwise replace the earlier one at the receiver.
func mergeActuals(units []DropUnit) ([]DropUnit, error) {
	var out []DropUnit
	at := map[string]int{}
	for _, u := range units {
		if careplan.Family(u.Unit) != "actual" || isDeletion(u.Unit.ID) {
			out = append(out, u)
			continue
		}
		i, ok := at[u.Unit.Month]
		if !ok {
			at[u.Unit.Month] = len(out)
			out = append(out, u)
			continue
		}
		merged, err := mergeTwo(out[i], u)
		if err != nil {
			return nil, err
		}
		out[i] = merged
	}
	return out, nil
}

func mergeTwo(a, b DropUnit) (DropUnit, error) {
	first, err := readSource(a.Unit.Files[0].Source)
	if err != nil {
		return a, err
	}
	second, err := readSource(b.Unit.Files[0].Source)
	if err != nil {
		return a, err
	}
	if n := len(first); n > 0 && first[n-1] != '\n' {
		first = append(slices.Clone(first), '\r', '\n')
	}
	newest := b.Unit.Files[0]
	file, err := careplan.NewFile(newest.Name.Text, careplan.Bytes(append(slices.Clone(first), second...)))
	if err != nil {
		return a, fmt.Errorf("merge actuals: %w", err)
	}
	heap := careplan.Group([]*careplan.File{file})
	out := DropUnit{Unit: heap.Units[0], Key: a.Key + b.Key, Files: append(slices.Clone(a.Files), b.Files...)}
	out.Clients, _ = careplan.Clients(out.Unit)
	out.Result = &rules.CheckHeap(heap, rules.Tolerant, "").Units[0]
	out.Content, err = readContent(heap)
	return out, err
}
