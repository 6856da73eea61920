package people

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"testing"
	"time"
)

const origin = "https://tasuki.example.jp"

// securityKey is a virtual one: ES256, attestation "none".
type securityKey struct {
	t        *testing.T
	id       []byte
	private  *ecdsa.PrivateKey
	count    uint32
	origin   string
	verified bool // the key checked the person itself
}

func newKey(t *testing.T) *securityKey {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &securityKey{t: t, id: id, private: private, origin: origin}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// cborHead is the head of a CBOR item (RFC 8949) of less than 65536.
func cborHead(major byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 256:
		return []byte{major<<5 | 24, byte(n)}
	}
	return []byte{major<<5 | 25, byte(n >> 8), byte(n)}
}

func cborBytes(b []byte) []byte { return append(cborHead(2, len(b)), b...) }
func cborText(s string) []byte  { return append(cborHead(3, len(s)), s...) }

// cose is the public key as COSE_Key: kty EC2, alg ES256, crv P-256, x, y.
func (k *securityKey) cose() []byte {
	point, err := k.private.PublicKey.Bytes()
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.Concat([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21}, cborBytes(point[1:33]), []byte{0x22}, cborBytes(point[33:]))
}

func (k *securityKey) data(made bool) []byte {
	rp := sha256.Sum256([]byte("tasuki.example.jp"))
	flags := byte(1)
	if k.verified {
		flags |= 4
	}
	if made {
		flags |= 0x40
	}
	out := binary.BigEndian.AppendUint32(append(rp[:], flags), k.count)
	if made {
		out = slices.Concat(out, make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(k.id))), k.id, k.cose())
	}
	return out
}

type options struct {
	PublicKey struct {
		Challenge          string
		RPID               string
		UserVerification   string
		RP                 struct{ ID string }
		User               struct{ ID, Name, DisplayName string }
		ExcludeCredentials []struct{ ID string }
		AllowCredentials   []struct{ ID string }
		Attestation        string
	}
}

func (k *securityKey) read(raw []byte) options {
	k.t.Helper()
	var o options
	if err := json.Unmarshal(raw, &o); err != nil || o.PublicKey.Challenge == "" {
		k.t.Fatalf("options %s: %v", raw, err)
	}
	return o
}

func (k *securityKey) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.origin, "crossOrigin": false})
	return b
}

func (k *securityKey) answer(response map[string]string) []byte {
	b, _ := json.Marshal(map[string]any{"id": b64(k.id), "rawId": b64(k.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	return b
}

// create is navigator.credentials.create.
func (k *securityKey) create(raw []byte) []byte {
	o := k.read(raw)
	object := slices.Concat([]byte{0xa3}, cborText("fmt"), cborText("none"), cborText("attStmt"), []byte{0xa0}, cborText("authData"), cborBytes(k.data(true)))
	return k.answer(map[string]string{"clientDataJSON": b64(k.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object)})
}

// get is navigator.credentials.get.
func (k *securityKey) get(raw []byte) []byte {
	o := k.read(raw)
	k.count++
	data, client := k.data(false), k.client("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, k.private, sum[:])
	if err != nil {
		k.t.Fatal(err)
	}
	return k.answer(map[string]string{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig)})
}

// keyed is an office where 見本 hana has registered a security key and logged in anew.
func keyed(t *testing.T) (*office, Member, *securityKey, Session, string) {
	o, k := open(t), newKey(t)
	o.RelyingParty = RelyingParty{ID: "tasuki.example.jp", Name: "たすき", Origins: []string{origin}}
	m := o.add("hana", Staff)
	s, _ := o.login("hana")
	asked, err := o.BeginPasskey(t.Context(), s)
	o.ok(err)
	p, err := o.AddPasskey(t.Context(), s, " 事務所の鍵 ", k.create(asked))
	o.ok(err)
	if p.Name != "事務所の鍵" || !p.Added.Equal(o.clock) {
		t.Errorf("registered %s at %s", p.Name, p.Added)
	}
	s, token := o.login("hana")
	if s.Second {
		t.Fatal("the passkey is not asked for")
	}
	return o, m, k, s, token
}

func TestPasskeyAsSecondFactor(t *testing.T) {
	o, m, k, s, token := keyed(t)
	asked, err := o.AskPasskey(t.Context(), s, ForSecond)
	o.ok(err)
	if allowed := k.read(asked).PublicKey.AllowCredentials; len(allowed) != 1 || allowed[0].ID != b64(k.id) {
		t.Errorf("asked for %v", allowed)
	}
	answer := k.get(asked)
	o.ok(o.PasskeySecond(t.Context(), s, answer))
	if got, _, _ := o.Resume(t.Context(), token); !got.Open() || got.Challenge != nil {
		t.Errorf("after the passkey: %+v", got)
	}
	if p := o.read(m.ID).Passkeys[0]; p.Credential.Authenticator.SignCount != 1 || !p.Used.Equal(o.clock) {
		t.Errorf("kept: %+v", p)
	}
	o.refused(o.PasskeySecond(t.Context(), s, answer), "passkey_old")
	_, err = o.AskPasskey(t.Context(), s, ForSecond)
	o.ok(err)
	o.refused(o.PasskeySecond(t.Context(), s, answer), "wrong_passkey")
}

func TestPasskeysThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*office, *securityKey, *Session)
		code  string
	}{
		"another page":      {func(_ *office, k *securityKey, _ *Session) { k.origin = "https://tasuki.example.com" }, "wrong_passkey"},
		"another key":       {func(_ *office, k *securityKey, _ *Session) { k.id = []byte("0123456789abcdef") }, "wrong_passkey"},
		"forged":            {func(_ *office, k *securityKey, _ *Session) { k.private = newKey(k.t).private }, "wrong_passkey"},
		"copied key":        {func(o *office, k *securityKey, _ *Session) { o.counted(o.mine(), 7) }, "passkey_copied"},
		"too late":          {func(o *office, _ *securityKey, _ *Session) { o.pass(challengeLife + time.Second) }, "passkey_old"},
		"session has ended": {func(o *office, _ *securityKey, s *Session) { o.ok(o.End(o.t.Context(), *s)) }, "no_session"},
		"key removed":       {func(o *office, k *securityKey, _ *Session) { o.ok(o.RemovePasskey(o.t.Context(), o.mine(), k.id)) }, "wrong_passkey"},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, k, s, token := keyed(t)
			asked, err := o.AskPasskey(t.Context(), s, ForSecond)
			o.ok(err)
			c.spoil(o, k, &s)
			o.refused(o.PasskeySecond(t.Context(), s, k.get(asked)), c.code)
			if got, _, err := o.Resume(t.Context(), token); err == nil && got.Second {
				t.Error("the session is open all the same")
			}
		})
	}
}

