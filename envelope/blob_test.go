package envelope_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

func TestABlobOpensForItsReceiversOnly(t *testing.T) {
	var out bytes.Buffer
	if err := envelope.SealBlob(&out, []byte("reasons"), identity(t, "office-a").Recipient(), identity(t, "office-b").Recipient()); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"office-a", "office-b"} {
		got, err := envelope.OpenBlob(bytes.NewReader(out.Bytes()), 7, identity(t, who))
		if err != nil || string(got) != "reasons" {
			t.Errorf("%s: %q, %v", who, got, err)
		}
	}
	var none *age.NoIdentityMatchError
	if _, err := envelope.OpenBlob(bytes.NewReader(out.Bytes()), 7, identity(t, "recovery")); !errors.As(err, &none) {
		t.Errorf("stranger: got %v", err)
	}
	if _, err := envelope.OpenBlob(bytes.NewReader(out.Bytes()), 6, identity(t, "office-a")); !errors.Is(err, header.ErrTooLarge) {
		t.Errorf("beyond the limit: got %v", err)
	}
	if got, err := envelope.OpenBlob(bytes.NewReader(out.Bytes()[:out.Len()-1]), 7, identity(t, "office-a")); err == nil {
		t.Errorf("cut: got %q", got)
	}
	if err := envelope.SealBlob(io.Discard, nil); err == nil {
		t.Error("sealed for nobody")
	}
}

func TestKeyringRefuses(t *testing.T) {
	secret := identity(t, "office-b").String()
	for name, k := range map[string]envelope.Keyring{
		"office": {Office: "x", Epoch: 1, Secret: secret}, "epoch": {Office: addressB.Office, Secret: secret},
		"secret": {Office: addressB.Office, Epoch: 1, Secret: "AGE-SECRET-KEY-1"},
	} {
		err := envelope.SealKeyring(io.Discard, k, identity(t, "terminal").Recipient())
		if !errors.Is(err, header.ErrInvalid) || strings.Contains(err.Error(), "AGE-") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	var out bytes.Buffer
	if err := envelope.SealBlob(&out, []byte(`{"reasons":[],"type":"tasuki-reasons-v1"}`), identity(t, "terminal").Recipient()); err != nil {
		t.Fatal(err)
	}
	if _, err := envelope.OpenKeyring(&out, identity(t, "terminal")); err == nil {
		t.Error("took another document for a keyring")
	}
}

func TestRecoveryKeySurvivesPaper(t *testing.T) {
	id := identity(t, "recovery")
	printed := envelope.PrintRecovery(id)
	for _, line := range strings.Split(printed, "\n") {
		if len(line) > 29 {
			t.Errorf("line %q is too long for paper", line)
		}
	}
	for name, typed := range map[string]string{
		"as printed": printed, "small letters": strings.ToLower(printed), "one line": strings.ReplaceAll(printed, "\n", ""),
		"wide spaces": strings.ReplaceAll(printed, " ", "\u3000"),
	} {
		got, err := envelope.ReadRecovery(typed)
		if err != nil || got.String() != id.String() {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrong := []byte(printed)
	last := len(wrong) - 1
	wrong[last] = map[bool]byte{true: 'P', false: 'Q'}[wrong[last] == 'Q']
	if _, err := envelope.ReadRecovery(string(wrong)); !errors.Is(err, header.ErrInvalid) || strings.Contains(err.Error(), "AGE") {
		t.Errorf("a wrong character: got %v", err)
	}
}

func TestFingerprintCoversBothKeys(t *testing.T) {
	spki := header.HashOf([]byte("terminal"))
	a := envelope.Fingerprint(spki, identity(t, "terminal").Recipient())
	if len(a) != 29 || strings.Count(a, "-") != 4 {
		t.Errorf("fingerprint %q", a)
	}
	if a == envelope.Fingerprint(spki, identity(t, "recovery").Recipient()) {
		t.Error("same fingerprint for another recipient")
	}
	if a == envelope.Fingerprint(header.HashOf([]byte("x")), identity(t, "terminal").Recipient()) {
		t.Error("same fingerprint for another signing key")
	}
}
