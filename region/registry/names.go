package registry

import (
	"slices"
	"strings"
	"sync"
)

// serviceAliases are other names of services, as squeezed by serviceKey.
var serviceAliases = map[string]string{
	"地域包括支援センター": "460", "介護予防支援事業所": "460", "指定介護予防支援": "460", "居宅介護支援事業所": "430", "ケアプラン作成": "430",
	"ホームヘルプ": "110", "訪問介護ホームヘルプ": "110", "デイサービス": "150", "デイケア": "160", "ショートステイ": "210",
	"訪問リハビリ": "140", "通所リハビリ": "160", "療養通所介護": "155", "短期入所療養介護": "220", "短期入所療養介護介護老人保健施設": "220",
	"グループホーム": "320", "認知症対応型共同生活介護グループホーム": "320", "認知症高齢者グループホーム": "320",
	"特定施設入居者生活介護": "331", "地域密着型特定施設入居者生活介護": "361", "特別養護老人ホーム": "510", "介護老人福祉施設特別養護老人ホーム": "510",
	"地域密着型介護老人福祉施設": "540", "老人保健施設": "520", "複合型サービス": "770", "看護小規模多機能型居宅介護": "770",
	"定期巡回随時対応型訪問介護看護": "760", "定期巡回随時対応サービス": "760", "特定介護予防福祉用具販売": "410", "福祉用具販売": "410",
	"定期巡回・随時対応サービス": "760",
}

var serviceNames = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for k, v := range serviceAliases {
		out[serviceKey(k)] = v
	}
	for _, s := range services {
		out[serviceKey(s.name)] = s.code
	}
	return out
})

// serviceKey squeezes a service name: width, spaces and brackets.
func serviceKey(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("()（）[]【】 　・･", r) {
			return -1
		}
		return r
	}, half(s))
}

// serviceNamed finds a service by name, open data code, or claim code. The preventive twin
// of a service is that service.
func serviceNamed(s string) (Service, bool) {
	if v, ok := exactServices()[s]; ok {
		return v, true
	}
	key := serviceKey(s)
	if v, ok := ServiceOf(key); ok {
		return v, true
	}
	if v, ok := serviceClaimed(key); ok {
		return v, true
	}
	if code, ok := serviceNames()[key]; ok {
		return ServiceOf(code)
	}
	if code, ok := serviceNames()[strings.TrimPrefix(key, "介護予防")]; ok {
		return ServiceOf(code)
	}
	return Service{}, false
}

// serviceClaimed finds a service by claim code. Of several, the one whose own code begins so:
// 78 is 780, not 155.
func serviceClaimed(claim string) (Service, bool) {
	of := func(own bool) int {
		return slices.IndexFunc(services, func(r serviceRow) bool {
			return r.claim == claim && strings.HasPrefix(r.code, claim) == own
		})
	}
	for _, own := range []bool{true, false} {
		if i := of(own); i >= 0 {
			return ServiceOf(services[i].code)
		}
	}
	return Service{}, false
}

// exactServices are the published names and codes, for speed.
var exactServices = sync.OnceValue(func() map[string]Service {
	out := map[string]Service{}
	for _, r := range services {
		v, _ := ServiceOf(r.code)
		out[r.name], out[r.code] = v, v
	}
	return out
})

// servicesIn reads the services of a row by code or, failing that, by names with any usual
// mark between them. unknown tells that one of them is not in the list.
func servicesIn(code, names string) (found []Service, unknown bool) {
	if v, ok := exactServices()[code]; ok {
		return []Service{v}, false
	}
	for _, text := range []string{code, names} {
		if v, ok := exactServices()[text]; ok {
			return []Service{v}, false
		}
		for part := range strings.FieldsFuncSeq(text, serviceBreak) {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			more, ok := servicesNamed(part)
			unknown = unknown || !ok
			found = joinServices(found, more)
		}
		if len(found) > 0 {
			break
		}
	}
	slices.SortFunc(found, func(a, b Service) int { return strings.Compare(a.Code, b.Code) })
	return found, unknown
}

func serviceBreak(r rune) bool { return strings.ContainsRune(",，、;；/／|\r\n", r) }

// broken turns the literal mark of a line break into one.
var broken = strings.NewReplacer("（改行）", "\n", "(改行)", "\n")

// servicesNamed reads one name, or several with spaces between them; ok tells that all are known.
func servicesNamed(part string) (found []Service, ok bool) {
	if v, ok := serviceNamed(part); ok {
		return []Service{v}, true
	}
	words := strings.Fields(part)
	if len(words) < 2 {
		return nil, false
	}
	ok = true
	for _, w := range words {
		v, one := serviceNamed(w)
		if ok = ok && one; one {
			found = joinServices(found, []Service{v})
		}
	}
	return found, ok
}

// joinServices adds services that are not there yet.
func joinServices(list, more []Service) []Service {
	for _, v := range more {
		if !slices.ContainsFunc(list, func(s Service) bool { return s.Code == v.Code }) {
			list = append(list, v)
		}
	}
	return list
}
