package people

import (
	"testing"
	"time"
)

func TestFirstAdminByPrintedCode(t *testing.T) {
	o := open(t)
	m, code, err := o.FirstAdmin(t.Context(), "Ａｄｍｉｎ ", "見本 ハナ")
	o.ok(err)
	if m.Login != "admin" || m.Role != Admin || len(code) != len("AAAA-BBBB-CCCC-DDDD") {
		t.Errorf("made %s %s with a code of %d characters", m.Login, m.Role, len(code))
	}
	_, _, err = o.FirstAdmin(t.Context(), "other", "例示 一郎")
	o.refused(err, "not_first")
	_, err = o.Accept(t.Context(), "admin", "AAAA-AAAA-AAAA-AAAA", good)
	o.refused(err, "wrong_invitation")
	_, err = o.Accept(t.Context(), "nobody", code, good)
	o.refused(err, "wrong_invitation")
	_, err = o.Accept(t.Context(), "ADMIN", code, good)
	o.ok(err)
	o.login("admin")
	_, err = o.Accept(t.Context(), "admin", code, "another long password")
	o.refused(err, "wrong_invitation")
	o.login("admin")
}

func TestInvitationRunsOut(t *testing.T) {
	o := open(t)
	admin := o.add("admin", Admin)
	m, code, err := o.Invite(t.Context(), Member{ID: admin.ID, Login: "hana", Name: "見本 ハナ", Role: Staff, Password: []byte("x"), Types: []string{"15", "11", "15"}})
	o.ok(err)
	if m.ID == admin.ID || m.Password != nil || len(m.Types) != 2 {
		t.Errorf("the invitation took over %+v", m)
	}
	o.pass(invitationLife + time.Second)
	_, err = o.Accept(t.Context(), "hana", code, good)
	o.refused(err, "wrong_invitation")
	again, err := o.InviteAgain(t.Context(), m.ID)
	o.ok(err)
	_, err = o.Accept(t.Context(), "hana", code, good)
	o.refused(err, "wrong_invitation")
	_, err = o.Accept(t.Context(), "hana", again, good)
	o.ok(err)
	_, token := o.login("hana")
	_, err = o.InviteAgain(t.Context(), m.ID)
	o.ok(err)
	_, _, err = o.Resume(t.Context(), token)
	o.refused(err, "no_session")
	_, _, err = o.Login(t.Context(), "hana", good)
	o.refused(err, "wrong_login")
}

func TestLoginIsWrittenInManyWays(t *testing.T) {
	o := open(t)
	o.add("Hana.Mihon", Staff)
	for _, login := range []string{"hana.mihon", " HANA.MIHON ", "ｈａｎａ．ｍｉｈｏｎ", "ＨＡＮＡ．ＭＩＨＯＮ　"} {
		if _, _, err := o.Login(t.Context(), login, good); err != nil {
			t.Errorf("%q: %v", login, err)
		}
	}
}

func TestAccountsThatAreRefused(t *testing.T) {
	o := open(t)
	admin := o.add("admin", Admin)
	for _, c := range []struct {
		m    Member
		code string
	}{
		{Member{Login: "x", Role: Staff}, "member_incomplete"},
		{Member{Login: "　", Name: "見本 ハナ", Role: Staff}, "member_incomplete"},
		{Member{Login: "x", Name: "見本 ハナ", Role: "root"}, "member_incomplete"},
		{Member{Login: "ADMIN", Name: "見本 ハナ", Role: Staff}, "login_taken"},
		{Member{ID: admin.ID, Login: "other", Name: "見本 ハナ", Role: Admin}, "login_fixed"},
		{Member{ID: admin.ID, Login: "admin", Name: "見本 ハナ", Role: Staff}, "last_admin"},
	} {
		_, err := o.Add(t.Context(), c.m, good)
		o.refused(err, c.code)
	}
	o.add("second", Admin)
	_, err := o.Add(t.Context(), Member{ID: admin.ID, Login: "admin", Name: "見本 ハナ", Role: Staff}, "")
	o.ok(err)
}

