package desk

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

// Begin gives the office its first key (epoch 1) and announces it: the statement lists
// this terminal, the secret goes to the hub sealed to this terminal and to the recovery
// identity, which is returned once for printing. It may be called again after a failure.
func (d *Desk) Begin(ctx context.Context) (recovery string, err error) {
	keys, err := d.Store.Keys(ctx)
	if err != nil {
		return "", fmt.Errorf("read keys: %w", err)
	}
	if len(keys) > 0 && keys[0].Published {
		return "", nil
	}
	spare, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", fmt.Errorf("make recovery identity: %w", err)
	}
	if len(keys) == 0 {
		first, err := d.newKey(1, header.Hash{})
		if err != nil {
			return "", err
		}
		keys = []Key{first}
	}
	if err := d.publish(ctx, keys[0], spare.Recipient()); err != nil {
		return "", err
	}
	return spare.String(), nil
}

// newKey makes an epoch: a fresh secret and the statement that announces it.
func (d *Desk) newKey(epoch int, previous header.Hash) (Key, error) {
	secret, err := age.GenerateHybridIdentity()
	if err != nil {
		return Key{}, fmt.Errorf("make office key: %w", err)
	}
	st := receipt.Statement{
		Office: d.Office, Epoch: epoch, Recipient: secret.Recipient().String(),
		Terminals: []header.Hash{d.spki()}, Previous: previous,
	}
	signed, err := receipt.SignStatement(st, d.Terminal.Key, d.Terminal.Chain)
	if err != nil {
		return Key{}, fmt.Errorf("sign key statement: %w", err)
	}
	return Key{Epoch: epoch, Secret: secret.String(), Statement: signed.Body, JWS: signed.JWS, CreatedAt: d.Now().UTC()}, nil
}

// publish keeps the key, announces it, and notes that the post office has it.
func (d *Desk) publish(ctx context.Context, k Key, recovery *age.HybridRecipient) error {
	if err := d.Store.SaveKey(ctx, k); err != nil {
		return fmt.Errorf("save office key: %w", err)
	}
	var ring bytes.Buffer
	if err := envelope.SealKeyring(&ring, envelope.Keyring{Office: d.Office, Epoch: k.Epoch, Secret: k.Secret}, d.Terminal.Identity.Recipient(), recovery); err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	if err := d.Post.PublishStatement(ctx, receipt.SignedStatement{Body: k.Statement, JWS: k.JWS}, ring.Bytes()); err != nil {
		return fmt.Errorf("publish key statement: %w", err)
	}
	k.Published = true
	if err := d.Store.SaveKey(ctx, k); err != nil {
		return fmt.Errorf("save office key: %w", err)
	}
	return nil
}

// spki is the hash under which statements list this terminal.
func (d *Desk) spki() header.Hash { return header.Hash(signature.SPKI(d.Terminal.Chain[0])) }

// currentKey is the newest published epoch.
func (d *Desk) currentKey(ctx context.Context) (Key, error) {
	keys, err := d.Store.Keys(ctx)
	if err != nil {
		return Key{}, fmt.Errorf("read keys: %w", err)
	}
	for _, k := range slices.Backward(keys) {
		if k.Published {
			return k, nil
		}
	}
	return Key{}, &Error{Code: "no_key", Message: "この事業所の鍵がまだありません。", Next: "「tasuki office enrol」で利用開始の手続きをしてください。"}
}

// identities are the secrets of all epochs, newest first: old letters stay readable.
func (d *Desk) identities(ctx context.Context) ([]age.Identity, error) {
	keys, err := d.Store.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	var out []age.Identity
	for _, k := range slices.Backward(keys) {
		id, err := age.ParseHybridIdentity(k.Secret)
		if err != nil {
			return nil, fmt.Errorf("read office key of epoch %d: %w", k.Epoch, err)
		}
		out = append(out, envelope.EpochIdentity{Office: d.Office, Epoch: k.Epoch, Identity: id})
	}
	return out, nil
}

// CheckOwn looks the own office up and reports a key statement that this office did not
// make: someone else announced a key in its name.
func (d *Desk) CheckOwn(ctx context.Context) error {
	for _, a := range d.Addresses() {
		found, err := d.Post.Lookup(ctx, a)
		if err != nil {
			return fmt.Errorf("look up own office: %w", err)
		}
		keys, err := d.Store.Keys(ctx)
		if err != nil {
			return fmt.Errorf("read keys: %w", err)
		}
		mine := slices.ContainsFunc(keys, func(k Key) bool { return bytes.Equal(k.Statement, found.Statement.Body) })
		if !mine {
			return &Error{Code: "own_key_foreign", Message: "この事業所の名前で、この事業所が作っていない鍵が公開されています。", Next: "送受信を止めて、ハブの運営者に電話で連絡してください。"}
		}
	}
	return nil
}

// judgeChain checks that a terminal's certificate was vouched for at a time.
func (d *Desk) judgeChain(chain []*x509.Certificate, at time.Time) error {
	if len(chain) == 0 {
		return fmt.Errorf("judge certificate: no certificate")
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: d.Roots, Intermediates: between, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return fmt.Errorf("judge certificate: %w", err)
	}
	return nil
}
