package receipt_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func TestProofIsGoldenAndVerifiesOffline(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	p := sampleLog(t, 7).proof(t, signer, 3)
	golden(t, "letter.tlog-proof", p.Bytes())
	golden(t, "checkpoint.txt", p.Checkpoint)
	golden(t, "leaf.json", p.Leaf)
	r, v, err := receipt.VerifyProof(p.Bytes(), makeReceipt(t), known)
	if err != nil {
		t.Fatal(err)
	}
	if r.Letter != letterID || v.Index != 3 || v.Checkpoint.Size != 7 || v.Checkpoint.Origin != hubName || v.LeafHash != r.Leaf {
		t.Errorf("got %+v", v)
	}
}

// TestASecondVerifierAgrees checks every leaf of logs of many sizes with the Merkle code of
// another project, and that both refuse a leaf that is not there.
func TestASecondVerifierAgrees(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	for n := 1; n <= 20; n++ {
		log := sampleLog(t, n)
		root := log.root(t)
		for i := range n {
			p := log.proof(t, signer, i)
			if _, err := receipt.VerifyInclusion(p.Bytes(), known); err != nil {
				t.Errorf("leaf %d of %d: %v", i, n, err)
			}
			if err := second(p, n, root); err != nil {
				t.Errorf("leaf %d of %d: the second verifier says %v", i, n, err)
			}
			p.Leaf = leafData(t, receipt.Leaf{Kind: receipt.Revoked, At: sentAt, Office: addressA.Office, Terminal: root})
			if _, err := receipt.VerifyInclusion(p.Bytes(), known); !errors.Is(err, receipt.ErrProof) {
				t.Errorf("another leaf at %d of %d: got %v", i, n, err)
			}
			if second(p, n, root) == nil {
				t.Errorf("another leaf at %d of %d: the second verifier accepts it", i, n)
			}
		}
	}
}

func second(p receipt.Proof, size int, root header.Hash) error {
	var path [][]byte
	for _, h := range p.Path {
		path = append(path, h[:])
	}
	hasher := rfc6962.DefaultHasher
	return proof.VerifyInclusion(hasher, uint64(p.Index), uint64(size), hasher.HashLeaf(p.Leaf), path, root[:])
}

