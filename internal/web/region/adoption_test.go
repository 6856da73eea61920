package regionweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/internal/excel"
)

// TestThePreviewOfAnAdoptionListGoesToExcelWhole: every row with what would be recorded,
// numbers as text, also the rows that are not taken.
func TestThePreviewOfAnAdoptionListGoesToExcelWhole(t *testing.T) {
	w := settled(t)
	v := w.as("yuki")
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	check(t, m.WriteField("pasted", "事業所番号,状態,日付\n9999903017,利用中,2026-12-28\n9999998888,利用中,2026-12-28\n9999902019,知らない,2026-12-28\n"))
	check(t, m.Close())
	code, body := v.do(http.MethodPost, "/import", m.FormDataContentType(), &form)
	at := strings.Index(body, "/adoption/")
	if code != http.StatusOK || at < 0 || !strings.Contains(body, "Excelで保存") {
		t.Fatalf("%d %.300s", code, body)
	}
	link, _, _ := strings.Cut(body[at:], `"`)
	code, file := v.get(strings.SplitN(link, "?", 2)[0] + "/excel")
	tabs, err := excel.Read(strings.NewReader(file), 100)
	if code != http.StatusOK || err != nil || len(tabs) != 2 {
		t.Fatal(code, err, len(tabs))
	}
	all := strings.Builder{}
	for _, r := range tabs[0] {
		all.WriteString(strings.Join(r, "|") + "\n")
	}
	for _, want := range []string{"9999903017", "9999998888", "9999902019"} {
		if !strings.Contains(all.String(), "|"+want+"|") {
			t.Errorf("%s is missing in\n%s", want, all.String())
		}
	}
	if code, _ := w.as("kansa").get(strings.SplitN(link, "?", 2)[0] + "/excel"); code != http.StatusForbidden {
		t.Errorf("指導監査担当: %d", code)
	}
}
