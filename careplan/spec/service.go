package spec

// Benefit is the part of long-term care insurance a service type belongs to.
type Benefit uint8

// 介護給付, 予防給付, 総合事業, and the offices that plan.
const (
	CareBenefit Benefit = iota
	PreventiveBenefit
	MunicipalProgram
	Planning
)

// ServiceType is a サービス種類コード.
type ServiceType struct {
	Code       string
	Name       string
	Benefit    Benefit
	Target     bool       // 連携対象
	Planner    bool       // may stand for the planning office in a file name
	Equipment  bool       // 福祉用具貸与
	Confidence Confidence // of Planner
}

var serviceTypeByCode = func() map[string]*ServiceType {
	m := make(map[string]*ServiceType, len(serviceTypes))
	for i := range serviceTypes {
		m[serviceTypes[i].Code] = &serviceTypes[i]
	}
	return m
}()

// ServiceTypes gives every known service type.
func ServiceTypes() []ServiceType { return serviceTypes }

// ServiceTypeOf gives a service type by its code, or nil.
func ServiceTypeOf(code string) *ServiceType { return serviceTypeByCode[code] }

// IsKnownType reports whether the code is in any list of the standard.
func IsKnownType(code string) bool { return serviceTypeByCode[code] != nil }

// IsTarget reports whether services of the type are exchanged (連携対象).
func IsTarget(code string) bool {
	t := serviceTypeByCode[code]
	return t != nil && t.Target
}

// IsNotTarget reports whether the standard names the type as 連携対象外.
func IsNotTarget(code string) bool {
	t := serviceTypeByCode[code]
	return t != nil && !t.Target && t.Benefit != Planning
}

// IsPlanner reports whether the code can stand for the planning office (R012).
func IsPlanner(code string) bool {
	t := serviceTypeByCode[code]
	return t != nil && t.Planner
}

// IsPrevention reports whether the code belongs to 予防給付 or 総合事業, or stands for
// an office that plans prevention (46, AF).
func IsPrevention(code string) bool {
	t := serviceTypeByCode[code]
	if t == nil {
		return false
	}
	return t.Benefit == PreventiveBenefit || t.Benefit == MunicipalProgram || t.Benefit == Planning && code != carePlanning
}

// carePlanning is 居宅介護支援, the only planning office that is not one of prevention.
const carePlanning = "43"

// IsEquipment reports whether the type is 福祉用具貸与 (R136).
func IsEquipment(code string) bool {
	t := serviceTypeByCode[code]
	return t != nil && t.Equipment
}

// ServiceTypeName gives the Japanese name, or "".
func ServiceTypeName(code string) string {
	t := serviceTypeByCode[code]
	if t == nil {
		return ""
	}
	return t.Name
}
