package people

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"
)

// rfcSecret is "12345678901234567890" of RFC 6238, appendix B.
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func TestTOTPOfRFC6238(t *testing.T) {
	for second, eight := range map[int64]string{ // appendix B, SHA-1; six digits are its end
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		got, err := codeAt(rfcSecret, second/30)
		if err != nil || got != eight[2:] {
			t.Errorf("at %d: %s, %v; want %s", second, got, err, eight[2:])
		}
	}
	for _, secret := range []string{"", "1"} {
		if _, err := codeAt(secret, 1); err == nil {
			t.Errorf("secret %q gives a code", secret)
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	now := time.Unix(1111111109, 0)
	at := now.Unix() / 30
	for shift, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code, _ := codeAt(rfcSecret, at+shift)
		if _, ok := matchTOTP(rfcSecret, code[:3]+" "+code[3:], now, 0); ok != want {
			t.Errorf("a code %d steps away: %v, want %v", shift, ok, want)
		}
	}
}

// protected is an account with an authenticator and a session that waits for its code.
func protected(t *testing.T) (*office, Member, Session, string) {
	o := open(t)
	m := o.add("hana", Staff)
	o.ok(o.setTOTP(m))
	o.pass(time.Minute)
	s, token := o.login("hana")
	if s.Second {
		t.Fatal("the second factor was not asked for")
	}
	return o, m, s, token
}

func (o *office) code() string {
	code, err := codeAt(rfcSecret, o.clock.Unix()/30)
	o.ok(err)
	return code
}

func TestTOTPCodeCountsOnce(t *testing.T) {
	o, m, s, token := protected(t)
	code := o.code()
	o.refused(o.Second(t.Context(), s, m, "000000"), "wrong_code")
	o.ok(o.Second(t.Context(), s, m, code))
	if got, _, _ := o.Resume(t.Context(), token); !got.Open() {
		t.Error("the session is not open")
	}
	again, _ := o.login("hana")
	o.refused(o.Second(t.Context(), again, m, code), "wrong_code") // the caller's m is older than the step
	o.pass(step)
	o.refused(o.Second(t.Context(), again, m, code), "wrong_code")
	o.ok(o.Second(t.Context(), again, m, o.code()))
}

func TestCodeOfSetupCountsOnce(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	o.refused(o.ConfirmTOTP(t.Context(), m, rfcSecret, "000000"), "wrong_code")
	if o.read(m.ID).TOTP != "" {
		t.Fatal("an unconfirmed secret counts")
	}
	o.ok(o.setTOTP(m))
	s, _ := o.login("hana")
	o.refused(o.Second(t.Context(), s, m, o.code()), "wrong_code")
}

func TestWrongCodesSlowDownThoughThePasswordIsRight(t *testing.T) {
	o, m, _, _ := protected(t)
	for range freeTries {
		s, _ := o.login("hana")
		o.refused(o.Second(t.Context(), s, m, "000000"), "wrong_code")
	}
	_, _, err := o.Login(t.Context(), "hana", good)
	o.refused(err, "slow_down")
	o.pass(time.Minute)
	s, _ := o.login("hana")
	o.ok(o.Second(t.Context(), s, m, o.code()))
	if n := len(o.read(m.ID).Failed); n != 0 {
		t.Errorf("%d wrong codes are remembered", n)
	}
}

func TestRecoveryCodeCountsOnce(t *testing.T) {
	o, m, s, _ := protected(t)
	codes, err := o.NewRecovery(t.Context(), m)
	o.ok(err)
	seen := map[string]bool{}
	for _, code := range codes {
		seen[code] = true
		raw, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(code, "-", ""))
		if err != nil || len(raw) != 10 {
			t.Errorf("code %s has %d bytes, %v", code, len(raw), err)
		}
		for _, h := range o.read(m.ID).Recovery {
			if strings.Contains(string(h), code) {
				t.Error("a code is stored as it is")
			}
		}
	}
	if len(seen) != 10 {
		t.Fatalf("%d different codes", len(seen))
	}
	o.ok(o.Second(t.Context(), s, m, strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))))
	again, _ := o.login("hana")
	o.refused(o.Second(t.Context(), again, m, codes[3]), "wrong_code")
	o.ok(o.Second(t.Context(), again, m, codes[4]))
	if n := len(o.read(m.ID).Recovery); n != 8 {
		t.Errorf("%d codes are left", n)
	}
	_, err = o.NewRecovery(t.Context(), m)
	o.ok(err)
	again, _ = o.login("hana")
	o.refused(o.Second(t.Context(), again, m, codes[5]), "wrong_code")
}

func TestMisreadCodes(t *testing.T) {
	for typed, printed := range map[string]string{"0123-4567-a18b": "OI23-4567-AIBB", "ＡＢＣＤ－ＥＦＧＨ": "ABCD-EFGH", " abcd ": "ABCD"} {
		if string(printedHash(typed)) != string(printedHash(printed)) {
			t.Errorf("%s is not taken for %s", typed, printed)
		}
	}
}

func TestAdminResetsTheSecondFactor(t *testing.T) {
	o, m, _, token := protected(t)
	_, err := o.NewRecovery(t.Context(), m)
	o.ok(err)
	o.ok(o.ResetSecond(t.Context(), m.ID))
	_, _, err = o.Resume(t.Context(), token)
	o.refused(err, "no_session")
	if got := o.read(m.ID); got.HasSecond() || got.Recovery != nil {
		t.Errorf("left: %+v", got)
	}
	if s, _ := o.login("hana"); !s.Second {
		t.Error("a second factor is asked for that is not there")
	}
	o.refused(o.ResetSecond(t.Context(), "nobody"), "no_member")
}

func TestCodeOfSomebodyElsesSession(t *testing.T) {
	o, m, _, _ := protected(t)
	other := o.add("ichiro", Staff)
	o.ok(o.setTOTP(other))
	o.pass(time.Minute)
	s, _ := o.login("ichiro")
	o.refused(o.Second(t.Context(), s, m, o.code()), "no_session")
}

func TestTOTPAddress(t *testing.T) {
	got := TOTPAddress("見本 ケア", "hana", rfcSecret)
	want := "otpauth://totp/%E8%A6%8B%E6%9C%AC%20%E3%82%B1%E3%82%A2:hana?secret=" + rfcSecret + "&issuer=%E8%A6%8B%E6%9C%AC+%E3%82%B1%E3%82%A2"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