func TestVerifyProofRefuses(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	other, _, _ := hub(t, hubName, 2)
	log := sampleLog(t, 7)
	good := log.proof(t, signer, 3)
	change := func(f func(*receipt.Proof)) []byte {
		p := good
		p.Path = append([]header.Hash{}, good.Path...)
		f(&p)
		return p.Bytes()
	}
	fork := sampleLog(t, 6)
	fork.add(t, leafData(t, receipt.Leaf{Kind: receipt.Withdrawn, At: sentAt, Letter: letterID, From: addressA, To: addressB, Header: header.HashOf(nil)}))
	for _, c := range []struct {
		name string
		in   []byte
		want error
	}{
		{"another letter's proof", log.proof(t, signer, 2).Bytes(), receipt.ErrMismatch},
		{"a checkpoint of another key", log.proof(t, other, 3).Bytes(), receipt.ErrSignature},
		{"a checkpoint of another history", change(func(p *receipt.Proof) { p.Checkpoint = fork.proof(t, signer, 3).Checkpoint }), receipt.ErrProof},
		{"another index", change(func(p *receipt.Proof) { p.Index = 2 }), receipt.ErrProof},
		{"an index beyond the log", change(func(p *receipt.Proof) { p.Index = 7 }), receipt.ErrProof},
		{"a changed path", change(func(p *receipt.Proof) { p.Path[1][0] ^= 1 }), receipt.ErrProof},
		{"a short path", change(func(p *receipt.Proof) { p.Path = p.Path[1:] }), receipt.ErrProof},
		{"a long path", change(func(p *receipt.Proof) { p.Path = append(p.Path, header.Hash{}) }), receipt.ErrProof},
		{"a changed leaf", change(func(p *receipt.Proof) { p.Leaf = bytes.Replace(p.Leaf, []byte("33936"), []byte("33937"), 1) }), receipt.ErrProof},
		{"nothing", nil, header.ErrInvalid},
		{"an index with a zero", bytes.Replace(good.Bytes(), []byte("index 3"), []byte("index 03"), 1), header.ErrNotCanonical},
		{"an index below zero", bytes.Replace(good.Bytes(), []byte("index 3"), []byte("index -3"), 1), header.ErrInvalid},
		{"no leaf", bytes.Replace(good.Bytes(), []byte("extra "), []byte("other "), 1), header.ErrInvalid},
		{"another version", bytes.Replace(good.Bytes(), []byte("@v1"), []byte("@v2"), 1), header.ErrInvalid},
		{"CRLF", bytes.ReplaceAll(good.Bytes(), []byte("\n"), []byte("\r\n")), header.ErrInvalid},
		{"too large", bytes.Repeat([]byte("a"), 3*receipt.MaxSize), header.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := receipt.VerifyProof(c.in, makeReceipt(t), known); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if _, _, err := receipt.VerifyProof(good.Bytes(), nil, known); !errors.Is(err, receipt.ErrSignature) {
		t.Errorf("without a receipt: got %v", err)
	}
}

// TestAReceiptThatPromisesAnotherLeaf: the hub signed a receipt whose fields and whose leaf
// do not agree. Proof and receipt are each genuine; together they prove nothing.
func TestAReceiptThatPromisesAnotherLeaf(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	p := sampleLog(t, 7).proof(t, signer, 3).Bytes()
	for name, change := range map[string]func(*receipt.Receipt){
		"size": func(r *receipt.Receipt) { r.Size++ }, "time": func(r *receipt.Receipt) { r.AcceptedAt = r.AcceptedAt.Add(time.Microsecond) },
		"letter": func(r *receipt.Receipt) { r.Letter[0]++ }, "from": func(r *receipt.Receipt) { r.From = addressB },
		"to": func(r *receipt.Receipt) { r.To = addressA }, "header": func(r *receipt.Receipt) { r.Header[0]++ },
		"envelope": func(r *receipt.Receipt) { r.Envelope[0]++ }, "leaf": func(r *receipt.Receipt) { r.Leaf[0]++ },
	} {
		r := sampleReceipt(t)
		change(&r)
		b, err := receipt.MakeReceipt(signer, r)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := receipt.VerifyProof(p, b, known); !errors.Is(err, receipt.ErrMismatch) {
			t.Errorf("another %s: got %v", name, err)
		}
	}
}

func TestStatementProof(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	log := sampleLog(t, 7)
	st := firstStatement(t)
	good := log.proof(t, signer, 4).Bytes()
	if err := receipt.VerifyStatementProof(good, st, known); err != nil {
		t.Error(err)
	}
	if err := receipt.VerifyStatementProof(nil, st, known); !errors.Is(err, receipt.ErrPending) {
		t.Errorf("no proof yet: got %v", err)
	}
	if err := receipt.VerifyStatementProof(log.proof(t, signer, 3).Bytes(), st, known); !errors.Is(err, receipt.ErrMismatch) {
		t.Errorf("a letter's proof: got %v", err)
	}
	one := newTerminal(t, 1)
	other := signStatement(t, 1, header.Hash{}, one, one)
	if err := receipt.VerifyStatementProof(good, other, known); !errors.Is(err, receipt.ErrMismatch) {
		t.Errorf("another statement: got %v", err)
	}
}

func TestCheckpointRefuses(t *testing.T) {
	signer, known, _ := hub(t, hubName, 1)
	root := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"another origin", "other.example.jp/log\n1\n" + root + "\n", receipt.ErrSignature},
		{"a size with a zero", hubName + "\n01\n" + root + "\n", header.ErrInvalid},
		{"a size below zero", hubName + "\n-1\n" + root + "\n", header.ErrInvalid},
		{"a short root", hubName + "\n1\nAAAA\n", header.ErrInvalid},
		{"an extension line", hubName + "\n1\n" + root + "\nmore\n", header.ErrInvalid},
		{"two lines", hubName + "\n1\n", header.ErrInvalid},
	} {
		if got, err := receipt.OpenCheckpoint(signNote(t, c.text, signer), known); !errors.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v, want %v", c.name, got, err, c.want)
		}
	}
	if _, err := receipt.OpenCheckpoint(signNote(t, hubName+"\n1\n"+root+"\n", signer), known); err != nil {
		t.Errorf("a right one: %v", err)
	}
	witness, _, _ := hub(t, "witness.example.jp", 9)
	if _, err := receipt.OpenCheckpoint(signNote(t, hubName+"\n1\n"+root+"\n", signer, witness), known); err != nil {
		t.Errorf("with a witness: %v", err)
	}
	if _, err := receipt.MakeCheckpoint(signer, -1, header.Hash{}); !errors.Is(err, header.ErrInvalid) {
		t.Errorf("made a log of -1: %v", err)
	}
}

