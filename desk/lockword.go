package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
)

// lockLetters are easy to say on the telephone and hard to mistake: no 0, o, 1, l, i.
const lockLetters = "23456789abcdefghjkmnpqrstuvwxyz2" // 32 places, so every byte falls evenly

// LockWord (合言葉) is the password of the files that go to a partner by mail. It is made
// once for a partner, stands on its card, and is told by telephone.
func (b *Bench) LockWord(ctx context.Context, card, who string) (string, error) {
	return b.lockWord(ctx, card, who, func(old string) bool { return old == "" })
}

// RenewLockWord makes another password; files made before keep the old one.
func (b *Bench) RenewLockWord(ctx context.Context, card, who string) error {
	_, err := b.lockWord(ctx, card, who, func(string) bool { return true })
	return err
}

func (b *Bench) lockWord(ctx context.Context, id, who string, stale func(string) bool) (string, error) {
	card, err := b.CardByID(ctx, id)
	switch {
	case err != nil:
		return "", err
	case card.ID == "":
		return "", ErrNotFound
	case !stale(card.LockWord):
		return card.LockWord, nil
	}
	word, err := newLockWord()
	if err != nil {
		return "", err
	}
	card, err = b.ChangeCard(ctx, card.ID, who, func(c *Card) {
		if stale(c.LockWord) { // another terminal may have been first
			c.LockWord = word
		}
	})
	return card.LockWord, err
}

// newLockWord makes 16 letters in four groups: about 79 bits.
func newLockWord() (string, error) {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make password: %w", err)
	}
	var out strings.Builder
	for i, r := range raw {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(lockLetters[r%32])
	}
	return out.String(), nil
}
