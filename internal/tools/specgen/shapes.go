package main

import (
	"fmt"
	"regexp/syntax"
	"strings"
)

// A shape is one alternative of a pattern: steps that are matched greedily from left to
// right. It says the same as the regular expression as long as a step of variable length
// is the last one; anything else is refused here.
type shapeSteps []step

type step struct {
	class    string // byte ranges in pairs: "09AZ"
	min, max int
}

func (sh shapeSteps) code() string {
	var b strings.Builder
	b.WriteString("{")
	for _, st := range sh {
		fmt.Fprintf(&b, "{%q, %d, %d}, ", st.class, st.min, st.max)
	}
	b.WriteString("},\n")
	return b.String()
}

func shapesOf(pattern string) ([]shapeSteps, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	shapes, err := expand(re)
	if err != nil {
		return nil, err
	}
	for i := range shapes {
		shapes[i] = merge(shapes[i])
		for j, st := range shapes[i] {
			if st.min != st.max && j != len(shapes[i])-1 {
				return nil, fmt.Errorf("variable length before the end of %s", pattern)
			}
		}
	}
	return shapes, nil
}

// merge joins equal neighbours of fixed length: [0-9][0-9] is [0-9]{2}.
func merge(in shapeSteps) shapeSteps {
	var out shapeSteps
	for _, st := range in {
		n := len(out)
		if n > 0 && out[n-1].class == st.class && out[n-1].min == out[n-1].max {
			out[n-1].min += st.min
			out[n-1].max += st.max
			continue
		}
		out = append(out, st)
	}
	return out
}

func expand(re *syntax.Regexp) ([]shapeSteps, error) {
	switch re.Op {
	case syntax.OpBeginText, syntax.OpEndText, syntax.OpEmptyMatch:
		return []shapeSteps{{}}, nil
	case syntax.OpCapture:
		return expand(re.Sub[0])
	case syntax.OpLiteral:
		var sh shapeSteps
		for _, r := range re.Rune {
			sh = append(sh, step{string([]rune{r, r}), 1, 1})
		}
		return []shapeSteps{sh}, nil
	case syntax.OpCharClass:
		return []shapeSteps{{{string(re.Rune), 1, 1}}}, nil
	case syntax.OpRepeat:
		return repeat(re)
	case syntax.OpAlternate:
		return alternate(re)
	case syntax.OpConcat:
		return concat(re)
	}
	return nil, fmt.Errorf("cannot translate %s", re)
}

func repeat(re *syntax.Regexp) ([]shapeSteps, error) {
	inner, err := expand(re.Sub[0])
	if err != nil {
		return nil, err
	}
	if len(inner) != 1 || len(inner[0]) != 1 || re.Max < 0 {
		return nil, fmt.Errorf("cannot translate %s", re)
	}
	return []shapeSteps{{{inner[0][0].class, re.Min, re.Max}}}, nil
}

func alternate(re *syntax.Regexp) ([]shapeSteps, error) {
	var out []shapeSteps
	for _, sub := range re.Sub {
		s, err := expand(sub)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return out, nil
}

func concat(re *syntax.Regexp) ([]shapeSteps, error) {
	out := []shapeSteps{{}}
	for _, sub := range re.Sub {
		tails, err := expand(sub)
		if err != nil {
			return nil, err
		}
		var next []shapeSteps
		for _, head := range out {
			for _, tail := range tails {
				next = append(next, append(append(shapeSteps{}, head...), tail...))
			}
		}
		out = next
	}
	return out, nil
}
