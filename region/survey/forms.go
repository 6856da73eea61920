package survey

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed forms/*.json
var files embed.FS

// Sendai62 is the questionnaire after the workshops of 仙台市 (report 6.2): 14 numbers with
// their branching. Question 4 is not in the source; its place is kept and it is never asked.
func Sendai62() Form { return load[Form]("sendai62") }

// Chitose has the nine questions behind figures 3-8 to 3-16. Only their titles are in the
// source, so they are free texts until a municipality gives them options (WithOptions).
func Chitose() Form { return load[Form]("chitose") }

// Readiness asks offices how ready they are: software, network, intention, troubles, and
// whom they want to be linked with.
func Readiness() Form { return load[Form]("readiness") }

// Prebuilt are all forms that come with the package.
func Prebuilt() []Form { return []Form{Sendai62(), Chitose(), Readiness()} }

// For names the place that asks in the title and the greeting of a prebuilt form; the
// wording of the questions stays as it is in the source. An empty place leaves the form as it is.
func (f Form) For(place string) Form {
	if place == "" {
		return f
	}
	r := strings.NewReplacer("仙台市様", place, "仙台市", place)
	f.Title, f.Note = r.Replace(f.Title), r.Replace(f.Note)
	return f
}

// WithOptions makes a question a choice between the given texts and drops the remark that
// the source has none.
func (q Question) WithOptions(multiple bool, texts ...string) Question {
	q.Kind, q.Options, q.Missing = Single, nil, ""
	if multiple {
		q.Kind = Multi
	}
	for i, t := range texts {
		q.Options = append(q.Options, Option{ID: "o" + itoa(i+1), Text: t})
	}
	return q
}

// load reads an embedded file; every call makes a new value. The files are part of the
// program: one that cannot be read is a mistake in the program.
func load[T any](name string) T {
	var out T
	raw, err := files.ReadFile("forms/" + name + ".json")
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		err = d.Decode(&out)
	}
	if err != nil {
		panic(fmt.Sprintf("survey: embedded %s: %v", name, err))
	}
	return out
}
