package people

import (
	"testing"
	"time"
)

func TestTokenIsNotStored(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	s, token := o.login("hana")
	if len(token) != 43 || token == string(s.Hash[:]) {
		t.Errorf("token %q", token)
	}
	_, _, err := o.Resume(t.Context(), token[:42])
	o.refused(err, "no_session")
	_, _, err = o.Resume(t.Context(), string(s.Hash[:]))
	o.refused(err, "no_session")
	got, m, err := o.Resume(t.Context(), token)
	o.ok(err)
	if got.Hash != s.Hash || m.Login != "hana" || !got.Open() {
		t.Errorf("resumed %+v of %s", got, m.Login)
	}
}

func TestIdleSessionLocks(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	_, token := o.login("hana")
	state := func(peek bool) bool {
		t.Helper()
		look := o.Resume
		if peek {
			look = o.Peek
		}
		s, _, err := look(t.Context(), token)
		o.ok(err)
		return s.Locked
	}
	for range 5 {
		o.pass(IdleLock - time.Second)
		if state(false) {
			t.Fatal("locked before ten minutes")
		}
	}
	o.pass(9 * time.Minute)
	if state(true) {
		t.Fatal("locked before ten minutes")
	}
	o.pass(time.Minute) // nine of them with a page that asked by itself
	if !state(true) || !state(false) {
		t.Fatal("not locked after ten minutes without the person")
	}
	s, m, err := o.Resume(t.Context(), token)
	o.ok(err)
	o.refused(o.Unlock(t.Context(), s, m, "wrong"), "wrong_login")
	if !state(false) {
		t.Fatal("a wrong password opened the screen")
	}
	o.ok(o.Unlock(t.Context(), s, m, good))
	if state(false) {
		t.Fatal("still locked")
	}
	o.ok(o.Lock(t.Context(), s))
	if !state(false) {
		t.Fatal("leaving the seat does not lock")
	}
}

func TestSessionEndsAfterTwelveHours(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	s, token := o.login("hana")
	for range 12*6 - 1 {
		o.pass(10*time.Minute - time.Second)
		_, _, err := o.Resume(t.Context(), token)
		o.ok(err)
	}
	o.clock = s.Started.Add(SessionLife)
	o.refused(o.Unlock(t.Context(), s, m, good), "no_session")
	_, _, err := o.Resume(t.Context(), token)
	o.refused(err, "no_session")
	if _, err := o.Store.Session(t.Context(), s.Hash); err == nil {
		t.Error("the row of an ended session stays")
	}
}

func TestEndedSessionDoesNotComeBack(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	s, token := o.login("hana")
	o.ok(o.End(t.Context(), s))
	o.refused(o.Unlock(t.Context(), s, m, good), "no_session")
	o.refused(o.Lock(t.Context(), s), "no_session")
	_, _, err := o.Resume(t.Context(), token)
	o.refused(err, "no_session")
	o.pass(SessionLife)
	o.login("hana")
	if left, _ := o.Store.SessionsOf(t.Context(), m.ID); len(left) != 1 {
		t.Errorf("%d sessions are kept", len(left))
	}
}

func TestUnlockIsForTheOwner(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	other := o.add("ichiro", Staff)
	s, _ := o.login("hana")
	o.ok(o.Lock(t.Context(), s))
	o.refused(o.Unlock(t.Context(), s, other, good), "no_session")
}

func TestSharedPC(t *testing.T) {
	o := open(t)
	hana, ichiro := o.add("hana", Staff), o.add("ichiro", Staff)
	enter := func(terminal, login string) string {
		_, token, err := o.LoginAt(t.Context(), terminal, login, good)
		o.ok(err)
		return token
	}
	locked := func(token string) bool {
		s, _, err := o.Resume(t.Context(), token)
		o.ok(err)
		return s.Locked
	}
	first := enter("pc1", "hana")
	far := enter("pc2", "hana")
	second := enter("pc1", "ichiro")
	if !locked(first) || locked(second) || locked(far) {
		t.Fatal("the next person's login locks the one before, on this terminal only")
	}
	_, _, err := o.Switch(t.Context(), "pc2", ichiro.ID, good)
	o.refused(err, "no_seat")
	_, _, err = o.Switch(t.Context(), "", ichiro.ID, good)
	o.refused(err, "no_seat")
	_, _, err = o.Switch(t.Context(), "pc1", hana.ID, "wrong")
	o.refused(err, "wrong_login")
	if locked(second) {
		t.Fatal("a wrong password locked the other")
	}
	s, token, err := o.Switch(t.Context(), "pc1", hana.ID, good)
	o.ok(err)
	if s.Member != hana.ID || locked(token) || !locked(second) || locked(far) {
		t.Errorf("after the switch: %+v", s)
	}
	_, _, err = o.Resume(t.Context(), first)
	o.refused(err, "no_session")
	seats, err := o.Seats(t.Context(), "pc1")
	o.ok(err)
	if len(seats) != 2 || seats[0].Name != "見本 hana" || seats[1].Name != "見本 ichiro" {
		t.Errorf("seats %+v", seats)
	}
	enter("pc1", "hana")
	if seats, _ = o.Seats(t.Context(), "pc1"); len(seats) != 2 {
		t.Errorf("a new login leaves %d seats", len(seats))
	}
	o.clock = s.Started.Add(SessionLife)
	_, _, err = o.Switch(t.Context(), "pc1", ichiro.ID, good)
	o.refused(err, "no_seat")
}

func TestPIN(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	s, _, err := o.LoginAt(t.Context(), "pc1", "hana", good)
	o.ok(err)
	for _, pin := range []string{"12345", "123456789", "111111", "123456", "987654", "86420864", "12a456", ""} {
		o.refused(o.SetPIN(t.Context(), s, good, pin), "weak_pin")
	}
	o.refused(o.SetPIN(t.Context(), s, "wrong", "194837"), "wrong_login")
	o.ok(o.SetPIN(t.Context(), s, good, "194837"))
	_, _, err = o.Login(t.Context(), "hana", "194837")
	o.refused(err, "wrong_login")
	o.ok(o.Unlock(t.Context(), s, m, "１９４８３７"))
	s, _, err = o.Switch(t.Context(), "pc1", m.ID, "194837")
	o.ok(err)
	o.refused(o.ChangePassword(t.Context(), s, "194837", "a brand new password"), "wrong_login")
	o.ok(o.Unlock(t.Context(), s, m, good))
	for range freeTries {
		o.refused(o.Unlock(t.Context(), s, m, "194838"), "wrong_login")
	}
	o.pass(time.Minute)
	o.refused(o.Unlock(t.Context(), s, m, "194837"), "pin_closed")
	o.pass(2 * time.Minute)
	o.ok(o.Unlock(t.Context(), s, m, good))
	o.ok(o.Unlock(t.Context(), s, m, "194837"))
}

func TestPINIsNoSecondFactor(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	s, _ := o.login("hana")
	o.ok(o.SetPIN(t.Context(), s, good, "194837"))
	o.ok(o.setTOTP(m))
	half, token := o.login("hana")
	o.refused(o.Unlock(t.Context(), half, m, "194837"), "wrong_login")
	o.ok(o.Unlock(t.Context(), half, m, good))
	if got, _, _ := o.Resume(t.Context(), token); got.Second || got.Open() {
		t.Error("unlocking stood in for the second factor")
	}
}
