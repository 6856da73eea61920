package demotown

import "github.com/tasuki-care/tasuki/careplan/spec"

func (s Service) kindName() string { return spec.ServiceTypeName(s.Type) }
