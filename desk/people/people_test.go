package people

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
)

const good = "あおい空 と しろい雲 と"

// office is a desk with a clock that the test moves, and cheap passwords that are counted.
type office struct {
	*Desk
	t       *testing.T
	clock   time.Time
	hashed  atomic.Int32
	atOnce  atomic.Int32
	mostNow atomic.Int32
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, clock: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	o.Desk = &Desk{Store: NewMemory(), Now: func() time.Time { return o.clock }, Params: Params{Time: 1, Memory: 8, Threads: 1}}
	o.derive = func(p, salt []byte, time, memory uint32, threads uint8, n uint32) []byte {
		o.hashed.Add(1)
		now := o.atOnce.Add(1)
		defer o.atOnce.Add(-1)
		for most := o.mostNow.Load(); now > most && !o.mostNow.CompareAndSwap(most, now); most = o.mostNow.Load() {
		}
		return argon2.IDKey(p, salt, time, memory, threads, n)
	}
	return o
}

func (o *office) pass(d time.Duration) { o.clock = o.clock.Add(d) }

func (o *office) add(login string, role Role) Member {
	o.t.Helper()
	m, err := o.Add(o.t.Context(), Member{Login: login, Name: "見本 " + login, Role: role}, good)
	o.ok(err)
	return m
}

func (o *office) read(id string) Member {
	o.t.Helper()
	m, err := o.Store.Member(o.t.Context(), id)
	o.ok(err)
	return m
}

func (o *office) login(login string) (Session, string) {
	o.t.Helper()
	s, token, err := o.Login(o.t.Context(), login, good)
	o.ok(err)
	return s, token
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// refused checks the code of an error.
func (o *office) refused(err error, code string) {
	o.t.Helper()
	if codeOf(err) != code {
		o.t.Fatalf("got %v, want %s", err, code)
	}
}

func codeOf(err error) string {
	var own *Error
	if errors.As(err, &own) {
		return own.Code
	}
	return ""
}

func TestRolesAndActions(t *testing.T) {
	table := map[Role]string{ // view edit send check manage
		Admin: "yyyyy", Staff: "yyyyn", Viewer: "ynnnn", "": "nnnnn", "root": "nnnnn",
	}
	kinds := []struct {
		types []string
		kind  string
		may   bool
	}{{nil, "", true}, {nil, "15", true}, {[]string{"11", "15"}, "15", true}, {[]string{"11"}, "", true}, {[]string{"11"}, "15", false}}
	for role, row := range table {
		for i, a := range []Action{View, Edit, Send, Check, Manage} {
			for _, k := range kinds {
				m := Member{Role: role, Types: k.types}
				want := row[i] == 'y' && k.may
				if got := m.May(a, k.kind); got != want {
					t.Errorf("role %q, %s, types %v, about %q: %v, want %v", role, a, k.types, k.kind, got, want)
				}
				if m.Closed = time.Unix(1, 0); m.May(a, k.kind) {
					t.Errorf("a closed account with role %q may %s", role, a)
				}
			}
		}
	}
	if (Member{Role: Admin}).May("delete", "") {
		t.Error("an unknown action is allowed")
	}
}

func TestRolesHaveWords(t *testing.T) {
	for role, want := range map[Role]string{Admin: "システム管理者", Staff: "職員", Viewer: "閲覧のみ"} {
		if role.Word() != want {
			t.Errorf("%s is called %s", role, role.Word())
		}
	}
}

func TestEveryErrorSaysWhatToDo(t *testing.T) {
	foreign := regexp.MustCompile(`[A-Za-z]+`)
	for _, e := range []*Error{
		errWrong, errSession, errClosedSeat, errSecond, errNeedSecond, errPasskey, errPasskeyOld, errPasskeyOff, errPasskeyNone,
		errPasskeyTwin, errInvitation, errIncomplete, errTaken, errLoginFixed, errNoMember, errGone, errNotFirst, errLastAdmin,
		errTaker, errSeat, errPINClosed, errPINWeak, slow(90 * time.Second),
	} {
		text := e.Message + e.Next
		for _, word := range foreign.FindAllString(text, -1) {
			if word != "ID" && word != "PIN" {
				t.Errorf("%s says %q to a clerk", e.Code, word)
			}
		}
		if !strings.HasSuffix(e.Message, "。") || !strings.HasSuffix(e.Next, "。") || e.Code == "" {
			t.Errorf("%s: message or next step is no sentence: %q %q", e.Code, e.Message, e.Next)
		}
	}
	if !strings.Contains(slow(90*time.Second).Next, "2分") {
		t.Error("the wait is not told")
	}
}

func TestUnknownLoginLooksLikeWrongPassword(t *testing.T) {
	o := open(t)
	o.add("admin", Admin)
	gone := o.add("gone", Staff)
	_, err := o.Leave(t.Context(), gone.ID, "")
	o.ok(err)
	_, _, err = o.Invite(t.Context(), Member{Login: "invited", Name: "例示 一郎", Role: Staff})
	o.ok(err)
	want := ""
	for _, login := range []string{"admin", "nobody", "gone", "invited"} {
		var trace strings.Builder
		for range 8 {
			before := o.hashed.Load()
			_, _, err := o.Login(t.Context(), login, "not the password")
			trace.WriteString(err.Error() + ":" + string(rune('0'+o.hashed.Load()-before)) + " ")
		}
		if want == "" {
			want = trace.String()
		}
		if trace.String() != want {
			t.Errorf("%s answers %s\nwant %s", login, trace.String(), want)
		}
	}
	if !strings.HasPrefix(want, "people: wrong_login:1 ") || !strings.Contains(want, "slow_down:0") {
		t.Errorf("a wrong password gives %s", want)
	}
}

func TestWrongPasswordsSlowDown(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	try := func(password string) string {
		_, _, err := o.Login(t.Context(), "hana", password)
		return codeOf(err)
	}
	for i := range freeTries {
		if got := try("wrong"); got != "wrong_login" {
			t.Fatalf("attempt %d: %s", i+1, got)
		}
	}
	for i, wait := range []int{1, 2, 4, 8, 15, 15, 15} {
		o.pass(time.Duration(wait)*time.Minute - time.Second)
		if got := try(good); got != "slow_down" {
			t.Fatalf("wait %d: a second before its end: %q", i, got)
		}
		o.pass(time.Second)
		if got := try("wrong"); got != "wrong_login" {
			t.Fatalf("wait %d: after its end: %q", i, got)
		}
	}
	o.pass(29 * time.Minute) // a pause shorter than the wait and a quarter of an hour forgets nothing
	if got := try("wrong") + try(good); got != "wrong_loginslow_down" {
		t.Fatalf("after a pause: %q", got)
	}
	o.pass(15 * time.Minute)
	if got := try(good); got != "" {
		t.Fatalf("the right password after the wait: %q", got)
	}
	if got := try("wrong"); got != "wrong_login" || len(o.read(mustLogin(o, "hana").ID).Failed) != 1 {
		t.Errorf("a right password did not end the row: %q", got)
	}
}

func mustLogin(o *office, login string) Member {
	m, err := o.Store.MemberByLogin(o.t.Context(), login)
	o.ok(err)
	return m
}

func TestOldAttemptsAreForgotten(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	for i := range 12 { // one every four minutes: never five within fifteen
		_, _, err := o.Login(t.Context(), "hana", "wrong")
		if codeOf(err) != "wrong_login" {
			t.Fatalf("attempt %d: %v", i, err)
		}
		o.pass(4 * time.Minute)
	}
	for range freeTries {
		_, _, err := o.Login(t.Context(), "hana", "wrong")
		if codeOf(err) == "slow_down" {
			break
		}
	}
	o.pass(time.Minute + triesIn + time.Second)
	for i := range freeTries {
		_, _, err := o.Login(t.Context(), "hana", "wrong")
		if codeOf(err) != "wrong_login" {
			t.Fatalf("after a quiet quarter of an hour, attempt %d: %v", i, err)
		}
	}
}

func TestGuessesAtTheSameMomentCount(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	o.hashed.Store(0)
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() { _, _, _ = o.Login(context.Background(), "hana", "wrong") })
	}
	all.Wait()
	if n := o.hashed.Load(); n != freeTries {
		t.Errorf("%d guesses were looked at, want %d", n, freeTries)
	}
}

