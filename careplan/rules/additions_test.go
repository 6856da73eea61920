package rules

import (
	"testing"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

func TestTimedAdditionsAreRowsOfDayServices(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range timedAdditions {
		code := []byte(a.code)
		if len(code) != 6 || !dayServices.has(code) || !spec.IsTarget(a.code[:2]) {
			t.Errorf("%s is no code of a day service", a.code)
		}
		if !plainMonth([]byte(a.from)) || a.to != "" && (!plainMonth([]byte(a.to)) || a.to < a.from) {
			t.Errorf("%s is valid from %q to %q", a.code, a.from, a.to)
		}
		if key := a.code + a.from; seen[key] || a.name == "" || a.source == "" {
			t.Errorf("%s stands twice, or without name or source", a.code)
		} else {
			seen[key] = true
		}
	}
}

func TestTimedAdditionCountsOnlyInItsMonths(t *testing.T) {
	for _, c := range []struct {
		code, month string
		want        bool
	}{
		{"155301", "202504", true},
		{"155301", "202104", true},
		{"155301", "202103", false}, // before the revision of 2021 the code had another meaning
		{"155301", "", false},
		{"152445", "202504", false},
		{"", "202504", false},
	} {
		if got := isTimedAddition([]byte(c.code), []byte(c.month)); got != c.want {
			t.Errorf("isTimedAddition(%q, %q) = %v, want %v", c.code, c.month, got, c.want)
		}
	}
}

func TestKeyIndexTellsClientsAndKeysApart(t *testing.T) {
	var x keyIndex
	x.add(0, 20250401, Place{Record: 1})
	x.add(7, 20250401, Place{Record: 2})
	x.add(0, 20250402, Place{Record: 3})
	for _, c := range []struct {
		client int
		key    uint64
		record int // 0 = unknown
	}{{0, 20250401, 1}, {0, 20250402, 3}, {7, 20250401, 2}, {7, 20250402, 0}, {3, 20250401, 0}, {99, 20250401, 0}, {0, 0, 0}} {
		got := 0
		if item := x.find(c.client, c.key); item != nil {
			got = item.place.Record
		}
		if got != c.record {
			t.Errorf("client %d key %d: record %d, want %d", c.client, c.key, got, c.record)
		}
	}
}

func TestWidthsReadTwoByteCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		name             string
		value            string
		letters, hyphens bool
	}{
		{"half-width", "00001-000010", false, false},
		{"full-width digit", "\x82\x4F", true, false},
		{"full-width capital", "99\x82\x60", true, false},
		{"full-width small letter", "\x82\x9A", true, false},
		{"full-width hyphen", "00001\x81\x7C000010", false, true},
		{"kanji whose second byte looks like a lead byte", "\x83\x82\x4F", false, false},
		{"half-width katakana", "\xB1", false, false},
		{"lead byte at the end", "1\x82", false, false},
	} {
		letters, hyphens := widths([]byte(c.value))
		if letters != c.letters || hyphens != c.hyphens {
			t.Errorf("%s: widths = %v, %v, want %v, %v", c.name, letters, hyphens, c.letters, c.hyphens)
		}
	}
	if got := string(narrowHyphens([]byte("00001\x81\x7C000010\x82\x4F"))); got != "00001-000010\x82\x4F" {
		t.Errorf("narrowHyphens = %q", got)
	}
}
