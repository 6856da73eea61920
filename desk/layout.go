package desk

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// ImportLayout (取込フォルダの分け方) is how the files of letters lie in the import folder:
// care software differs in whether it reads one folder or folders below it.
type ImportLayout string

// The layouts of the import folder.
const (
	OneFolder ImportLayout = ""        // 1つのフォルダ
	ByDay     ImportLayout = "day"     // 日付ごと, the day on which the letter came
	ByPartner ImportLayout = "partner" // 相手先ごと
)

// ImportLayouts lists the layouts in the order of the screens.
func ImportLayouts() []ImportLayout { return []ImportLayout{OneFolder, ByDay, ByPartner} }

// Word is the layout as it stands on screen.
func (l ImportLayout) Word() string {
	return map[ImportLayout]string{OneFolder: "1つのフォルダ", ByDay: "日付ごと", ByPartner: "相手先ごと"}[l]
}

// Effect says in one sentence what the layout does.
func (l ImportLayout) Effect() string {
	return map[ImportLayout]string{
		OneFolder: "届いたCSVは、すべて取込フォルダの中に直接入ります。",
		ByDay:     "届いたCSVは、取込フォルダの中の「2026-12-24」のような、届いた日のフォルダに入ります。",
		ByPartner: "届いたCSVは、取込フォルダの中の「事業所番号_名称」のフォルダに入ります。",
	}[l]
}

// importPlace is the folder below the import folder in which a letter's files are put, ""
// for the import folder itself. It is the same for a repeat of the letter on another day.
// Settings and cards are known where the desk's rows are also the office's cabinet.
func (d *Desk) importPlace(ctx context.Context, in Incoming) (string, error) {
	c, ok := d.Store.(Cabinet)
	if !ok {
		return "", nil
	}
	set, err := get[Settings](ctx, c, drawerSettings, "office")
	if err != nil {
		return "", fmt.Errorf("read settings: %w", err)
	}
	switch set.Value.Import {
	case ByDay:
		return in.SeenAt.In(time.FixedZone("JST", 9*3600)).Format(time.DateOnly), nil
	case ByPartner:
		card, err := get[Card](ctx, c, drawerCards, in.From.String())
		if err != nil {
			return "", fmt.Errorf("read partner: %w", err)
		}
		return partnerFolder(in.From.Office, card.Value.Name), nil
	}
	return "", nil
}

// partnerFolder names a partner's folder: the number first, so that it is never empty and
// never a reserved word, then the name as far as Windows can write it.
func partnerFolder(office, name string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || unicode.IsControl(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, name)
	runes := []rune(clean)
	clean = strings.TrimRight(strings.TrimSpace(string(runes[:min(len(runes), 40)])), ". 　")
	if clean == "" {
		return office
	}
	return office + "_" + clean
}