func (o *office) mine() string { return mustLogin(o, "hana").ID }

// counted lets a copy of the key have been used n times.
func (o *office) counted(id string, n uint32) {
	_, err := o.change(o.t.Context(), id, func(m *Member) error {
		m.Passkeys[0].Credential.Authenticator.SignCount = n
		return nil
	})
	o.ok(err)
}

func TestPasskeyUnlocksOnlyAfterCheckingThePerson(t *testing.T) {
	o, _, k, s, token := keyed(t)
	asked, err := o.AskPasskey(t.Context(), s, ForSecond)
	o.ok(err)
	o.ok(o.PasskeySecond(t.Context(), s, k.get(asked)))
	o.ok(o.Lock(t.Context(), s))
	asked, err = o.AskPasskey(t.Context(), s, ForSecond)
	o.ok(err)
	o.refused(o.PasskeyUnlock(t.Context(), s, k.get(asked)), "passkey_old") // made for another purpose
	asked, err = o.AskPasskey(t.Context(), s, ForUnlock)
	o.ok(err)
	if k.read(asked).PublicKey.UserVerification != "required" {
		t.Error("the key is not told to check the person")
	}
	o.refused(o.PasskeyUnlock(t.Context(), s, k.get(asked)), "wrong_passkey")
	k.verified = true
	asked, err = o.AskPasskey(t.Context(), s, ForUnlock)
	o.ok(err)
	o.ok(o.PasskeyUnlock(t.Context(), s, k.get(asked)))
	if got, _, _ := o.Resume(t.Context(), token); !got.Open() {
		t.Error("still locked")
	}
}

func TestRegistrationOfAPasskey(t *testing.T) {
	o, m, k, half, _ := keyed(t)
	_, err := o.BeginPasskey(t.Context(), half)
	o.refused(err, "second") // the password alone adds no key
	asked, err := o.AskPasskey(t.Context(), half, ForSecond)
	o.ok(err)
	o.ok(o.PasskeySecond(t.Context(), half, k.get(asked)))
	asked, err = o.BeginPasskey(t.Context(), half)
	o.ok(err)
	told := k.read(asked).PublicKey
	if len(told.ExcludeCredentials) != 1 || told.RP.ID != "tasuki.example.jp" || told.User.Name != "hana" || told.Attestation != "none" {
		t.Errorf("options %+v", told)
	}
	_, err = o.AddPasskey(t.Context(), half, "", k.create(asked))
	o.refused(err, "passkey_taken")
	_, err = o.AddPasskey(t.Context(), half, "", k.create(asked))
	o.refused(err, "passkey_old")
	asked, err = o.BeginPasskey(t.Context(), half)
	o.ok(err)
	o.ok(o.Lock(t.Context(), half))
	_, err = o.AddPasskey(t.Context(), half, "", newKey(t).create(asked))
	o.refused(err, "locked")
	if n := len(o.read(m.ID).Passkeys); n != 1 {
		t.Errorf("%d passkeys", n)
	}
}

func TestRegistrationThatIsRefused(t *testing.T) {
	o, _, k, s, _ := keyed(t)
	asked, err := o.AskPasskey(t.Context(), s, ForSecond)
	o.ok(err)
	o.ok(o.PasskeySecond(t.Context(), s, k.get(asked)))
	for name, spoil := range map[string]func(*securityKey, []byte) []byte{
		"another page": func(k *securityKey, asked []byte) []byte { k.origin = "https://evil.example"; return k.create(asked) },
		"no answer":    func(*securityKey, []byte) []byte { return []byte("{}") },
		"a login":      func(k *securityKey, asked []byte) []byte { return k.get(asked) },
	} {
		asked, err := o.BeginPasskey(t.Context(), s)
		o.ok(err)
		if _, err := o.AddPasskey(t.Context(), s, "", spoil(newKey(t), asked)); codeOf(err) != "wrong_passkey" {
			t.Errorf("%s: %v", name, err)
		}
	}
	asked, err = o.BeginPasskey(t.Context(), s)
	o.ok(err)
	p, err := o.AddPasskey(t.Context(), s, "", newKey(t).create(asked))
	o.ok(err)
	if p.Name != "パスキー2" {
		t.Errorf("a key without a name is called %s", p.Name)
	}
}

func TestPasskeysNeedAPartyAndAKey(t *testing.T) {
	o := open(t)
	o.add("hana", Staff)
	s, _ := o.login("hana")
	_, err := o.BeginPasskey(t.Context(), s)
	o.refused(err, "passkey_off")
	o.RelyingParty = RelyingParty{ID: "tasuki.example.jp", Name: "たすき", Origins: []string{origin}}
	_, err = o.AskPasskey(t.Context(), s, ForSecond)
	o.refused(err, "passkey_none")
}
