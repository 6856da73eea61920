package exchange

import (
	"crypto/rand"
	"fmt"

	"github.com/tasuki-care/tasuki/receipt"
)

// letterEvent makes the event of a leaf that speaks of a letter.
func letterEvent(leaf receipt.Leaf) (Event, error) {
	e, err := newEvent(leaf)
	e.From, e.Letter = leaf.From, leaf.Letter
	return e, err
}

// newEvent makes an event with its leaf. Its id is random: nothing in the order of ids.
func newEvent(leaf receipt.Leaf) (Event, error) {
	data, err := receipt.LeafData(leaf)
	if err != nil {
		return Event{}, fmt.Errorf("write leaf: %w", err)
	}
	return Event{
		ID: rand.Text(), Kind: leaf.Kind, At: leaf.At, Office: leaf.Office, Epoch: leaf.Epoch,
		Leaf: data, Hash: receipt.LeafHash(data), Seq: -1,
	}, nil
}
