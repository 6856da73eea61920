package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

// TestALockedFileOpensWithItsPasswordAlone: read by poppler, which is not ours.
func TestALockedFileOpensWithItsPasswordAlone(t *testing.T) {
	inside := []byte("\"架空\",\"太郎\"\r\n")
	o := made
	o.Files = []pdf.File{{Name: "UPPLN_202407.CSV", Bytes: inside}}
	var buf bytes.Buffer
	if err := pdf.Locked(&buf, []form.Sheet{plan(3)}, "abcd-efgh-jkmn-pqrs", o); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"サービス", "UPPLN", "架空"} {
		if bytes.Contains(buf.Bytes(), []byte(word)) {
			t.Errorf("the locked file shows %s", word)
		}
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "locked.pdf")
	if err := os.WriteFile(name, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftotext", name, "-").CombinedOutput(); err == nil {
		t.Errorf("opened without a password: %s", out)
	}
	if out, err := exec.Command("pdftotext", "-upw", "abcd-efgh-jkmn-pqrt", name, "-").CombinedOutput(); err == nil {
		t.Errorf("opened with a wrong password: %s", out)
	}
	out, err := exec.Command("pdftotext", "-upw", "abcd-efgh-jkmn-pqrs", name, "-").Output()
	if err != nil || !strings.Contains(string(out), "居宅サービス計画書") {
		t.Errorf("%v, text %q", err, out)
	}
	saved := filepath.Join(dir, "saved")
	if out, err := exec.Command("pdfdetach", "-upw", "abcd-efgh-jkmn-pqrs", "-save", "1", "-o", saved, name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got, err := os.ReadFile(saved); err != nil || !bytes.Equal(got, inside) {
		t.Errorf("the file inside came out as %q (%v)", got, err)
	}
	info, err := exec.Command("pdfinfo", "-upw", "abcd-efgh-jkmn-pqrs", name).Output()
	if err != nil || !strings.Contains(string(info), "AES-256") {
		t.Errorf("%v, %s", err, info)
	}
}

func TestNothingIsLockedWithoutAPassword(t *testing.T) {
	var buf bytes.Buffer
	if err := pdf.Locked(&buf, []form.Sheet{plan(3)}, "", made); err == nil || buf.Len() > 0 {
		t.Errorf("%v, %d bytes", err, buf.Len())
	}
}
