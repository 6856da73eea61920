package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// TestWishesAreShownForWhatIsSent: a wish about slips stands at a slip, one about plans does not.
func TestWishesAreShownForWhatIsSent(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	wishes, err := desk.ReadWishes([]string{"", "提供票 予定", "ケアプラン", "提供票 実績"}, []string{"電話は午前に", " 25日までに ", "原案も", " "})
	check(t, err)
	_, err = cm.ChangeCard(t.Context(), "9999900011/11", "itoi", func(c *desk.Card) {
		c.Address, c.Wishes = header.Address{Office: "9999900011", Type: "11"}, wishes
	})
	check(t, err)
	row := sorted(t, cm, draft(t, cm, dropped(t, "02_K2_slip")...)).Rows[0]
	var got []string
	for _, w := range row.Wishes() {
		got = append(got, w.Kind+"="+w.Text)
	}
	if text := strings.Join(got, " "); text != "=電話は午前に 提供票 予定=25日までに" {
		t.Error(text)
	}
}

func TestWishesOfNoKindOrWithoutEndAreRefused(t *testing.T) {
	for code, try := range map[string][2]string{"wish_kind": {"買い物", "毎週"}, "wish_too_long": {"", strings.Repeat("あ", 501)}} {
		var e *desk.Error
		if _, err := desk.ReadWishes([]string{try[0]}, []string{try[1]}); !errors.As(err, &e) || e.Code != code || e.Next == "" {
			t.Errorf("%s: %v", code, err)
		}
	}
	if got, err := desk.ReadWishes([]string{"", ""}, []string{"一", "二"}); err != nil || got[""] != "一\n二" {
		t.Errorf("%v %v", got, err)
	}
}

// TestAPartnerWithoutANumberBreaksNothing: it is listed, a drop is sorted, and the
// workbench opens again.
func TestAPartnerWithoutANumberBreaksNothing(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	_, err := cm.AddPlainPartner(t.Context(), desk.Card{NoNumber: "主治医", Name: "架空医院"}, "itoi")
	check(t, err)
	for _, b := range []*desk.Bench{cm, bench(t, town.From)} {
		cards, err := b.Cards(t.Context())
		check(t, err)
		if len(cards) != 1 || cards[0].Name != "架空医院" || cards[0].Channel != desk.Paper {
			t.Errorf("%+v", cards)
		}
	}
	sorted(t, cm, draft(t, cm, dropped(t, "02_K2_slip")...))
}
