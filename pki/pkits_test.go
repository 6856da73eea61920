package pki_test

import (
	"crypto/x509"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// The sections of the NIST test suite (PKITS) that a path check without lists can answer.
// Left out: 4.4, 4.5, 4.14 and 4.15 need revocation lists, which the Go distribution does
// not carry (our own are in outside_test.go); 4.8 to 4.12 are policies, which we neither
// set nor ask for; 4.13 is name constraints for directory names, which Go does not do and
// the national profile does not use.
var pkitsSections = []string{"4.1", "4.2", "4.3", "4.6", "4.7", "4.16"}

// pkitsAllowed are the cases that we answer otherwise, with the reason.
var pkitsAllowed = map[string]string{
	"4.1.4 Valid DSA Signatures Test4":                                "Go refuses DSA with SHA-1, and so do we",
	"4.1.5 Valid DSA Parameter Inheritance Test5":                     "the same",
	"4.3.3 Valid Name Chaining Whitespace Test3":                      "names are compared byte for byte (RFC 5280 §7.1 allows it for equal encodings only): stricter",
	"4.3.4 Valid Name Chaining Whitespace Test4":                      "the same",
	"4.3.5 Valid Name Chaining Capitalization Test5":                  "the same",
	"4.3.10 Valid Rollover from PrintableString to UTF8String Test10": "the same",
	"4.3.11 Valid UTF8String Case Insensitive Match Test11":           "the same",
	"4.6.15 Valid Self-Issued pathLenConstraint Test15":               "self-issued certificates count for the path length: stricter",
	"4.6.17 Valid Self-Issued pathLenConstraint Test17":               "the same",
	"4.7.4 Invalid keyUsage Critical cRLSign False Test4":             "about the revocation list's signer: see the test of lists",
	"4.7.5 Invalid keyUsage Not Critical cRLSign False Test5":         "the same",
}

type pkitsCase struct {
	Name           string
	CertPath       []string
	ShouldValidate bool
}

func TestOutsidePathsAnswerAsPKITSSays(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(goroot)), "src", "crypto", "x509", "testdata", "nist-pkits")
	raw, err := os.ReadFile(filepath.Join(dir, "vectors.json"))
	if err != nil {
		t.Skip("SKIPPED: 49 cases of NIST PKITS. This Go was installed without its test data (a toolchain fetched as a module has none)")
	}
	var cases []pkitsCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range cases {
		section := strings.Join(strings.Split(strings.Fields(c.Name)[0], ".")[:2], ".")
		if !slices.Contains(pkitsSections, section) {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) { c.run(t, filepath.Join(dir, "certs")) })
	}
	if ran < 45 {
		t.Errorf("only %d cases ran", ran)
	}
	t.Logf("%d of %d cases ran", ran, len(cases))
}

func (c pkitsCase) run(t *testing.T, dir string) {
	err := c.check(t, dir)
	right := (err == nil) == c.ShouldValidate
	why := pkitsAllowed[c.Name]
	switch {
	case !right && why == "":
		t.Errorf("should be accepted: %v, got %v", c.ShouldValidate, err)
	case right && why != "":
		t.Error("answered rightly: take it off the list of exceptions")
	}
}

func (c pkitsCase) check(t *testing.T, dir string) error {
	var chain []*x509.Certificate
	for _, name := range c.CertPath {
		der, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return err // what cannot be read never comes to a check
		}
		chain = append(chain, cert)
	}
	slices.Reverse(chain)
	o := &pki.Outside{Roots: chain[len(chain)-1:]}
	return o.Path(chain[:len(chain)-1], time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
}
