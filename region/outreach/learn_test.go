package outreach

import (
	"math/rand/v2"
	"testing"
)

func TestLearnWithoutOutcomesKeepsTheAssumptions(t *testing.T) {
	if got, want := Learn(DefaultParams(), nil), DefaultParams(); got != want {
		t.Errorf("%+v", got)
	}
	again := []Outcome{{State: None, Again: true, Joined: true}, {State: 200, Joined: true}}
	if got, want := Learn(DefaultParams(), again), DefaultParams(); got != want {
		t.Errorf("repeated contacts and unknown states must not count: %+v", got)
	}
}

func TestLearnFollowsTheAnswers(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	truth := map[State]float64{None: 0.02, Considering: 0.25, Planned: 0.85}
	var seen []Outcome
	for range 600 {
		s := []State{None, Considering, Planned}[rng.IntN(3)]
		seen = append(seen, Outcome{State: s, Share: 0.1 * rng.Float64(), Joined: rng.Float64() < truth[s]})
	}
	p := Learn(DefaultParams(), seen)
	for s, want := range truth {
		if got := p.chance(&Node{State: s}, 0.05); got < want-0.06 || got > want+0.06 {
			t.Errorf("%v: %.3f, want about %.2f", s, got, want)
		}
	}
}

func TestOneAnswerMovesLittle(t *testing.T) {
	p, n := DefaultParams(), Node{State: Considering}
	before := p.chance(&n, 0.2)
	yes := Learn(p, []Outcome{{State: Considering, Share: 0.2, Joined: true}})
	no := Learn(p, []Outcome{{State: Considering, Share: 0.2}})
	up, down := yes.chance(&n, 0.2), no.chance(&n, 0.2)
	if up <= before || up > before+0.3 || down >= before || down < before-0.2 {
		t.Errorf("before %.3f, after a yes %.3f, after a no %.3f", before, up, down)
	}
}

func FuzzLearn(f *testing.F) {
	f.Add([]byte{1, 0, 1, 2, 99, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var seen []Outcome
		for i := 0; i+2 < len(raw); i += 3 {
			seen = append(seen, Outcome{State: State(raw[i]), Share: float64(raw[i+1]) / 255, Joined: raw[i+2]%2 == 1})
		}
		p := Learn(DefaultParams(), seen)
		for s := range states {
			for _, share := range []float64{0, 0.5, 1} {
				if q := p.chance(&Node{State: s}, share); !(q >= 0 && q <= 1) {
					t.Fatalf("chance %v", q)
				}
			}
		}
	})
}
