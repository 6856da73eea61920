package pki_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func sampleCode(t testing.TB) (string, pki.ParsedCode) {
	t.Helper()
	a, _ := pkitest.Authority(t, pkitest.NewMemory(), pkitest.NewClock())
	text, err := a.NewCode(context.Background(), "hub.example.jp:8443", "9999900001", []string{"43"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	code, err := pki.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	if code.Root != sha256.Sum256(a.Root.Raw) || code.Hub != "hub.example.jp:8443" || len(code.Secret) != 24 {
		t.Fatalf("got %+v", code)
	}
	return text, code
}

func TestACodeIsOneLineOfGroups(t *testing.T) {
	text, code := sampleCode(t)
	parts := strings.Split(text, " ")
	if len(parts) != 3 || len(strings.Split(parts[2], "-")) != 16 || strings.ContainsAny(text, "\n\t") {
		t.Errorf("got %q", text)
	}
	if code.String() != text {
		t.Errorf("want the same text again, got %q", code.String())
	}
}

func TestACodeIsReadAsPeoplePasteIt(t *testing.T) {
	text, want := sampleCode(t)
	wide := strings.Map(func(r rune) rune {
		if r > ' ' && r < 127 {
			return r + '！' - '!'
		}
		return '　'
	}, text)
	head, groups, _ := strings.Cut(text, ":8443 ")
	head += ":8443 "
	ways := map[string]string{
		"small letters":             strings.ToLower(text),
		"spaces around":             "  " + text + "\r\n",
		"groups broken over lines":  head + strings.ReplaceAll(groups, "-", "-\n "),
		"spaces instead of hyphens": head + strings.ReplaceAll(groups, "-", " "),
		"no hyphens":                head + strings.ReplaceAll(groups, "-", ""),
		"full width":                wide,
		"long-vowel marks":          head + strings.ReplaceAll(groups, "-", "ー"),
		"en dashes":                 head + strings.ReplaceAll(groups, "-", "–"),
	}
	for name, pasted := range ways {
		t.Run(name, func(t *testing.T) {
			got, err := pki.ParseCode(pasted)
			if err != nil || got != want {
				t.Errorf("%q: got %+v, %v", pasted, got, err)
			}
		})
	}
}

func TestEveryWrongCharacterIsFound(t *testing.T) {
	text, want := sampleCode(t)
	for i, r := range text {
		for _, other := range "A7x" {
			if unicode.ToUpper(other) == unicode.ToUpper(r) || r == '-' || r == ' ' {
				continue
			}
			changed := text[:i] + string(other) + text[i+1:]
			got, err := pki.ParseCode(changed)
			if pki.ReasonOf(err) != pki.CodeUnknown {
				t.Errorf("character %d changed to %c: got %v, %v", i, other, got == want, err)
			}
		}
	}
	for i := range len(text) - 1 {
		swapped := []byte(text)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if got, err := pki.ParseCode(string(swapped)); err == nil && got != want {
			t.Errorf("characters %d and %d swapped: another code was read", i, i+1)
		}
	}
}

func TestARefusalNeverRepeatsTheCode(t *testing.T) {
	text, code := sampleCode(t)
	for _, pasted := range []string{text + "Q", strings.Replace(text, "8443", "84430000", 1), strings.Repeat(text, 20)} {
		_, err := pki.ParseCode(pasted)
		if err == nil || strings.Contains(err.Error(), code.Secret[:5]) || strings.Contains(err.Error(), "8443") {
			t.Errorf("got %v", err)
		}
	}
}

func TestSecretsDiffer(t *testing.T) {
	a, _ := pkitest.Authority(t, pkitest.NewMemory(), pkitest.NewClock())
	seen := map[string]bool{}
	for range 200 {
		seen[pkitest.NewSecret(t, a, "9999900001")] = true
	}
	if len(seen) != 200 {
		t.Errorf("want 200 different secrets, got %d", len(seen))
	}
}

func TestCodesAreMadeForLawfulOfficesOnly(t *testing.T) {
	a, _ := pkitest.Authority(t, pkitest.NewMemory(), pkitest.NewClock())
	for _, bad := range []struct {
		hub, office string
		types       []string
		ttl         time.Duration
	}{
		{"hub.example.jp", "9999900001", nil, time.Hour},
		{"https://hub.example.jp:8443", "9999900001", nil, time.Hour},
		{"hub.example.jp:0", "9999900001", nil, time.Hour},
		{"hub .example.jp:1", "9999900001", nil, time.Hour},
		{"hub.example.jp:8443", "999990001", nil, time.Hour},
		{"hub.example.jp:8443", "9999900001", []string{"1"}, time.Hour},
		{"hub.example.jp:8443", "9999900001", nil, 0},
	} {
		if _, err := a.NewCode(context.Background(), bad.hub, bad.office, bad.types, bad.ttl); pki.ReasonOf(err) != pki.BadRequest {
			t.Errorf("%+v: want bad_request, got %v", bad, err)
		}
	}
	for _, hub := range []string{"127.0.0.1:8080", "[::1]:8443", "HUB.example.jp:443"} {
		text, err := a.NewCode(context.Background(), hub, "9999900001", nil, time.Hour)
		if err != nil {
			t.Errorf("%s: %v", hub, err)
		}
		if code, err := pki.ParseCode(text); err != nil || code.Hub != strings.ToLower(hub) {
			t.Errorf("%s: got %+v, %v", hub, code, err)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	text, _ := sampleCode(f)
	f.Add(text)
	f.Add(strings.ToLower(text))
	f.Add("tasuki1 hub:1 AAAAA")
	f.Add("ｔａｓｕｋｉ１　ｈｕｂ：１　Ａ")
	f.Fuzz(func(t *testing.T, text string) {
		code, err := pki.ParseCode(text)
		if err != nil {
			if pki.ReasonOf(err) != pki.CodeUnknown {
				t.Errorf("want code_unknown, got %v", err)
			}
			return
		}
		again, err := pki.ParseCode(code.String())
		if err != nil || again != code {
			t.Errorf("%q was read as %+v, which is not read again: %v", text, code, err)
		}
	})
}

func FuzzCertificateRequest(f *testing.F) {
	clock := pkitest.NewClock()
	store := pkitest.NewMemory()
	a, _ := pkitest.Authority(f, store, clock)
	f.Add(pkitest.Request(f, pkitest.Key(f)))
	f.Add(pkitest.Request(f, rsaKey(f, 2048)))
	f.Add([]byte{0x30, 0x80})
	f.Fuzz(func(t *testing.T, csr []byte) {
		ders, err := a.Enrol(context.Background(), rand.Text(), csr)
		if len(ders) > 0 {
			t.Fatal("a certificate without a code")
		}
		if r := pki.ReasonOf(err); r != pki.BadRequest && r != pki.CodeUnknown {
			t.Errorf("want bad_request or code_unknown, got %v", err)
		}
	})
}
