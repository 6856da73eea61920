package billing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk/billing"
)

func TestAHugePasteIsReadInAMoment(t *testing.T) {
	for what, text := range map[string]string{
		"bad cells":  "被保険者番号,サービス提供年月\n" + strings.Repeat("1,x\n", 30000),
		"wide line":  strings.Repeat("1,", 500000),
		"open quote": strings.Repeat("\"1,x\n", 30001),
	} {
		begin := time.Now()
		billing.Parse(text)
		if d := time.Since(begin); d > 5*time.Second {
			t.Errorf("%s took %v", what, d)
		}
	}
}