func TestLeaves(t *testing.T) {
	h := header.HashOf([]byte("h"))
	letter := receipt.Leaf{At: sentAt, Letter: letterID, From: addressA, To: addressB, Header: h}
	of := func(kind receipt.Kind, more func(*receipt.Leaf)) receipt.Leaf {
		l := letter
		l.Kind = kind
		more(&l)
		return l
	}
	nothing := func(*receipt.Leaf) {}
	for _, l := range []receipt.Leaf{
		of(receipt.Accepted, func(l *receipt.Leaf) { l.Envelope, l.Size = h, 1 }),
		of(receipt.Fetched, func(l *receipt.Leaf) { l.Terminal = h }),
		of(receipt.Answered, func(l *receipt.Leaf) { l.Answer = h }),
		of(receipt.Withdrawn, nothing), of(receipt.Uncollected, nothing),
		{Kind: receipt.Stated, At: sentAt, Office: addressA.Office, Epoch: 2, Statement: h},
		{Kind: receipt.Revoked, At: sentAt, Office: addressA.Office, Terminal: h},
	} {
		got, err := receipt.ParseLeaf(leafData(t, l))
		l.At = time.Date(2025, 4, 1, 0, 0, 0, 123456000, time.UTC)
		if err != nil || got != l {
			t.Errorf("%s: got %+v, %v", l.Kind, got, err)
		}
	}
	for name, l := range map[string]receipt.Leaf{
		"an unknown kind": of("opened", nothing), "accepted without bytes": of(receipt.Accepted, nothing),
		"answered without an answer": of(receipt.Answered, nothing), "fetched without a letter": {Kind: receipt.Fetched, At: sentAt},
		"a statement without a hash": {Kind: receipt.Stated, At: sentAt, Office: addressA.Office, Epoch: 1},
		"no time":                    of(receipt.Fetched, func(l *receipt.Leaf) { l.At = time.Time{} }),
	} {
		if b, err := receipt.LeafData(l); !errors.Is(err, header.ErrInvalid) {
			t.Errorf("%s: got %s, %v", name, b, err)
		}
	}
}

func TestLeafHashIsRFC6962(t *testing.T) {
	data := leafData(t, acceptance())
	if got, want := receipt.LeafHash(data), header.Hash(rfc6962.DefaultHasher.HashLeaf(data)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzParseProof(f *testing.F) {
	signer, known, _ := hub(f, hubName, 1)
	f.Add(sampleLog(f, 7).proof(f, signer, 3).Bytes())
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := receipt.ParseProof(b)
		if err == nil && !bytes.Equal(p.Bytes(), b) {
			t.Errorf("accepted %q, writes %q", b, p.Bytes())
		}
		if v, err := receipt.VerifyInclusion(b, known); err == nil && v.Checkpoint.Size != 7 {
			t.Errorf("verified a log that was never signed: %+v", v)
		}
	})
}

func FuzzParseLeaf(f *testing.F) {
	f.Add(leafData(f, acceptance()))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := receipt.ParseLeaf(b)
		if err != nil {
			return
		}
		again, err := receipt.LeafData(l)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("accepted %q, writes %q, %v", b, again, err)
		}
	})
}

func FuzzParseCheckpointText(f *testing.F) {
	f.Add(hubName + "\n7\n" + strings.Repeat("A", 43) + "=\n")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := receipt.ParseCheckpointText(s); err == nil && c.String() != s {
			t.Errorf("accepted %q, writes %q", s, c)
		}
	})
}

func Example() {
	t := &testing.T{}
	signer, known, _ := hub(t, hubName, 1)
	proofFile := sampleLog(t, 7).proof(t, signer, 3).Bytes()
	r, v, err := receipt.VerifyProof(proofFile, makeReceipt(t), known)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.From, "→", r.To, r.AcceptedAt.Format(time.RFC3339), "leaf", v.Index, "of", v.Checkpoint.Size)
	// Output: 9999900001/43 → 9999900011/11 2025-04-01T00:00:00Z leaf 3 of 7
}
