package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
)

// FuzzPartnerFolder: whatever a partner is called, its folder is one plain folder name that
// Windows takes too.
func FuzzPartnerFolder(f *testing.F) {
	for _, name := range []string{"", "架空ヘルパーステーション", "../..", `a\b:c*?"<>|`, "終わり. 　", "\x00\n", strings.Repeat("長", 99), "\xff"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := desk.PartnerFolder("9999900011", name)
		if !strings.HasPrefix(got, "9999900011") || !filepath.IsLocal(got) || filepath.Base(got) != got || strings.ContainsAny(got, "/\\:*?\"<>|\n\x00") || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") {
			t.Errorf("%q becomes %q", name, got)
		}
	})
}

// TestTheImportFolderIsLaidOutAsSet: the same letter lies where the setting says.
func TestTheImportFolderIsLaidOutAsSet(t *testing.T) {
	day := time.Now().In(time.FixedZone("JST", 9*3600)).Format(time.DateOnly)
	for layout, want := range map[desk.ImportLayout]string{
		desk.OneFolder: "UP*.CSV", desk.ByDay: day + "/UP*.CSV", desk.ByPartner: "9999900001_架空居宅 第1/UP*.CSV",
	} {
		town := desktest.New(t)
		cm, sp := bench(t, town.From), bench(t, town.To)
		id := draft(t, cm, dropped(t, "02_K2_slip")...)
		choose(t, cm, id, "9999900011/11", func(c *desk.Choice) { c.New = true })
		send(t, cm, id)
		town.Sequence()
		check(t, sp.Beat(t.Context(), 0))
		_, err := sp.ChangeCard(t.Context(), "9999900001/43", "kasuri", func(c *desk.Card) { c.Name = "架空居宅/ 第1. " })
		check(t, err)
		check(t, sp.ChangeSettings(t.Context(), "admin", func(s *desk.Settings) { s.Import = layout }))
		check(t, sp.ExportEntry(t.Context(), newest(t, sp).ID, "kasuri"))
		found, err := filepath.Glob(filepath.Join(town.To.Dir, "import", filepath.FromSlash(want)))
		check(t, err)
		if len(found) != 3 {
			list, _ := os.ReadDir(filepath.Join(town.To.Dir, "import"))
			t.Errorf("layout %q: %d files at %s, the folder has %v", layout, len(found), want, list)
		}
		if layout.Word() == "" || !strings.HasSuffix(layout.Effect(), "。") {
			t.Errorf("layout %q has no words", layout)
		}
	}
}
