package tasuki_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tasuki-care/tasuki"

// houseRules is the table of docs/design.md §4: the rooms and what each may look into.
// A room's name ending in /… covers every package below it. Tests are exempt.
// A change here needs a dated note in docs/adr/.
var houseRules = []room{
	{"careplan/spec", nil},
	{"careplan", []string{"careplan/spec"}},
	{"careplan/rules", []string{"careplan", "careplan/spec"}},
	{"careplan/form", []string{"careplan", "careplan/spec", "calendar"}},
	{"calendar", nil},
	{"signature", nil},
	{"envelope/header", nil},
	{"envelope", []string{"envelope/header", "signature"}},
	{"receipt", []string{"envelope/header", "signature"}},
	{"exchange", []string{"envelope/header", "receipt"}},
	{"exchange/memory", []string{"exchange", "envelope/header", "receipt"}},
	{"exchange/exchangetest", []string{"exchange", "envelope/header", "receipt", "signature", "exchange/memory"}},
	{"pki", nil},
	{"pki/pkitest", []string{"pki"}},
	{"desk", []string{"careplan", "careplan/spec", "careplan/rules", "careplan/form", "calendar", "desk/reconcile", "desk/people", "desk/document", "desk/billing", "desk/evidence", "envelope", "envelope/header", "receipt", "signature"}},
	{"desk/reconcile", []string{"careplan", "careplan/spec", "calendar"}},
	{"desk/people", nil},
	{"desk/people/peopletest", []string{"desk/people"}},
	{"desk/document", nil},
	{"desk/billing", nil},
	{"desk/evidence", []string{"careplan", "careplan/form", "calendar"}},
	{"desk/desktest", []string{"*"}},
	{"region", []string{"region/adoption", "region/effect", "region/outreach", "region/registry", "region/support", "region/survey"}},
	{"region/regiontest", []string{"region"}},
	{"region/…", nil}, // the map's subjects know nothing of each other, nor of letters
	{"api", []string{"envelope/header", "receipt"}},
	{"client", []string{"api", "envelope/header", "receipt"}},
	{"internal/store", nil},
	{"internal/store/storetest", []string{"internal/store"}},
	{"internal/store/hubdb", []string{"exchange", "envelope/header", "receipt", "internal/store"}},
	{"internal/store/pkidb", []string{"pki", "internal/store"}},
	{"internal/store/deskdb", []string{"desk", "desk/people", "desk/people/peopletest", "envelope/header", "receipt", "internal/store"}},
	{"internal/store/regiondb", []string{"region", "desk/people", "internal/store"}},
	{"internal/blob", []string{"exchange", "envelope/header"}},
	{"internal/blob/blobtest", []string{"exchange", "envelope/header", "internal/blob"}},
	{"internal/hubapi", []string{"api", "exchange", "pki", "envelope/header", "receipt"}},
	{"internal/agent", []string{"desk", "careplan", "envelope", "envelope/header"}},
	{"internal/web/…", []string{"desk", "desk/reconcile", "desk/people", "desk/document", "desk/billing", "desk/evidence", "region", "region/adoption", "region/chart", "region/effect", "region/outreach", "region/registry", "region/support", "region/survey", "calendar", "careplan", "careplan/spec", "careplan/rules", "careplan/form", "envelope", "envelope/header", "receipt", "internal/web/look", "internal/pdf", "internal/excel", "internal/web/webtest"}},
	{"internal/web/look", []string{"calendar"}},
	{"internal/web/webtest", nil},
	{"internal/pdf", []string{"careplan/form"}},
	{"internal/excel", nil},
	{"internal/town", []string{"careplan", "careplan/spec", "calendar"}},
	{"internal/city", []string{"region/registry"}},
	{"internal/city/settle", []string{"internal/city", "region", "region/adoption", "region/outreach", "region/registry", "region/survey"}},
	{"internal/audit", nil},
	{"internal/tools/…", []string{"careplan", "careplan/spec", "careplan/rules"}},
	{"cmd/tasuki", []string{"*"}},
}

// forbidden names technology that a room must not import directly.
var forbidden = map[string][]string{
	"careplan/…":      {"os", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "crypto/rand", "log/slog"},
	"exchange":        {"os", "net/http", "database/sql"},
	"region/…":        {"net/http", "database/sql"},
	"desk":            {"net/http", "database/sql"},
	"pki":             {"net/http", "database/sql"},
	"internal/web/…":  {"database/sql"},
	"envelope/header": {"os", "net/http", "database/sql"},
	"receipt":         {"os", "net/http", "database/sql"},
}

type room struct {
	name string
	may  []string
}

