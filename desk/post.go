package desk

import (
	"context"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Post is all the desk asks of the post office. The client of the hub fulfils it; a move
// to another exchange replaces it and nothing else.
type Post interface {
	// Send hands over a sealed letter and returns the stored receipt. The same bytes may
	// be sent any number of times.
	Send(ctx context.Context, envelope io.ReadSeeker, size int64) ([]byte, error)
	// List returns what happened in a mailbox after a cursor, waiting up to wait for news.
	List(ctx context.Context, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error)
	// Fetch returns the sealed bytes of a letter.
	Fetch(ctx context.Context, from header.Address, id header.LetterID) (io.ReadCloser, error)
	// Answer returns the receiver's verdict (取込結果) with its sealed reasons.
	Answer(ctx context.Context, a receipt.SignedAnswer, reasons []byte) error
	// Withdraw takes a letter back that nobody has fetched (送信取消).
	Withdraw(ctx context.Context, from header.Address, id header.LetterID) error
	// Status tells what happened to a letter so far.
	Status(ctx context.Context, from header.Address, id header.LetterID) (receipt.Status, error)
	// Lookup finds a partner in the directory, with key statement and inclusion proof.
	Lookup(ctx context.Context, to header.Address) (receipt.Partner, error)
	// PublishStatement announces the office's key of a new epoch.
	PublishStatement(ctx context.Context, st receipt.SignedStatement, keyring []byte) error
	// Keyring returns the sealed secret of one of the own office's epochs.
	Keyring(ctx context.Context, epoch int) ([]byte, error)
	// Proof returns the inclusion proof of a letter's acceptance.
	Proof(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error)
	// Checkpoint returns the newest signed head of the post office's log.
	Checkpoint(ctx context.Context) ([]byte, error)
}
