package outreach

import "math"

// Params are the numbers of the model. All of DefaultParams are assumptions (仮定): no
// field data stands behind them yet. Learn moves the chances towards what was seen.
type Params struct {
	// Base, Slope and Offset give the chance that an office says yes when it is spoken to:
	// σ(Base + Slope·share + Offset[state]), share = part of its slips with active partners.
	Base, Slope float64
	Offset      [states]float64
	// Soon is the chance, by state, that a partner starts within the next months.
	Soon [states]float64
	// Push is what a contact does, in units of share: an office that would start by itself
	// at a share of 0.6 says yes from 0.6 - Push when somebody visits.
	Push float64
	// Alone is how much of the chance to start without any contact is taken off: time is
	// spent where it changes something. 0 = nothing, 1 = all of it.
	Alone float64
	// Ahead is the weight of slips with partners that have not started. Above 1, because a
	// start also draws others.
	Ahead float64
	// Hours is the expected effort of one contact by state, in hours.
	Hours [states]float64
	// Cap is the number of contacts an office gets in one quarter. 0 = no cap.
	Cap int
	// Partners is how many partners a Row names.
	Partners int
}

// DefaultParams are the assumptions the list starts with.
func DefaultParams() Params {
	return Params{
		Base: -2.0, Slope: 3.2,
		Offset: [states]float64{Considering: 0.9, Planned: 2.0, Idle: 2.5, Left: -0.5},
		Soon:   [states]float64{Unknown: 0.08, None: 0.08, Considering: 0.25, Planned: 0.60, Idle: 0.60, Left: 0.05},
		Push:   0.38, Alone: 0.8, Ahead: 1.5,
		Hours: [states]float64{Unknown: 2, None: 2, Considering: 2, Planned: 2, Idle: 2, Left: 2},
		Cap:   1, Partners: 8,
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// stubborn is the part of the first chance that is left when nothing changed since a
// refusal: people change, and the model may be wrong.
const stubborn = 0.02

// chance is how likely office n says yes when spoken to at this share. A refusal at an
// earlier share tells that its threshold lies above: only what was gained since counts.
func (p *Params) chance(n *Node, share float64) float64 {
	q := sigmoid(p.Base + p.Offset[n.State] + p.Slope*share)
	if n.Asked == 0 || n.State == Idle {
		return q
	}
	q0 := sigmoid(p.Base + p.Offset[n.State] + p.Slope*n.AskedShare)
	return max(stubborn*q, (q-q0)/(1-q0))
}

// alone is how likely n starts without any contact: what it would say to a visit with a
// share lower by Push.
func (p *Params) alone(n *Node, share float64) float64 { return p.chance(n, share-p.Push) }

// lift is what a contact adds to the chance, never below a small part of the chance.
func (p *Params) lift(chance, alone float64) float64 {
	return max(0.05*chance, chance-p.Alone*alone)
}

func (p *Params) hours(n *Node) float64 {
	if n.Hours > 0 {
		return n.Hours
	}
	if h := p.Hours[n.State]; h > 0 {
		return h
	}
	return 2
}
