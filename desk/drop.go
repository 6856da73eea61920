package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Sorting is a draft as sorted and checked: what goes where, what is wrong, what came here
// for the own office, and what fits nowhere.
type Sorting struct {
	Draft    Draft
	Rows     []DropRow  // one for each partner, by name
	Mine     []DropUnit // receiver is the own office: 受信, whatever the channel
	Loose    []Loose    // files that fit nowhere
	Files    int
	Errors   int
	Warnings int
	Units    int
}

// DropRow is what goes to one partner.
type DropRow struct {
	Key      string // the partner's address
	Card     Card
	Units    []DropUnit
	Docs     []DropDoc
	Choice   Choice
	Errors   int
	Warnings int
	Stops    []Stop // of the row and of its units
}

// DropUnit is one unit of a drop with what the checks say.
type DropUnit struct {
	Unit    *careplan.Unit
	Key     string // hash of what it is, so that a repeat knows it again
	Result  *rules.UnitResult
	Content *Content
	Clients []careplan.ClientKey
	Stops   []Stop
	Files   []int // places in the draft
}

// DropDoc is one document of a drop.
type DropDoc struct {
	At   int // place in the draft
	File DraftFile
}

// Loose is a file of a drop that fits nowhere, with the reason and the next step.
type Loose struct {
	At   int
	File DraftFile
	Stop Stop
}

// Channel is how the row goes: as chosen this time, else as the card says.
func (r DropRow) Channel() Channel { return cmp.Or(r.Choice.Channel, r.Card.Channel, Linked) }

// Ready reports a row that can be sent: nothing stops it and nothing of it is left out.
func (r DropRow) Ready() bool {
	return r.Errors == 0 && len(r.Stops) == 0 && !r.Choice.Skip && !r.Choice.Result.Done && len(r.Units)+len(r.Docs) > 0
}

// Blocked reports a row that waits for the clerk.
func (r DropRow) Blocked() bool {
	return !r.Choice.Skip && !r.Choice.Result.Done && (r.Errors > 0 || len(r.Stops) > 0)
}

// Clients counts the clients of the row.
func (r DropRow) Clients() int {
	seen := map[careplan.ClientKey]bool{}
	for _, u := range r.Units {
		for _, k := range u.Clients {
			seen[k] = true
		}
	}
	return len(seen)
}

// Ready counts the rows that can be sent.
func (s *Sorting) Ready() int {
	n := 0
	for _, r := range s.Rows {
		if r.Ready() {
			n++
		}
	}
	return n
}

// Sort sorts and checks a draft. The result is remembered until the draft, a partner's card
// or the ledger changes.
func (b *Bench) Sort(ctx context.Context, id string) (*Sorting, error) {
	b.mu.Lock()
	s, turn := b.sorted[id], b.turn
	b.mu.Unlock()
	if s != nil {
		return s, nil
	}
	d, err := b.Draft(ctx, id)
	if err != nil {
		return nil, err
	}
	s, err = b.sort(ctx, d)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if turn == b.turn { // else the draft may have changed while it was being sorted
		b.sorted[id] = s
	}
	return s, nil
}

func (b *Bench) sort(ctx context.Context, d Draft) (*Sorting, error) {
	raw, err := b.draftBytes(ctx, d)
	if err != nil {
		return nil, err
	}
	k, err := b.known(ctx)
	if err != nil {
		return nil, err
	}
	s := &sorter{bench: b, ctx: ctx, known: k, out: &Sorting{Draft: d, Files: len(raw)}, at: map[*careplan.File]int{}, rows: map[string]*DropRow{}}
	var files []*careplan.File
	for i, f := range d.Files {
		bytes, ok := raw[i]
		switch {
		case !ok:
		case f.Refused != nil:
			s.docs = append(s.docs, DropDoc{At: i, File: f})
		case isCSV(f.Name) || isFamilyImage(f.Name):
			file, err := careplan.NewFile(f.Name, careplan.Bytes(converted(f, bytes)))
			if err != nil {
				return nil, fmt.Errorf("read dropped file: %w", err)
			}
			s.at[file] = i
			files = append(files, file)
		default:
			s.docs = append(s.docs, DropDoc{At: i, File: f})
		}
	}
	return s.out, s.sortAll(files)
}

// isFamilyImage reports the image of a 利用者基本情報, which is part of a unit.
func isFamilyImage(name string) bool {
	return strings.HasPrefix(strings.ToUpper(name), "UPKIHON_IMAGE_")
}

// sorter puts the units of one heap into rows.
type sorter struct {
	bench *Bench
	ctx   context.Context
	known *known
	out   *Sorting
	at    map[*careplan.File]int
	rows  map[string]*DropRow
	docs  []DropDoc
}

