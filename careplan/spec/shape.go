package spec

// FormatSpec is a named shape of a value: its Japanese name and its regular expression.
// Match says the same as the expression, without its cost.
type FormatSpec struct {
	Name    string
	Pattern string
	shapes  []shape
}

// shape is one alternative: steps matched from left to right.
type shape []step

// step is a run of bytes out of a class of byte ranges, "09AZ".
type step struct {
	class    string
	min, max int
}

// Match reports whether the value has the shape.
func (f *FormatSpec) Match(value []byte) bool {
	for _, s := range f.shapes {
		if s.match(value) {
			return true
		}
	}
	return false
}

func (s shape) match(value []byte) bool {
	for _, st := range s {
		n := 0
		for n < st.max && n < len(value) && st.has(value[n]) {
			n++
		}
		if n < st.min {
			return false
		}
		value = value[n:]
	}
	return len(value) == 0
}

func (s step) has(c byte) bool {
	for i := 0; i+1 < len(s.class); i += 2 {
		if c >= s.class[i] && c <= s.class[i+1] {
			return true
		}
	}
	return false
}
