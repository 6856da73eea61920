package pki_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
	"testing"

	zx509 "github.com/zmap/zcrypto/x509"
	"github.com/zmap/zlint/v3"
	"github.com/zmap/zlint/v3/lint"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

// allowed are the findings of zlint that do not apply to us, each with the reason. All
// come from rules for certificates that browsers of the public trust; ours are trusted by
// nobody but the desks of one hub.
var allowed = map[string]string{
	"e_sub_ca_certificate_policies_missing":                   "no policy of public trust is followed",
	"e_invalid_ca_certificate_policies":                       "the same",
	"e_sub_cert_certificate_policies_missing":                 "the same",
	"e_sub_cert_cert_policy_empty":                            "the same",
	"e_sub_ca_crl_distribution_points_missing":                "revocation is the hub's own list, looked up at each request",
	"e_missing_crl_distrib_point":                             "the same",
	"w_sub_ca_aia_missing":                                    "the chain travels with the certificate",
	"e_sub_cert_aia_missing":                                  "the same",
	"w_sub_cert_aia_does_not_contain_issuing_ca_url":          "the same",
	"e_ext_san_contains_reserved_ip":                          "hubs on loopback and in closed networks are reached by address",
	"e_server_cert_valid_time_longer_than_200_days":           "the server's certificate lives as long as the intermediate: one ceremony a year",
	"w_server_cert_valid_time_longer_than_199_days":           "the same",
	"w_ext_subject_key_identifier_not_recommended_subscriber": "RFC 5280 §4.2.1.2 recommends it",
}

func TestZlintIsContentWithEveryKindOfCertificate(t *testing.T) {
	f := newFixture(t)
	server, err := pki.NewServer(pki.Pair{Certificate: f.Intermediate, Key: f.Key}, []string{"hub.example.jp", "127.0.0.1"}, f.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	first := pkitest.Enrol(t, f.Authority, office, pkitest.Key(t))
	limited, err := f.Enrol(ctx, pkitest.NewSecret(t, f.Authority, "99A9900001", "43", "46"), pkitest.Request(t, rsaKey(t, 2048)))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]*x509.Certificate{
		"root": f.root.Certificate, "intermediate": f.Intermediate, "server": server.Certificate, "terminal": first[0],
		"renewed terminal":             f.renew(t, first[0], pkitest.Request(t, pkitest.Key(t)))[0],
		"terminal of two types, RSA":   pkitest.Chain(t, limited)[0],
		"draft with the throwaway key": f.draft(t, first[0]),
	}
	used := map[string]bool{}
	for name, c := range kinds {
		t.Run(name, func(t *testing.T) {
			for _, finding := range lintOf(t, c) {
				used[finding] = true
				if allowed[finding] == "" {
					t.Errorf("zlint: %s", finding)
				}
			}
		})
	}
	for finding := range maps.Keys(allowed) {
		if !used[finding] {
			t.Errorf("%s is allowed but never found: take it off the list", finding)
		}
	}
}

// draft is what was stored and linted before the certificate was signed.
func (f fixture) draft(t *testing.T, c *x509.Certificate) *x509.Certificate {
	t.Helper()
	var row pki.Certificate
	err := f.store.Read(ctx, func(ctx context.Context, tx pki.Tx) (err error) {
		row, err = tx.Certificate(ctx, fmt.Sprintf("%x", c.SerialNumber))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	draft := pkitest.Chain(t, [][]byte{row.Lint})[0]
	if !slices.Equal(draft.RawTBSCertificate, c.RawTBSCertificate) || slices.Equal(draft.Signature, c.Signature) {
		t.Error("want the draft to be the certificate but for its signature")
	}
	return draft
}

func lintOf(t *testing.T, c *x509.Certificate) []string {
	t.Helper()
	parsed, err := zx509.ParseCertificate(c.Raw)
	if err != nil {
		t.Fatal(err)
	}
	var findings []string
	for name, r := range zlint.LintCertificate(parsed).Results {
		if r.Status == lint.Error || r.Status == lint.Fatal || r.Status == lint.Warn {
			findings = append(findings, name)
		}
	}
	slices.Sort(findings)
	return findings
}