func TestTwoPasswordsAtOnce(t *testing.T) {
	o := open(t)
	o.Params = Params{Time: 1, Memory: 4 * 1024, Threads: 1}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() { _, _ = o.encode(context.Background(), good) })
	}
	all.Wait()
	if n := o.mostNow.Load(); n > 2 {
		t.Errorf("%d passwords were worked on at once", n)
	}
	work <- struct{}{}
	work <- struct{}{}
	defer func() { <-work; <-work }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.encode(ctx, good); !errors.Is(err, context.Canceled) {
		t.Errorf("a wait for a turn does not end: %v", err)
	}
}

func TestPasswords(t *testing.T) {
	o := open(t)
	for password, code := range map[string]string{
		"短いパス": "short_password", "aaaaaaaaaaaaaaaa": "weak_password", strings.Repeat("あいうえおか", 60): "long_password", good: "",
	} {
		var m Member
		if got := codeOf(o.SetPassword(&m, password)); got != code || (m.Password == nil) == (code == "") {
			t.Errorf("%.12q: %q, want %q", password, got, code)
		}
	}
	stored, err := (&Desk{}).encode(t.Context(), good)
	o.ok(err)
	if !strings.HasPrefix(string(stored), "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(string(stored), good) {
		t.Errorf("stored as %s", stored)
	}
	for _, damaged := range []string{"", "x", "$argon2id$v=19$m=8,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=4000000000,t=1,p=1$AAAA$AAAA", strings.Replace(string(stored), "argon2id", "argon2i", 1)} {
		if ok, err := o.matches(t.Context(), []byte(damaged), good); ok || err != nil {
			t.Errorf("damaged %q: %v %v", damaged, ok, err)
		}
	}
	if ok, _ := o.matches(t.Context(), nil, ""); ok {
		t.Error("no password matches the empty one")
	}
}

func TestOldParametersAreReplacedAtLogin(t *testing.T) {
	o := open(t)
	m := o.add("hana", Staff)
	o.Params = Params{Time: 2, Memory: 16, Threads: 1}
	o.login("hana")
	if got := string(o.read(m.ID).Password); !strings.Contains(got, "m=16,t=2") {
		t.Errorf("stored as %s", got)
	}
	o.login("hana")
}
