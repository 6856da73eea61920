package desk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// exported plays a month at a care manager's office and takes everything away.
func exported(t *testing.T) (*desk.Bench, []byte) {
	t.Helper()
	town := desktest.New(t)
	cm, sp := bench(t, town.From), bench(t, town.To)
	files := append(dropped(t, "02_K2_slip"), desk.Dropped{Name: "架空太郎_モニタリング.pdf", Bytes: []byte("%PDF-1.4")})
	id := draft(t, cm, files...)
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	town.Sequence()
	check(t, sp.Beat(t.Context(), 0))
	send(t, sp, draft(t, sp, dropped(t, "03_K5_actual")...))
	check(t, cm.Beat(t.Context(), 0))
	fax := header.Address{Office: "9999900015", Type: "15"}
	check(t, cm.RecordActual(t.Context(), "202504", fax, []careplan.ClientKey{sampleClient}, desk.Fax, "itoi"))
	check(t, cm.Judge(t.Context(), desk.Verdict{Client: sampleClient, Month: "202504", Kind: desk.Late, Reason: "認定の申請中"}, "itoi"))
	check(t, cm.CloseActual(t.Context(), "202504", desk.Pair{Client: sampleClient, Provider: "9999900015", Type: "17"}, "入院", "itoi"))
	var buf bytes.Buffer
	check(t, cm.ExportAll(t.Context(), &buf, desk.Exporter{Who: "admin", Name: func(id string) string { return "架空 " + id }}))
	return cm, buf.Bytes()
}

type exportIndex struct {
	Format   string
	Office   string
	By       string `json:"made_by"`
	Clients  []struct{ Insured, Name string }
	Journal  []struct{ Verb, Who, Subject string }
	Verdicts []struct {
		Month, Client string
		Word          string `json:"kind_in_words"`
		Reason, By    string
	}
	None    []struct{ Partner, Reason, By string } `json:"no_actuals"`
	Letters []struct {
		ID, Direction, Partner, State, Receipt, Problem string
		StateWord                                       string `json:"state_in_words"`
		Files                                           []struct {
			Path   string
			Size   int64
			SHA256 string
		}
		Events  []struct{ Kind string }
		Journal []struct{ Verb string }
	}
}

func unpacked(t *testing.T, raw []byte) (map[string][]byte, exportIndex) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	check(t, err)
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		check(t, err)
		if out[f.Name] != nil || !filepath.IsLocal(f.Name) {
			t.Errorf("%s is there twice or leads away", f.Name)
		}
		out[f.Name], err = io.ReadAll(r)
		check(t, err)
	}
	var index exportIndex
	check(t, json.Unmarshal(out["index.json"], &index))
	return out, index
}

// TestEverythingCanBeTakenAway: the files of the archive are the files as sent and
// received, and the index names each of them with its story.
func TestEverythingCanBeTakenAway(t *testing.T) {
	cm, raw := exported(t)
	files, index := unpacked(t, raw)
	if index.Format != "tasuki-export" || index.Office != "9999900001" || index.By != "架空 admin" || len(index.Letters) != len(cm.Entries(desk.Filter{})) {
		t.Fatalf("%s of %s by %s with %d letters", index.Format, index.Office, index.By, len(index.Letters))
	}
	if v := index.Verdicts; len(v) != 1 || v[0].Word != "月遅れ" || v[0].Reason != "認定の申請中" || v[0].By != "架空 itoi" {
		t.Errorf("verdicts %+v", v)
	}
	if n := index.None; len(n) != 1 || n[0].Partner != "9999900015/17" || n[0].Reason != "入院" || n[0].By != "架空 itoi" {
		t.Errorf("no actuals %+v", n)
	}
	byName := map[string][]byte{}
	named := 2 // README.txt and index.json
	for _, l := range index.Letters {
		for _, f := range l.Files {
			if int64(len(files[f.Path])) != f.Size || f.SHA256 == "" {
				t.Errorf("%s: %d bytes, the index says %d", f.Path, len(files[f.Path]), f.Size)
			}
			byName[path.Base(f.Path)] = files[f.Path]
			named++
		}
		if l.Problem != "" || l.StateWord == "" || len(l.Journal) == 0 {
			t.Errorf("letter %s: %+v", l.ID, l)
		}
		if strings.HasPrefix(l.ID, "o") && (l.Direction != "sent" || l.Receipt == "" || len(l.Events) == 0) {
			t.Errorf("letter %s is %s with %d events", l.ID, l.Direction, len(l.Events))
		}
	}
	if named != len(files) {
		t.Errorf("%d files in the archive, %d in the index", len(files), named)
	}
	for _, f := range append(dropped(t, "02_K2_slip"), dropped(t, "03_K5_actual")...) {
		if !bytes.Equal(byName[f.Name], f.Bytes) {
			t.Errorf("%s is not as it was", f.Name)
		}
	}
	if string(byName["架空太郎_モニタリング.pdf"]) != "%PDF-1.4" {
		t.Error("the document is not as it was")
	}
	if text := string(files["README.txt"]); !strings.HasPrefix(text, "\uFEFF") || !strings.Contains(text, "index.json") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Error("the README is not as Windows reads it")
	}
}

