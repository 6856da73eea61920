package outreach

import "math"

// Outcome is what one contact led to (声かけの結果). It holds no office number.
type Outcome struct {
	State  State   // before the contact
	Share  float64 // part of its slips with active partners at the contact, 0..1
	Again  bool    // it had been asked before
	Joined bool
}

// Columns of the model: base, slope, then one offset per state.
const columns = 2 + int(states)

// priorSpread is how far the numbers may move before there are many outcomes.
// priorSpread is how far the outcomes of a few contacts may move the numbers: one unit of
// log odds, and more for the slope, of which little is known.
var priorSpread = func() (out [columns]float64) {
	for i := range out {
		out[i] = 1
	}
	out[1] = 3
	return out
}()

// Learn moves the chance to join towards what was seen: logistic regression whose prior is
// p, by Newton's method. Repeated contacts of one office are left out.
func Learn(p Params, seen []Outcome) Params {
	x := p.vector()
	prior := x
	for range 8 {
		grad, hess := slope(x, prior, seen)
		step := solve(hess, grad)
		most := 0.0
		for i := range x {
			x[i] += step[i]
			most = max(most, math.Abs(step[i]))
		}
		if most < 1e-9 {
			break
		}
	}
	p.Base, p.Slope = x[0], max(0, x[1])
	copy(p.Offset[:], x[2:])
	return p
}

func (p *Params) vector() (x [columns]float64) {
	x[0], x[1] = p.Base, p.Slope
	copy(x[2:], p.Offset[:])
	return x
}

// slope gives gradient and curvature of the log posterior at x.
func slope(x, prior [columns]float64, seen []Outcome) (grad [columns]float64, hess [columns][columns]float64) {
	for i := range x {
		precision := 1 / (priorSpread[i] * priorSpread[i])
		grad[i], hess[i][i] = (prior[i]-x[i])*precision, precision
	}
	for _, o := range seen {
		if o.Again || o.State >= states {
			continue
		}
		at, by := [3]int{0, 1, 2 + int(o.State)}, [3]float64{1, o.Share, 1}
		q := sigmoid(x[0] + x[1]*o.Share + x[at[2]])
		gap := -q
		if o.Joined {
			gap = 1 - q
		}
		for i, a := range at {
			grad[a] += gap * by[i]
			for j, b := range at {
				hess[a][b] += q * (1 - q) * by[i] * by[j]
			}
		}
	}
	return grad, hess
}

// solve gives hess⁻¹·grad; hess is symmetric and positive definite.
func solve(hess [columns][columns]float64, grad [columns]float64) [columns]float64 {
	for i := range columns {
		for k := i + 1; k < columns; k++ {
			f := hess[k][i] / hess[i][i]
			for j := i; j < columns; j++ {
				hess[k][j] -= f * hess[i][j]
			}
			grad[k] -= f * grad[i]
		}
	}
	for i := columns - 1; i >= 0; i-- {
		for j := i + 1; j < columns; j++ {
			grad[i] -= hess[i][j] * grad[j]
		}
		grad[i] /= hess[i][i]
	}
	return grad
}