func TestWallsOfTheHouse(t *testing.T) {
	for _, p := range packages(t) {
		r, ok := roomOf(p.dir)
		if !ok {
			t.Errorf("%s is in no room of the house: add it to houseRules with a note in docs/adr", p.dir)
			continue
		}
		for _, imp := range p.imports {
			checkImport(t, p, r, imp)
		}
	}
}

func checkImport(t *testing.T, p pkg, r room, imp string) {
	t.Helper()
	inner, own := strings.CutPrefix(imp, module+"/")
	if own {
		if !slices.Contains(r.may, inner) && !slices.Contains(r.may, "*") {
			t.Errorf("%s may not look into %s", p.dir, inner)
		}
		return
	}
	for pattern, list := range forbidden {
		if matches(pattern, p.dir) && slices.Contains(list, imp) {
			t.Errorf("%s may not import %s", p.dir, imp)
		}
	}
	if within("careplan", p.dir) && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
		t.Errorf("%s may import the standard library only, not %s", p.dir, imp)
	}
}

// TestLongestImportChainIsFour counts the subjects in the middle; desk, whose subjects have
// rooms of their own, may be five. The technology around them (internal/…) stands one room
// further out, and what only tests use is not counted (docs/adr/0005).
func TestLongestImportChainIsFour(t *testing.T) {
	graph := map[string][]string{}
	for _, p := range packages(t) {
		for _, imp := range p.imports {
			if inner, own := strings.CutPrefix(imp, module+"/"); own {
				graph[p.dir] = append(graph[p.dir], inner)
			}
		}
	}
	for dir := range graph {
		most := 4
		switch {
		case strings.HasPrefix(dir, "cmd/"), strings.HasSuffix(dir, "test"):
			continue
		case strings.HasPrefix(dir, "desk"): // the office's subjects lie in rooms of their own below it
			most = 5
		case strings.HasPrefix(dir, "internal/"):
			most = 6
		}
		if n := depth(graph, dir); n > most {
			t.Errorf("import chain from %s is %d rooms long, want at most %d", dir, n, most)
		}
	}
}

func depth(graph map[string][]string, dir string) int {
	longest := 0
	for _, next := range graph[dir] {
		longest = max(longest, depth(graph, next))
	}
	return longest + 1
}

// TestTheContentKnowsNoClock: today is an argument of the rules.
func TestTheContentKnowsNoClock(t *testing.T) {
	for _, p := range packages(t) {
		if within("careplan", p.dir) && p.clock {
			t.Errorf("%s reads the clock: take the day as an argument", p.dir)
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.doc) < 80 {
			t.Errorf("%s: package comment must say what it is, what it knows and what it never does", p.dir)
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "base", "core", "types", "misc"}, path.Base(p.dir)) {
			t.Errorf("%s: name a package for what it is", p.dir)
		}
	}
}

type pkg struct {
	dir     string
	imports []string
	doc     string
	clock   bool // calls time.Now or time.Since
}

// packages parses every package in-process: a test that shells out to the go command
// keeps passing from the test cache after the tree has changed.
func packages(t *testing.T) []pkg {
	t.Helper()
	byDir := map[string]*pkg{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || p != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		return addFile(byDir, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(byDir) == 0 {
		t.Fatal("no package found")
	}
	var out []pkg
	for _, p := range byDir {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b pkg) int { return strings.Compare(a.dir, b.dir) })
	return out
}

func addFile(byDir map[string]*pkg, name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return err
	}
	dir := filepath.ToSlash(filepath.Dir(name))
	p := byDir[dir]
	if p == nil {
		p = &pkg{dir: dir}
		byDir[dir] = p
	}
	addImports(p, f)
	p.clock = p.clock || bytes.Contains(src, []byte("time.Now")) || bytes.Contains(src, []byte("time.Since"))
	return nil
}

func addImports(p *pkg, f *ast.File) {
	if f.Doc != nil {
		p.doc += f.Doc.Text()
	}
	for _, spec := range f.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value)
		if !slices.Contains(p.imports, imp) {
			p.imports = append(p.imports, imp)
		}
	}
}

func roomOf(dir string) (room, bool) {
	for _, r := range houseRules {
		if r.name == dir {
			return r, true
		}
	}
	for _, r := range houseRules {
		if matches(r.name, dir) {
			return r, true
		}
	}
	return room{}, false
}

func matches(pattern, dir string) bool {
	if base, tree := strings.CutSuffix(pattern, "/…"); tree {
		return within(base, dir)
	}
	return pattern == dir
}

func within(base, dir string) bool { return dir == base || strings.HasPrefix(dir, base+"/") }