func TestChangingAnAccountKeepsItsCredentials(t *testing.T) {
	o := open(t)
	m, _, err := o.Invite(t.Context(), Member{Login: "hana", Name: "見本 ハナ", Role: Staff})
	o.ok(err)
	m.Name = "例示 ハナ"
	_, err = o.Add(t.Context(), m, "")
	o.ok(err)
	if got := o.read(m.ID); got.Name != "例示 ハナ" || got.Invitation == nil {
		t.Errorf("changed to %+v", got)
	}
	m.MustChange = true
	_, err = o.Add(t.Context(), m, good)
	o.ok(err)
	s, token := o.login("hana")
	o.ok(o.setTOTP(m))
	_, err = o.Add(t.Context(), Member{ID: m.ID, Login: "hana", Name: "仮名 ハナ", Role: Viewer}, "")
	o.ok(err)
	got := o.read(m.ID)
	if got.TOTP == "" || got.Password == nil || !got.MustChange || got.Role != Viewer {
		t.Errorf("changed to %+v", got)
	}
	_, _, err = o.Resume(t.Context(), token)
	o.ok(err)
	o.ok(o.ChangePassword(t.Context(), s, good, "a brand new password"))
	if o.read(m.ID).MustChange {
		t.Error("the member's own password must be changed again")
	}
	_, err = o.Add(t.Context(), Member{ID: m.ID, Login: "hana", Name: "仮名 ハナ", Role: Viewer}, good)
	o.ok(err)
	_, _, err = o.Resume(t.Context(), token)
	o.refused(err, "no_session")
}

func (o *office) setTOTP(m Member) error {
	code, err := codeAt(rfcSecret, o.clock.Unix()/30)
	o.ok(err)
	return o.ConfirmTOTP(o.t.Context(), m, rfcSecret, code)
}

func TestChangePasswordEndsTheOtherSessions(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	s, token := o.login("hana")
	_, other := o.login("hana")
	o.refused(o.ChangePassword(t.Context(), s, "wrong", "a brand new password"), "wrong_login")
	o.refused(o.ChangePassword(t.Context(), s, good, "short"), "short_password")
	o.ok(o.ChangePassword(t.Context(), s, good, "a brand new password"))
	_, _, err := o.Resume(t.Context(), token)
	o.ok(err)
	_, _, err = o.Resume(t.Context(), other)
	o.refused(err, "no_session")
	_, _, err = o.Login(t.Context(), "hana", good)
	o.refused(err, "wrong_login")
}

func TestLeaver(t *testing.T) {
	o := open(t)
	admin := o.add("admin", Admin)
	leaver, taker, viewer := o.add("hana", Staff), o.add("ichiro", Staff), o.add("tome", Viewer)
	_, token := o.login("hana")
	o.login("hana")
	for to, code := range map[string]string{leaver.ID: "no_taker", viewer.ID: "no_taker", "nobody": "no_taker"} {
		_, err := o.Leave(t.Context(), leaver.ID, to)
		o.refused(err, code)
	}
	o.refused(o.Close(t.Context(), leaver.ID, ""), "no_taker")
	got, err := o.Leave(t.Context(), leaver.ID, taker.ID)
	o.ok(err)
	if got != (Handover{From: leaver.ID, To: taker.ID, Sessions: 2}) {
		t.Errorf("handed over %+v", got)
	}
	if left, _ := o.Store.SessionsOf(t.Context(), leaver.ID); len(left) != 0 {
		t.Errorf("%d sessions go on", len(left))
	}
	_, _, err = o.Resume(t.Context(), token)
	o.refused(err, "no_session")
	_, _, err = o.Login(t.Context(), "hana", good)
	o.refused(err, "wrong_login")
	_, err = o.Add(t.Context(), Member{Login: "hana", Name: "仮名 トメ", Role: Staff}, good)
	o.refused(err, "login_taken")
	_, err = o.Add(t.Context(), Member{ID: leaver.ID, Login: "hana", Name: "見本 hana", Role: Staff}, good)
	o.refused(err, "member_closed")
	_, _, err = o.Begin(t.Context(), o.read(leaver.ID))
	o.refused(err, "wrong_login")
	_, err = o.Leave(t.Context(), leaver.ID, taker.ID)
	o.refused(err, "member_closed")
	if m := o.read(leaver.ID); m.Name != "見本 hana" || m.Password != nil || !m.Closed.Equal(o.clock) || m.HandedTo != taker.ID {
		t.Errorf("what stays: %+v", m)
	}
	got, err = o.Leave(t.Context(), taker.ID, "")
	o.ok(err)
	if got.To != admin.ID {
		t.Errorf("without a choice %s takes over, want the admin", got.To)
	}
	if to, err := o.Successor(t.Context(), leaver.ID); err != nil || to != admin.ID {
		t.Errorf("the first leaver's work is done by %s, %v", to, err)
	}
	_, err = o.Leave(t.Context(), admin.ID, viewer.ID)
	o.refused(err, "last_admin")
}

func TestClosedMeansClosedWhateverIsStored(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	_, token := o.login("hana")
	m.Closed = o.clock
	o.ok(o.Store.SaveMember(t.Context(), m))
	_, _, err := o.Login(t.Context(), "hana", good)
	o.refused(err, "wrong_login")
	_, _, err = o.Resume(t.Context(), token)
	o.refused(err, "no_session")
}
