package receipt

import (
	"fmt"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// documentText is how a signed answer or statement rests in a file: the canonical bytes as
// one string, so that no reader can reformat what was signed, and the detached JWS.
type documentText struct {
	Body string `json:"body"`
	JWS  string `json:"jws"`
}

// Document writes the answer as one file.
func (s SignedAnswer) Document() ([]byte, error) { return writeDocument(s.Body, s.JWS) }

// ParseSignedAnswer reads what Document wrote. It verifies nothing; OpenAnswer does.
func ParseSignedAnswer(b []byte) (SignedAnswer, error) {
	body, jws, err := parseDocument(b)
	return SignedAnswer{Body: body, JWS: jws}, err
}

// Document writes the statement as one file.
func (s SignedStatement) Document() ([]byte, error) { return writeDocument(s.Body, s.JWS) }

// ParseSignedStatement reads what Document wrote. It verifies nothing; OpenStatement does.
func ParseSignedStatement(b []byte) (SignedStatement, error) {
	body, jws, err := parseDocument(b)
	return SignedStatement{Body: body, JWS: jws}, err
}

func writeDocument(body, jws []byte) ([]byte, error) {
	b, err := header.Canonical(documentText{Body: string(body), JWS: string(jws)})
	if err != nil {
		return nil, fmt.Errorf("write signed document: %w", err)
	}
	return b, nil
}

func parseDocument(b []byte) ([]byte, []byte, error) {
	if len(b) > 4*MaxSize {
		return nil, nil, fmt.Errorf("read signed document: %w", header.ErrTooLarge)
	}
	var t documentText
	if err := header.ParseCanonical(b, &t); err != nil {
		return nil, nil, fmt.Errorf("read signed document: %w", err)
	}
	return []byte(t.Body), []byte(t.JWS), nil
}