func (s *sorter) sortAll(files []*careplan.File) error {
	heap := careplan.Group(files)
	result := rules.CheckHeap(heap, rules.Tolerant, s.bench.day())
	for i, u := range heap.Units {
		if err := s.place(u, &result.Units[i]); err != nil {
			return err
		}
	}
	s.placeDocs()
	for _, r := range s.rows {
		s.finish(r)
		s.out.Rows = append(s.out.Rows, *r)
	}
	slices.SortFunc(s.out.Rows, func(a, c DropRow) int {
		return cmp.Or(cmp.Compare(a.Card.Address.Type, c.Card.Address.Type), cmp.Compare(a.Card.Label(), c.Card.Label()), cmp.Compare(a.Key, c.Key))
	})
	return nil
}

// place puts a unit where it belongs: to a partner's row, to what came here, or nowhere.
func (s *sorter) place(u *careplan.Unit, r *rules.UnitResult) error {
	d := DropUnit{Unit: u, Result: r, Key: unitKey(u)}
	for _, f := range u.Files {
		d.Files = append(d.Files, s.at[f])
	}
	s.out.Units++
	s.out.Errors += r.Summary.Errors
	s.out.Warnings += r.Summary.Warnings
	d.Content = &Content{}
	if c, err := readContent(&careplan.Heap{Units: []*careplan.Unit{u}}); err == nil {
		d.Content = c
	}
	d.Clients, _ = careplan.Clients(u) // what cannot be read is in the findings already
	switch {
	case s.ours(u.From):
		return s.placeOut(u, d)
	case s.ours(u.To):
		s.out.Mine = append(s.out.Mine, d)
	default:
		s.placeLoose(u)
	}
	return nil
}

func (s *sorter) ours(a careplan.Address) bool { return a.Office == s.bench.Office }

func (s *sorter) placeLoose(u *careplan.Unit) {
	stop := Stop{Code: "unknown_file", Sentence: "連携データのファイルではありません。", Next: "介護ソフトから出力したCSVか、書類（PDF・写真・Word・Excel）を入れてください。"}
	if u.Spec != nil || len(u.From.Office) == 10 {
		stop = Stop{Code: "other_office", Sentence: "送信元も受信先も、この事業所ではありません。", Next: "出力した事業所を確認し、このファイルを外してください。"}
	}
	for _, f := range u.Files {
		at := s.at[f]
		s.out.Loose = append(s.out.Loose, Loose{At: at, File: s.out.Draft.Files[at], Stop: stop})
	}
}

func (s *sorter) placeOut(u *careplan.Unit, d DropUnit) error {
	to := header.Address{Office: u.To.Office, Type: u.To.Type}
	r, err := s.row(to, providerName(d.Content, u.To.Office))
	if err != nil {
		return err
	}
	d.Stops = s.known.stopsOf(u, d, *r)
	r.Units = append(r.Units, d)
	return nil
}

// row gives a partner's row of this drop.
func (s *sorter) row(to header.Address, name string) (*DropRow, error) {
	key := to.String()
	if r := s.rows[key]; r != nil {
		return r, nil
	}
	card, err := s.bench.meet(s.ctx, to, name)
	if err != nil {
		return nil, err
	}
	r := &DropRow{Key: key, Card: card, Choice: s.out.Draft.Rows[key]}
	s.rows[key] = r
	return r, nil
}

// finish counts what a row has and looks at it as a whole.
func (s *sorter) finish(r *DropRow) {
	for _, u := range r.Units {
		r.Errors += u.Result.Summary.Errors
		r.Warnings += u.Result.Summary.Warnings
		r.Stops = append(r.Stops, u.Stops...)
	}
	r.Stops = append(r.Stops, s.bench.rowStops(s.ctx, *r)...)
}

// unitKey names a unit by its content's digests, the same in every sorting.
func unitKey(u *careplan.Unit) string {
	var sb strings.Builder
	for _, f := range u.Files {
		fmt.Fprintf(&sb, "%x", f.Digest[:8])
	}
	return sb.String()
}

// providerName finds the partner's name in the slips' rows.
func providerName(c *Content, office string) string {
	for _, s := range c.Slips {
		for _, v := range s.Visits {
			if v.Provider == office && v.ProviderName != "" {
				return v.ProviderName
			}
		}
	}
	for _, p := range c.Plans {
		for _, sv := range p.Services {
			if sv.Provider == office && sv.Name != "" {
				return sv.Name
			}
		}
	}
	return ""
}

// UnitName is the unit's kind as a clerk knows it.
func (d DropUnit) UnitName() string {
	if d.Unit.Spec == nil {
		return "そろっていないファイル"
	}
	return cmp.Or(d.Result.Name, string(spec.Kind(d.Unit.ID)))
}
