package main

import (
	"context"
	"fmt"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
)

// inspectorScenes are the past of the three clients that the inspector asks about: A is
// complete, B lacks the service plan of the day centre, C has a draft, a consent and a slip
// that was replaced.
func (t *town) inspectorScenes() []scene {
	v1, _ := townfiles.SlipChange()
	byDay := map[string][]townfiles.Set{}
	for _, s := range townfiles.Plans() {
		day := careplan.ParseName(s.Files[0].Name).Serial[:8]
		byDay[day] = append(byDay[day], s)
	}
	plans := func(day, stage, consent string) scene {
		return scene{at(day, 11, 0), func(ctx context.Context) error { return t.sendPlans(ctx, byDay[day], stage, consent) }}
	}
	return []scene{
		plans("20260918", "確定", "20260918"), plans("20261117", "原案", ""), plans("20261120", "確定", "20261120"),
		{at("20260925", 9, 30), func(ctx context.Context) error { return t.servicePlans(ctx, "20260918") }},
		{at("20261124", 11, 0), func(ctx context.Context) error { return t.sendSets(ctx, v1) }},
		{at("20261126", 14, 0), func(ctx context.Context) error { return t.servicePlans(ctx, "20261120") }},
		{at("20261126", 15, 0), t.askForPlan}, {at("20261211", 15, 0), t.askForPlan},
		{at("20261218", 15, 0), t.monitoring},
	}
}

func (t *town) sendSets(ctx context.Context, sets []townfiles.Set) error {
	var files []desk.Dropped
	for _, set := range sets {
		for _, f := range set.Files {
			files = append(files, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
		}
	}
	if err := t.dropAndSend(ctx, files); err != nil {
		return err
	}
	return t.partnersFetch(ctx, nil)
}

// sendPlans sends plans and notes whether they are drafts and when the client agreed.
func (t *town) sendPlans(ctx context.Context, sets []townfiles.Set, stage, consent string) error {
	if err := t.sendSets(ctx, sets); err != nil {
		return err
	}
	b, out := t.opened[center].Bench, true
	for _, e := range b.Entries(desk.Filter{Out: &out, Family: "plan"}) {
		if e.Stage != "" {
			continue
		}
		if err := b.MarkPlan(ctx, e.ID, stage, consent, clerk()); err != nil {
			return err
		}
	}
	return nil
}

// inspected are the inspector's clients in the order A, B, C.
func inspected() []careplan.ClientKey {
	var out []careplan.ClientKey
	seen := map[careplan.ClientKey]bool{}
	for _, s := range townfiles.Plans() {
		var files []*careplan.File
		for _, f := range s.Files {
			file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
			if err != nil {
				continue
			}
			files = append(files, file)
		}
		for _, u := range careplan.Group(files).Units {
			keys, _ := careplan.Clients(u)
			for _, k := range keys {
				if !seen[k] {
					seen[k] = true
					out = append(out, k)
				}
			}
		}
	}
	return out
}

// servicePlans: partners return their service plans for the plans of a day, except B's day
// centre.
func (t *town) servicePlans(ctx context.Context, day string) error {
	who := inspected()
	for _, s := range townfiles.Plans() {
		serial := careplan.ParseName(s.Files[0].Name).Serial
		d := t.desks[s.Partner.Number]
		if serial[:8] != day || d == nil || s.Partner.Type == "17" {
			continue
		}
		k, err := clientOf(s)
		if err != nil {
			return err
		}
		if k == who[1] && s.Partner.Type == "15" {
			continue
		}
		if err := t.sendServicePlan(ctx, s, k); err != nil {
			return err
		}
	}
	if _, err := t.hub.service.Sequence(ctx); err != nil {
		return err
	}
	return t.opened[center].Bench.Beat(ctx, 0)
}

func clientOf(s townfiles.Set) (careplan.ClientKey, error) {
	var files []*careplan.File
	for _, f := range s.Files {
		file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
		if err != nil {
			return careplan.ClientKey{}, err
		}
		files = append(files, file)
	}
	keys, err := careplan.Clients(careplan.Group(files).Units[0])
	if err != nil || len(keys) == 0 {
		return careplan.ClientKey{}, fmt.Errorf("client of a plan: %w", err)
	}
	return keys[0], nil
}

// sendServicePlan sends a one-page PDF as the partner's individual service plan.
func (t *town) sendServicePlan(ctx context.Context, s townfiles.Set, k careplan.ClientKey) error {
	b, err := t.benchOf(ctx, s.Partner.Number)
	if err != nil {
		return err
	}
	kind := map[string]string{"11": "訪問介護計画書", "13": "訪問看護計画書", "15": "通所介護計画書"}[s.Partner.Type]
	if kind == "" {
		kind = "個別サービス計画書"
	}
	_, err = b.SendMessage(ctx, desk.Message{
		To: addressOf(townfiles.Offices()[0]), Client: k, Text: kind + "をお送りします。",
		Docs: []desk.NewDocument{{Name: kind + ".pdf", Kind: kind, Bytes: townfiles.StoryOne()[len(townfiles.StoryOne())-1].Bytes}},
	}, "")
	return err
}

// benchOf opens a partner's desk for one deed of the script.
func (t *town) benchOf(ctx context.Context, number string) (*desk.Bench, error) {
	if o := t.opened[number]; o != nil {
		return o.Bench, nil
	}
	d := t.desks[number]
	return desk.NewBench(ctx, d.Desk, d.rows, d.profile.Name)
}

// askForPlan asks the day centre of client B for its service plan.
func (t *town) askForPlan(ctx context.Context) error {
	who := inspected()[1]
	b := t.opened[center].Bench
	for _, s := range townfiles.Plans() {
		k, err := clientOf(s)
		if err != nil {
			return err
		}
		if k != who || s.Partner.Type != "15" {
			continue
		}
		month := calendar.Month(b.Today())
		_, err = b.SendAsk(ctx, desk.Ask{Partner: addressOf(s.Partner), Month: month, Client: k, About: "plan", Text: "通所介護計画書をまだ受け取っていません。送っていただけますか。"}, clerk())
		return err
	}
	return nil
}

// monitoring notes the visits and meetings of the inspector's clients.
func (t *town) monitoring(ctx context.Context) error {
	b := t.opened[center].Bench
	for i, k := range inspected() {
		for _, month := range []string{"202610", "202611", "202612"} {
			e := desk.ClientEvent{Kind: desk.Monitored, Day: fmt.Sprintf("%s%02d", month, 14+i)}
			if err := b.AddEvent(ctx, k, e, "oribe"); err != nil {
				return err
			}
		}
	}
	for day, k := range map[string]careplan.ClientKey{"20260917": inspected()[0], "20260916": inspected()[1], "20261119": inspected()[2]} {
		if err := b.AddEvent(ctx, k, desk.ClientEvent{Kind: desk.Met, Day: day}, "oribe"); err != nil {
			return err
		}
	}
	return nil
}
