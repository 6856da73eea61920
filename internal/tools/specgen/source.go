package main

import (
	"bytes"
	"fmt"
	"os"

	"gopkg.in/yaml.v3"
)

// source is the file standard.yaml as it is written; names follow its keys.
type source struct {
	Editions     []edition     `yaml:"editions"`
	Versions     []version     `yaml:"versions"`
	Formats      []shapeName   `yaml:"formats"`
	Codes        []codeTable   `yaml:"codes"`
	ServiceTypes []serviceType `yaml:"service_types"`
	Units        []unit        `yaml:"units"`
	Kinds        []*kind       `yaml:"kinds"`
	Characters   characters    `yaml:"characters"`
}

type edition struct {
	Value, Version, Published, From, To, Clause string
}

type version struct{ Value, Note string }

type shapeName struct{ Key, Name, Pattern string }

type codeTable struct {
	Key, Name string
	Values    map[string]string
}

type serviceType struct {
	Code, Name, Benefit, Confidence string
	Target, Planner, Equipment      bool
}

type unit struct {
	ID, Edition, Domain, Name, Family, Clause string
	Required, Accompany                       []string
}

type kind struct {
	Kind, Name, Clause         string
	Parts                      []string
	Binary, Deletion, Optional bool
	Editions                   map[string]string
	RowKey                     []string `yaml:"row_key"`
	Parent                     *parent
	Cascade                    []string
	SameAs                     string `yaml:"same_as"`
	Fields                     []field
}

type parent struct {
	Kind string
	By   map[string]string
}

type field struct {
	Col                int
	Key, Name, Type    string
	Len, Printed       int
	Exact              bool
	Required           string
	Codes, Format      string
	Special            []string
	Min, Max, Decimals int
	Unused             bool
	DeclaredText       bool `yaml:"declared_text"`
	Only               string
	Confidence         string
	In                 map[string]change
}

// change is what differs in another edition.
type change struct {
	Len        *int
	Printed    *int
	Confidence *string
}

type characters struct {
	Normalise []struct {
		From, To string
	}
	ProposeKanji   []string `yaml:"propose_kanji"`
	ProposeLatin   []string `yaml:"propose_latin"`
	ProposeSymbols []string `yaml:"propose_symbols"`
	ProposeSpace   []string `yaml:"propose_space"`
	ProposeNothing []string `yaml:"propose_nothing"`
	Voiced         string
	Semivoiced     string
}

// read parses the source and refuses keys it does not know.
func read(name string) (*source, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	var s source
	if err := dec.Decode(&s); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return &s, s.check()
}

// check refuses what would generate a table with a hole in it.
func (s *source) check() error {
	kinds := map[string]*kind{}
	for _, k := range s.Kinds {
		kinds[k.Kind] = k
	}
	for _, k := range s.Kinds {
		if k.SameAs == "" {
			continue
		}
		other := kinds[k.SameAs]
		if other == nil {
			return fmt.Errorf("%s: same_as %s is unknown", k.Kind, k.SameAs)
		}
		k.Fields = other.Fields
	}
	for _, k := range s.Kinds {
		if err := s.checkFields(k); err != nil {
			return fmt.Errorf("%s: %w", k.Kind, err)
		}
	}
	return nil
}

func (s *source) checkFields(k *kind) error {
	keys := map[string]bool{}
	for i, f := range k.Fields {
		if f.Col != i+1 {
			return fmt.Errorf("item %d stands at place %d", f.Col, i+1)
		}
		if keys[f.Key] {
			return fmt.Errorf("key %s twice", f.Key)
		}
		keys[f.Key] = true
		if f.Codes != "" && s.codes(f.Codes) == nil {
			return fmt.Errorf("item %d: no code table %s", f.Col, f.Codes)
		}
		if f.Format != "" && !s.hasFormat(f.Format) {
			return fmt.Errorf("item %d: no format %s", f.Col, f.Format)
		}
	}
	return nil
}

func (s *source) codes(key string) *codeTable {
	for i := range s.Codes {
		if s.Codes[i].Key == key {
			return &s.Codes[i]
		}
	}
	return nil
}

func (s *source) hasFormat(key string) bool {
	for _, f := range s.Formats {
		if f.Key == key {
			return true
		}
	}
	return false
}
