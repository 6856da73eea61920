package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r250 = Rule{
	ID: "R250", Clause: "M 1.3, 1.4, 2.6, 3.6", Title: "連携対象外のサービス", Severity: careplan.Error,
	Next: "連携の対象でないサービスの行を除いて、もう一度出力してください。介護ソフトの設定で除けることがあります。",
	Why:  "Rows of service types outside the exchange (33, 36, 51 …) are not generated.",
	New: serviceTypes(func(c *Check, v *Visit, f *spec.Field, code [2]byte) {
		if spec.IsNotTarget(string(code[:])) {
			c.Cell(v, f, cellLabel(v, f)+"は、連携の対象でないサービス（"+spec.ServiceTypeName(string(code[:]))+"）です。")
		}
	}),
}

// serviceTypes makes the hooks of a rule about the service type of a row. A type that was
// found good once is not looked up again: rows repeat it thousands of times.
func serviceTypes(judge func(c *Check, v *Visit, f *spec.Field, code [2]byte)) func(c *Check) Hooks {
	return func(c *Check) Hooks {
		var layout *spec.Layout
		var f *spec.Field
		var good [2]byte
		return Hooks{
			Wants: func(l *spec.Layout) bool { return l.Col("service_code") > 0 || l.Kind == spec.DLTJSK },
			Record: func(v *Visit) {
				if layout != v.Layout {
					layout, f, good = v.Layout, typeItem(v.Layout), [2]byte{}
				}
				code := value(v, f)
				if len(code) < 2 || string(code) == "999999" {
					return
				}
				t := [2]byte{code[0], code[1]}
				if t == good {
					return
				}
				if judge(c, v, f, t); spec.IsTarget(string(t[:])) {
					good = t
				}
			},
		}
	}
}

// typeItem is the item that begins with the service type.
func typeItem(l *spec.Layout) *spec.Field {
	if f := item(l, "service_code"); f != nil {
		return f
	}
	return item(l, "service_type")
}
