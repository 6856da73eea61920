package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// protected is what the protected header of a JWS of our profile says. alg is left to the
// JWS library, which is told the lawful ones.
type protected struct {
	typ   string
	chain []*x509.Certificate
}

// parseProtected reads header..signature. Only alg, typ and x5c may stand in the header:
// no jwk, jku, kid or crit can offer another key or another meaning.
func parseProtected(jws []byte) (protected, error) {
	malformed := fmt.Errorf("verify signature: %w", ErrMalformed)
	if len(jws) > MaxSize {
		return protected{}, malformed
	}
	parts := bytes.Split(jws, []byte("."))
	if len(parts) != 3 || len(parts[1]) != 0 || !strictBase64(parts[2]) {
		return protected{}, malformed
	}
	fields, err := headerFields(parts[0])
	if err != nil {
		return protected{}, malformed
	}
	var p protected
	var x5c []string
	if json.Unmarshal(fields["typ"], &p.typ) != nil || json.Unmarshal(fields["x5c"], &x5c) != nil {
		return protected{}, malformed
	}
	p.chain, err = parseChain(x5c)
	if err != nil {
		return protected{}, malformed
	}
	return p, nil
}

func headerFields(part []byte) (map[string]json.RawMessage, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(string(part))
	if err != nil || bytes.ContainsAny(part, "\r\n") {
		return nil, ErrMalformed
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, ErrMalformed
	}
	if len(fields) != 3 || fields["alg"] == nil || fields["typ"] == nil || fields["x5c"] == nil {
		return nil, ErrMalformed
	}
	return fields, nil
}

func strictBase64(part []byte) bool {
	_, err := base64.RawURLEncoding.Strict().DecodeString(string(part))
	return err == nil && !bytes.ContainsAny(part, "\r\n")
}

// parseChain reads x5c: standard base64 of DER, leaf first (RFC 7515 §4.1.6).
func parseChain(x5c []string) ([]*x509.Certificate, error) {
	if len(x5c) == 0 || len(x5c) > maxChain {
		return nil, ErrMalformed
	}
	chain := make([]*x509.Certificate, 0, len(x5c))
	for _, s := range x5c {
		der, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil {
			return nil, ErrMalformed
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, ErrMalformed
		}
		chain = append(chain, cert)
	}
	return chain, nil
}
