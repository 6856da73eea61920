// Package peopletest is what every people.Store must do, as tests. It knows the contract
// alone; it never looks into a store and keeps nothing itself.
package peopletest

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk/people"
)

// Suite runs the contract against stores that open gives, each empty.
func Suite(t *testing.T, open func(t *testing.T) people.Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, people.Store)
	}{
		{"what is not there", notThere},
		{"an account comes back whole", memberWhole},
		{"saving writes over", memberOver},
		{"by ユーザーID", byLogin},
		{"accounts in the order of their ids", order},
		{"an account read is the reader's own", memberOwn},
		{"a session comes back whole", sessionWhole},
		{"sessions of a member", sessionsOf},
		{"a session ended", sessionEnded},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

var noon = time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)

func hana() people.Member {
	return people.Member{
		ID: "m1", Login: "hana", Name: "見本 ハナ", Label: "KJ00000001", Role: people.Staff, Types: []string{"11", "15"},
		Password: []byte("$argon2id$x"), PIN: []byte("$argon2id$y"), TOTP: "GEZDGNBV", TOTPStep: 58000000,
		Recovery: [][]byte{{1}, {2}}, Invitation: []byte{3}, InvitedUntil: noon.Add(time.Hour),
		Passkeys: []people.Passkey{{Name: "事務所の鍵", Added: noon, Used: noon}},
		Created:  noon, Failed: []time.Time{noon, noon.Add(time.Second)}, MustChange: true,
	}
}

func session(n byte, member string) people.Session {
	return people.Session{
		Hash: [32]byte{n}, Member: member, Terminal: "pc1", Started: noon, Seen: noon.Add(time.Minute),
		Locked: true, Second: true, Challenge: []byte(`{"For":"second"}`),
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same compares rows by what they say; times may come back in another zone.
func same(t *testing.T, got, want any) {
	t.Helper()
	a, err := json.Marshal(got)
	check(t, err)
	b, err := json.Marshal(want)
	check(t, err)
	var left, right any
	check(t, json.Unmarshal(a, &left))
	check(t, json.Unmarshal(b, &right))
	if !reflect.DeepEqual(left, right) {
		t.Errorf("got  %s\nwant %s", a, b)
	}
}

func notFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, people.ErrNotFound) {
		t.Errorf("%s: got %v, want ErrNotFound", what, err)
	}
}

func notThere(t *testing.T, s people.Store) {
	_, err := s.Member(t.Context(), "nobody")
	notFound(t, "account", err)
	_, err = s.MemberByLogin(t.Context(), "nobody")
	notFound(t, "account by login", err)
	_, err = s.Session(t.Context(), [32]byte{9})
	notFound(t, "session", err)
	check(t, s.DeleteSession(t.Context(), [32]byte{9}))
	all, err := s.Members(t.Context())
	check(t, err)
	sessions, err := s.SessionsOf(t.Context(), "nobody")
	check(t, err)
	if len(all) != 0 || len(sessions) != 0 {
		t.Errorf("an empty store lists %d accounts and %d sessions", len(all), len(sessions))
	}
}

func memberWhole(t *testing.T, s people.Store) {
	m := hana()
	check(t, s.SaveMember(t.Context(), m))
	got, err := s.Member(t.Context(), m.ID)
	check(t, err)
	same(t, got, m)
}

func memberOver(t *testing.T, s people.Store) {
	m := hana()
	check(t, s.SaveMember(t.Context(), m))
	m.Name, m.Types, m.Password, m.TOTP, m.Recovery, m.Passkeys, m.Failed = "例示 ハナ", nil, nil, "", nil, nil, nil
	m.Closed, m.HandedTo = noon.Add(time.Hour), "m2"
	check(t, s.SaveMember(t.Context(), m))
	got, err := s.Member(t.Context(), m.ID)
	check(t, err)
	same(t, got, m)
}

func byLogin(t *testing.T, s people.Store) {
	m, other := hana(), people.Member{ID: "m2", Login: "ichiro", Name: "例示 一郎", Role: people.Admin, Created: noon, Closed: noon}
	check(t, s.SaveMember(t.Context(), m))
	check(t, s.SaveMember(t.Context(), other))
	for _, want := range []people.Member{m, other} {
		got, err := s.MemberByLogin(t.Context(), want.Login)
		check(t, err)
		if got.ID != want.ID {
			t.Errorf("login %s gives %s, want %s (closed accounts keep theirs)", want.Login, got.ID, want.ID)
		}
	}
	_, err := s.MemberByLogin(t.Context(), "han")
	notFound(t, "part of a login", err)
	_, err = s.MemberByLogin(t.Context(), "")
	notFound(t, "empty login", err)
}

func order(t *testing.T, s people.Store) {
	for _, id := range []string{"m3", "m1", "m2"} {
		check(t, s.SaveMember(t.Context(), people.Member{ID: id, Login: id, Name: "仮名 トメ", Role: people.Staff, Created: noon}))
	}
	all, err := s.Members(t.Context())
	check(t, err)
	var got []string
	for _, m := range all {
		got = append(got, m.ID)
	}
	same(t, got, []string{"m1", "m2", "m3"})
}

func memberOwn(t *testing.T, s people.Store) {
	m := hana()
	check(t, s.SaveMember(t.Context(), m))
	m.Types[0], m.Failed[0] = "99", time.Time{}
	got, err := s.Member(t.Context(), m.ID)
	check(t, err)
	got.Types[0], got.Passkeys[0].Name, got.Password[0] = "98", "", 'x'
	again, err := s.Member(t.Context(), m.ID)
	check(t, err)
	same(t, again, hana())
}

func sessionWhole(t *testing.T, s people.Store) {
	want := session(1, "m1")
	check(t, s.SaveSession(t.Context(), want))
	got, err := s.Session(t.Context(), want.Hash)
	check(t, err)
	same(t, got, want)
	want.Locked, want.Challenge, want.Seen = false, nil, noon.Add(time.Hour)
	check(t, s.SaveSession(t.Context(), want))
	got, err = s.Session(t.Context(), want.Hash)
	check(t, err)
	same(t, got, want)
}

func sessionsOf(t *testing.T, s people.Store) {
	for n, member := range map[byte]string{3: "m1", 1: "m1", 2: "m2"} {
		check(t, s.SaveSession(t.Context(), session(n, member)))
	}
	got, err := s.SessionsOf(t.Context(), "m1")
	check(t, err)
	same(t, got, []people.Session{session(1, "m1"), session(3, "m1")})
}

func sessionEnded(t *testing.T, s people.Store) {
	check(t, s.SaveSession(t.Context(), session(1, "m1")))
	check(t, s.SaveSession(t.Context(), session(2, "m1")))
	check(t, s.DeleteSession(t.Context(), [32]byte{1}))
	_, err := s.Session(t.Context(), [32]byte{1})
	notFound(t, "ended session", err)
	got, err := s.SessionsOf(t.Context(), "m1")
	check(t, err)
	same(t, got, []people.Session{session(2, "m1")})
	check(t, s.DeleteSession(t.Context(), [32]byte{1}))
}
