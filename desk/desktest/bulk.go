package desktest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/pki"
)

// keysOnly is a store that holds an office's keys and nothing else: enough to begin.
type keysOnly struct {
	desk.Store
	keys []desk.Key
}

// Keys reads the office's keys.
func (k *keysOnly) Keys(context.Context) ([]desk.Key, error) { return k.keys, nil }

// SaveKey keeps the newest key.
func (k *keysOnly) SaveKey(_ context.Context, key desk.Key) error {
	k.keys = []desk.Key{key}
	return nil
}

// Enrol makes an office known to the post office with its first key, without a workbench:
// it can be written to and never reads. Its key counts after the next Sequence.
func (town *Town) Enrol(a header.Address, name string) {
	town.t.Helper()
	ctx := town.t.Context()
	check(town.t, town.Service.Register(ctx, exchange.Office{Number: a.Office, Name: name, Types: []string{a.Type}}))
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(town.t, err)
	cert, err := town.Certificate(a.Office, key)
	check(town.t, err)
	id, err := age.GenerateHybridIdentity()
	check(town.t, err)
	roots := x509.NewCertPool()
	roots.AddCert(town.Root.Certificate)
	d := &desk.Desk{
		Office: a.Office, Types: []string{a.Type}, Roots: roots, Hub: town.Verifier, Store: &keysOnly{}, Now: time.Now, Rand: rand.Reader,
		Terminal: desk.Terminal{Key: key, Chain: []*x509.Certificate{cert, town.Issuer.Certificate}, Identity: id},
		Post:     &Wire{Service: town.Service, Caller: exchange.Caller{Office: a.Office, Terminal: header.Hash(pki.SPKI(cert))}},
	}
	_, err = d.Begin(ctx)
	check(town.t, err)
}

// BulkPartner is fictional partner No. i of a bulk drop, i from 0.
func BulkPartner(i int) header.Address {
	return header.Address{Office: fmt.Sprintf("99999%05d", 10000+i), Type: "11"}
}

// BulkName is the name of fictional partner No. i.
func BulkName(i int) string { return fmt.Sprintf("架空ヘルパー第%d", i) }

// BulkSlips rewrites the sample slip for 9999900011 (02_K2_slip) for many partners.
func BulkSlips(sample []desk.Dropped, partners int) []desk.Dropped {
	const office = "9999900011"
	old, _ := careplan.Encode("架空ヘルパーステーション")
	out := make([]desk.Dropped, 0, partners*len(sample))
	for i := range partners {
		number := BulkPartner(i).Office
		name, _ := careplan.Encode(BulkName(i))
		for _, f := range sample {
			b := bytes.ReplaceAll(f.Bytes, []byte(office), []byte(number))
			out = append(out, desk.Dropped{Name: strings.ReplaceAll(f.Name, office, number), Bytes: bytes.ReplaceAll(b, old, name)})
		}
	}
	return out
}
