package rules

import (
	"errors"
	"fmt"
	"io"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Option adjusts a whole check.
type Option func(*settings)

type settings struct{ showValues bool }

// ShowValues adds the values as read to findings about items. They are personal data.
func ShowValues(show bool) Option { return func(s *settings) { s.showValues = show } }

// CheckUnit checks one unit by every rule that needs no other unit.
func CheckUnit(u *careplan.Unit, mode Mode, today careplan.Day, opts ...Option) *Result {
	return CheckHeap(&careplan.Heap{Units: []*careplan.Unit{u}}, mode, today, opts...)
}

// CheckHeap checks every unit of a heap and then the units against each other.
func CheckHeap(h *careplan.Heap, mode Mode, today careplan.Day, opts ...Option) *Result {
	var s settings
	for _, o := range opts {
		o(&s)
	}
	ambiguous := twiceNamed(h)
	var runs []*run
	for _, u := range h.Units {
		r := newRun(u, mode, today, s)
		r.report.ambiguous = ambiguous
		r.scan()
		runs = append(runs, r)
	}
	for _, rule := range Book() {
		if rule.Heap != nil {
			rule.Heap(&HeapCheck{Heap: h, Mode: mode, runs: runs, rule: rule})
		}
	}
	return collect(mode, runs)
}

// twiceNamed lists the file names that more than one file of the heap has.
func twiceNamed(h *careplan.Heap) map[string]bool {
	seen, twice := map[string]bool{}, map[string]bool{}
	for _, u := range h.Units {
		for _, f := range u.Files {
			if seen[f.Name.Text] {
				twice[f.Name.Text] = true
			}
			seen[f.Name.Text] = true
		}
	}
	return twice
}

func collect(mode Mode, runs []*run) *Result {
	out := &Result{Mode: mode, Units: []UnitResult{}, Files: []FileResult{}}
	for i, r := range runs {
		u := r.result()
		out.Units = append(out.Units, u)
		out.Summary.add(u.Summary)
		for _, f := range r.unit.Files {
			out.Files = append(out.Files, FileResult{Path: f.Path, Name: f.Name.Text, Kind: f.Name.Kind, Unit: i})
			for _, c := range f.Copies {
				out.Files = append(out.Files, FileResult{Path: c, Name: careplan.ParseName(c).Text, Kind: f.Name.Kind, Unit: i})
			}
		}
		if out.Err == nil {
			out.Err = r.err
		}
	}
	return out
}

// run is the check of one unit: one pass over each file, every rule at once.
type run struct {
	unit       *careplan.Unit
	showValues bool
	hooks      []Hooks
	cells      cellRules
	files      []fileState
	plans      map[*spec.Layout]*plan
	clients    clients
	report     report
	facts      map[string]any
	visit      Visit
	err        error
}

type fileState struct {
	file    *careplan.File
	records int
	broken  bool
}

func newRun(u *careplan.Unit, mode Mode, today careplan.Day, s settings) *run {
	r := &run{unit: u, showValues: s.showValues, plans: map[*spec.Layout]*plan{}}
	r.report.files = u.Files
	r.report.summary.Units = 1
	for i, f := range u.Files {
		r.files = append(r.files, fileState{file: f, broken: foreign(f) || r.chosen(i) != f})
	}
	r.clients.begin(len(u.Files))
	var made []*Rule
	for _, rule := range Book() {
		if rule.New != nil {
			made = append(made, rule)
			r.hooks = append(r.hooks, rule.New(&Check{Unit: u, Mode: mode, Today: today, run: r, rule: rule}))
		}
	}
	r.cells = newCellRules(made, r.hooks)
	return r
}

// foreign reports whether the file's bytes are text of another encoding (R020).
func foreign(f *careplan.File) bool {
	return f.Encoding != "" && f.Encoding != windows31J
}

// scan calls the hooks in their order.
func (r *run) scan() {
	for _, h := range r.hooks {
		if h.Files != nil {
			h.Files()
		}
	}
	for i := range r.files {
		if err := r.file(i); err != nil && r.err == nil {
			r.err = err
		}
	}
	for _, h := range r.hooks {
		if h.End != nil {
			h.End()
		}
	}
	r.release()
}

// release lets go of what only the scan needed; the heap rules run later.
func (r *run) release() {
	r.hooks, r.cells, r.plans, r.clients = nil, cellRules{}, nil, clients{}
}

func (r *run) file(i int) error {
	f := r.files[i].file
	if !readable(f) || r.chosen(i) != f {
		return nil
	}
	src, err := f.Source.Open()
	if err != nil {
		return fmt.Errorf("open %s file: %w", f.Name.Kind, err)
	}
	defer src.Close()
	v := &r.visit
	*v = Visit{File: f, Layout: f.Layout, Client: -1, file: i}
	p := r.plan(f.Layout)
	rd := careplan.NewReader(src)
	for {
		rec, err := rd.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s file: %w", f.Name.Kind, err)
		}
		v.Record = rec
		r.record(p, v)
	}
	r.files[i].records = v.lastRecord
	v.Record, v.Client, v.First = nil, -1, false
	for _, h := range p.ends {
		h(v, rd)
	}
	return nil
}

// record passes one record to the hooks that want it.
func (r *run) record(p *plan, v *Visit) {
	v.lastRecord = v.Record.N
	v.bad = [4]uint64{}
	v.Client, v.First = -1, false
	v.Shape = shapeOf(v)
	for _, h := range p.syntax {
		h(v)
	}
	if v.Shape != Sound {
		r.files[v.file].broken = r.files[v.file].broken || v.Shape != Header
		return
	}
	r.clients.enter(p, v)
	p.cells(r, v)
	for _, h := range p.records {
		h(v)
	}
}

func (r *run) plan(l *spec.Layout) *plan {
	p := r.plans[l]
	if p == nil {
		p = newPlan(l, r.cells, r.hooks)
		r.plans[l] = p
	}
	return p
}

func (r *run) indexOf(f *careplan.File) int {
	for i := range r.files {
		if r.files[i].file == f {
			return i
		}
	}
	return -1
}

// place gives the client's first record in the first file of the kind.
func (r *run) place(kind spec.Kind, client int) Place {
	for i := range r.files {
		if r.files[i].file.Name.Kind != kind {
			continue
		}
		if p := r.clients.place(i, client); p.record > 0 {
			return Place{File: r.files[i].file, Line: int(p.line), Record: int(p.record)}
		}
	}
	return Place{}
}

func (r *run) result() UnitResult {
	u := r.unit
	out := UnitResult{
		ID: u.ID, Edition: u.Edition, From: u.From.String(), To: u.To.String(), Month: u.Month, Serial: u.Serial,
		Files: []UnitFile{}, Findings: r.report.findings(), Leniencies: r.report.lenient,
		Unit: u, Summary: r.report.summary,
	}
	if u.Spec != nil {
		out.Name = u.Spec.Name
	}
	if out.Leniencies == nil {
		out.Leniencies = []careplan.Leniency{}
	}
	for _, f := range r.files {
		out.Files = append(out.Files, UnitFile{
			Name: f.file.Name.Text, Path: f.file.Path, Kind: f.file.Name.Kind, Records: f.records,
		})
	}
	return out
}
