package receipt

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// Verdict is what the receiver decided about a letter.
type Verdict string

// The two verdicts: 取込済, 差戻し.
const (
	Imported Verdict = "imported"
	Refused  Verdict = "refused"
)

// Answer (取込結果) is the receiver's final word about a letter. The post office sees the
// verdict and the hash of the reasons; the reasons themselves are sealed.
type Answer struct {
	Letter   header.LetterID
	From, To header.Address // of the letter; a terminal of To signs
	Header   header.Hash    // of the letter's clear header
	Verdict  Verdict
	Reasons  header.Hash // of the reasons' canonical bytes; zero when there are none
	At       time.Time
}

// SignedAnswer is an answer as it travels and is kept: its canonical bytes and a detached
// JWS over them.
type SignedAnswer struct {
	Body []byte
	JWS  []byte
}

type answerText struct {
	Type    string          `json:"type"`
	Letter  header.LetterID `json:"letter"`
	From    header.Address  `json:"from"`
	To      header.Address  `json:"to"`
	Header  header.Hash     `json:"header"`
	Verdict Verdict         `json:"verdict"`
	Reasons header.Hash     `json:"reasons,omitzero"`
	At      Time            `json:"at"`
}

const answerType = "tasuki-answer-v1"

// SignAnswer writes an answer and signs it with a terminal's key.
func SignAnswer(a Answer, key crypto.Signer, chain []*x509.Certificate) (SignedAnswer, error) {
	if err := a.check(); err != nil {
		return SignedAnswer{}, fmt.Errorf("sign answer: %w", err)
	}
	body, err := header.Canonical(answerText{
		Type: answerType, Letter: a.Letter, From: a.From, To: a.To, Header: a.Header,
		Verdict: a.Verdict, Reasons: a.Reasons, At: At(a.At),
	})
	if err != nil {
		return SignedAnswer{}, fmt.Errorf("sign answer: %w", err)
	}
	jws, err := signature.Sign(body, answerType, key, chain)
	if err != nil {
		return SignedAnswer{}, err
	}
	return SignedAnswer{Body: body, JWS: jws}, nil
}

// OpenAnswer verifies and reads an answer, and returns the chain of the terminal that
// signed it. Whether that terminal is one of To's is for the caller to check, against To's
// key statement and the time of the receipt.
func OpenAnswer(s SignedAnswer) (Answer, []*x509.Certificate, error) {
	chain, err := verifyBody(s.Body, s.JWS, answerType)
	if err != nil {
		return Answer{}, nil, fmt.Errorf("open answer: %w", err)
	}
	a, err := ParseAnswer(s.Body)
	if err != nil {
		return Answer{}, nil, fmt.Errorf("open answer: %w", err)
	}
	return a, chain, nil
}

// ParseAnswer reads an answer's canonical bytes without any signature: to see what it
// speaks of before it is verified, or when it was verified before.
func ParseAnswer(body []byte) (Answer, error) {
	if len(body) > MaxSize {
		return Answer{}, fmt.Errorf("read answer: %w", header.ErrTooLarge)
	}
	var t answerText
	if err := header.ParseCanonical(body, &t); err != nil {
		return Answer{}, fmt.Errorf("read answer: %w", err)
	}
	a := Answer{Letter: t.Letter, From: t.From, To: t.To, Header: t.Header, Verdict: t.Verdict, Reasons: t.Reasons, At: t.At.Time}
	if t.Type != answerType {
		return Answer{}, fmt.Errorf("read answer: %w", header.ErrInvalid)
	}
	if err := a.check(); err != nil {
		return Answer{}, fmt.Errorf("read answer: %w", err)
	}
	return a, nil
}

// Hash names the answer in the log.
func (s SignedAnswer) Hash() header.Hash { return header.HashOf(s.Body) }

func (a Answer) check() error {
	switch {
	case a.Letter.IsZero(), !a.From.Valid(), !a.To.Valid(), a.Header.IsZero(), a.At.IsZero():
		return header.ErrInvalid
	case a.Verdict == Imported && a.Reasons.IsZero():
		return nil
	case a.Verdict == Refused && !a.Reasons.IsZero():
		return nil
	}
	return fmt.Errorf("%w: verdict", header.ErrInvalid)
}

// verifyBody checks size and signature of a document with a detached JWS.
func verifyBody(body, jws []byte, typ string) ([]*x509.Certificate, error) {
	if len(body) > MaxSize {
		return nil, header.ErrTooLarge
	}
	chain, err := signature.Verify(body, jws, typ)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return chain, nil
}