func TestTheExportStandsInTheJournal(t *testing.T) {
	cm, raw := exported(t)
	_, index := unpacked(t, raw)
	found := false
	for _, n := range index.Journal {
		found = found || n.Verb == "exported all" && n.Who == "架空 admin"
	}
	at, who, err := cm.LastExport(t.Context())
	check(t, err)
	if !found || who != "admin" || at.IsZero() {
		t.Errorf("in the index %v, last by %q at %v", found, who, at)
	}
}

// TestTheArchiveOpensWithUnzip: by the tool everybody has.
func TestTheArchiveOpensWithUnzip(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("unzip is not installed")
	}
	_, raw := exported(t)
	name := filepath.Join(t.TempDir(), "all.zip")
	check(t, os.WriteFile(name, raw, 0o600))
	if out, err := exec.CommandContext(t.Context(), unzip, "-t", name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	check(t, os.WriteFile(name, raw[:len(raw)/2], 0o600))
	if err := exec.CommandContext(t.Context(), unzip, "-tq", name).Run(); err == nil {
		t.Error("half an archive passes for whole")
	}
}

// brokenPipe takes some bytes and then no more.
type brokenPipe struct{ left, largest int }

func (p *brokenPipe) Write(b []byte) (int, error) {
	p.largest = max(p.largest, len(b))
	if p.left -= len(b); p.left < 0 {
		return 0, errors.New("the reader is gone")
	}
	return len(b), nil
}

func TestAnExportThatBreaksOffIsNotNotedAsDone(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, desk.Dropped{Name: "架空太郎_写真.pdf", Bytes: append([]byte("%PDF-1.4"), noise(200_000)...)}, dropped(t, "02_K2_slip")[0], dropped(t, "02_K2_slip")[1], dropped(t, "02_K2_slip")[2])
	choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
	send(t, cm, id)
	pipe := &brokenPipe{left: 100_000}
	if err := cm.ExportAll(t.Context(), pipe, desk.Exporter{Who: "admin"}); err == nil || pipe.largest > 70_000 {
		t.Fatalf("error %v, %d bytes at once: the archive does not flow", err, pipe.largest)
	}
	if _, who, err := cm.LastExport(t.Context()); err != nil || who != "" {
		t.Errorf("noted as done by %q, %v", who, err)
	}
}

// noise is bytes that cannot be packed, the same every time.
func noise(n int) []byte {
	out, x := make([]byte, n), uint32(1)
	for i := range out {
		x = x*1664525 + 1013904223
		out[i] = byte(x >> 24)
	}
	return out
}

// TestABrokenLetterHoldsBackNoOther: its reason stands in the index.
func TestABrokenLetterHoldsBackNoOther(t *testing.T) {
	_, cm := sentSlip(t)
	fax := header.Address{Office: "9999900015", Type: "15"}
	check(t, cm.RecordActual(t.Context(), "202504", fax, []careplan.ClientKey{sampleClient}, desk.Fax, "itoi"))
	check(t, cm.Shelf.Remove("out-"+cm.Entries(desk.Filter{Family: "slip"})[0].Letter+".age"))
	var buf bytes.Buffer
	check(t, cm.ExportAll(t.Context(), &buf, desk.Exporter{Who: "admin"}))
	_, index := unpacked(t, buf.Bytes())
	if len(index.Letters) != 2 || index.Letters[0].Problem == "" || index.Letters[1].Problem != "" {
		t.Errorf("%+v", index.Letters)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := cm.ExportAll(ctx, io.Discard, desk.Exporter{Who: "admin"}); err == nil {
		t.Error("an export that was given up passes for whole")
	}
}
