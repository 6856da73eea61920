package deskweb

import (
	"net/http"
	"strings"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// accountPage is a member's own account: password, second factor, PIN for a shared PC.
type accountPage struct {
	Secret  string   // a new secret for the authenticator, until a code of it was shown
	Address string   // the same as otpauth address
	Codes   []string // printed recovery codes, shown once
	Passkey bool     // the site's address allows passkeys
}

func showAccount(c *call) error { return c.account(accountPage{}) }

func (c *call) account(p accountPage) error {
	p.Passkey = c.office.People.RelyingParty.ID != ""
	return c.show("account", "自分のアカウント", p)
}

// changeAccount does one thing to the own account.
func changeAccount(c *call) error {
	d, ctx, v := c.office.People, c.r.Context(), c.r.FormValue
	switch v("do") {
	case "password":
		if err := d.ChangePassword(ctx, c.session, v("old"), v("new")); err != nil {
			return err
		}
	case "pin":
		if err := d.SetPIN(ctx, c.session, v("old"), v("pin")); err != nil {
			return err
		}
	case "totp":
		secret, err := d.NewTOTP()
		if err != nil {
			return err
		}
		return c.account(accountPage{Secret: secret, Address: people.TOTPAddress(c.bench.Name, c.member.Login, secret)})
	case "confirm":
		if err := d.ConfirmTOTP(ctx, c.member, v("secret"), v("code")); err != nil {
			return err
		}
	case "recovery":
		codes, err := d.NewRecovery(ctx, c.member)
		if err != nil {
			return err
		}
		return c.account(accountPage{Codes: codes})
	case "passkey":
		if _, err := d.AddPasskey(ctx, c.session, strings.TrimSpace(v("name")), []byte(v("answer"))); err != nil {
			return err
		}
	case "remove":
		for _, k := range c.member.Passkeys {
			if k.Name == v("name") {
				if err := d.RemovePasskey(ctx, c.member.ID, k.Credential.ID); err != nil {
					return err
				}
			}
		}
	default:
		return desk.ErrNotFound
	}
	return c.done("/account", "account")
}

// passkeyOptions starts the registration of a passkey.
func passkeyOptions(c *call) error {
	options, err := c.office.People.BeginPasskey(c.r.Context(), c.session)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	_, err = c.w.Write(options)
	return err
}

// secondOptions starts a login with a passkey, for a session that waits for its second
// factor.
func (s *Site) secondOptions(w http.ResponseWriter, r *http.Request) {
	o, session, ok := s.current(r)
	if !ok {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"message": "ログインしてください。"})
		return
	}
	options, err := o.People.AskPasskey(r.Context(), session, people.ForSecond)
	if err != nil {
		problem, status := explain(err)
		writeJSON(w, status, map[string]string{"message": problem.Message + problem.Next})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(options) // the reader is gone if this fails
}

// resetSecond takes a member's second factor away, for somebody who lost it.
func resetSecond(c *call) error {
	if err := c.office.People.ResetSecond(c.r.Context(), c.r.FormValue("id")); err != nil {
		return err
	}
	return c.done("/settings", "member")
}
