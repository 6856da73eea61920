package town

import (
	"fmt"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// StoryOne gives what the clerk of #1 drops on 2026-12-24: 30 slip sets for 2027-01 and two
// plan sets, 97 files and two PDFs. 26 slip sets are clean. Four are stopped: ちりめん lacks
// its UPHOSOKU, 絣会 has 2561 as a time in record 12 of 第6表, さざなみ holds a client who has
// moved to つむぎ, and ほころび stands under the number that ended on 2026-12-31.
func StoryOne() []File {
	const month = "202701"
	list := monthsOf(kyotaku(), month, nil) // the software does not know ほころび's new number
	var out []File
	for n, o := range Partners() {
		set := slipSet(month, o, n, list)
		switch o.Number {
		case chirimen:
			set.Files = set.Files[1:] // UPHOSOKU is the first
		case kasurikai:
			set.Files[1].Bytes = breakTime(set.Files[1].Bytes)
		case sazanami:
			set = withFormer(set, n, list)
		}
		out = append(out, set.Files...)
	}
	for _, set := range januaryPlans() {
		out = append(out, set.Files...)
	}
	return append(out, pdf("居宅介護支援_連絡票_見本.pdf", "Renrakuhyo"), pdf("年末年始の休業日_見本.pdf", "Kyugyobi"))
}

// withFormer makes さざなみ's set with the client who moves on.
func withFormer(set Set, n int, list []clientMonth) Set {
	var own []clientMonth
	for _, m := range list {
		if serves(m.rows, set.Partner) || m.client.Has("事業所変更") {
			own = append(own, m)
		}
	}
	set.Files = slipFiles(set.Month, set.Partner, serial(writtenOn(set.Month), 9, n*7), own)
	return set
}

// brokenRecord is the record of 第6表 whose start stands as 2561.
const brokenRecord = 12

// breakTime writes 2561 as start of the record.
func breakTime(csv []byte) []byte {
	lines := strings.SplitAfter(string(csv), "\r\n")
	cells := strings.Split(lines[brokenRecord-1], ",")
	cells[11] = "2561"
	lines[brokenRecord-1] = strings.Join(cells, ",")
	return []byte(strings.Join(lines, ""))
}

// EventKind says what happened to a client or was told by a partner.
type EventKind string

// The kinds of events of the story.
const (
	Died     EventKind = "died"     // 死亡
	Hospital EventKind = "hospital" // 入院
	Moved    EventKind = "moved"    // 振替: the partner told it
	Level    EventKind = "level"    // 区分変更
	TakenOn  EventKind = "taken"    // taken over from #2
	Applying EventKind = "applying" // 新規申請中
)

// Event is what #1 knows besides the files. Days are YYYYMMDD.
type Event struct {
	Kind     EventKind
	Client   careplan.ClientKey
	Day, To  string // To: the new day of a service that moved
	Provider string // who told it, "" if nobody had to
}

// Events lists the events of December 2026 in the order of the clients.
func Events() []Event {
	at := func(i int) careplan.ClientKey { return people()[i].Key }
	var out []Event
	for _, i := range []int{placeMoved1, placeMoved2, placeMoved3} {
		for _, provider := range []string{tsumugi, asahimo} {
			out = append(out, Event{Moved, at(i), "20261230", "20261228", provider})
		}
	}
	return append(out,
		Event{Kind: Hospital, Client: at(placeHospital), Day: "20261214"},
		Event{Kind: Level, Client: at(placeLevel), Day: "20261210"},
		Event{Kind: TakenOn, Client: at(placeTaken), Day: "20261216"},
		Event{Kind: Died, Client: at(placeDeath), Day: "20261219"},
		Event{Kind: Applying, Client: at(placeApply1)},
		Event{Kind: Applying, Client: at(placeApply2)},
	)
}

// pdf is a PDF of one page with a line of plain letters.
func pdf(name, text string) File {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	page := "BT /F1 18 Tf 72 720 Td (" + text + ") Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(page), page), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table.String(), at)
	return File{Name: name, Bytes: []byte(b.String())}
}
