package desk

import (
	"context"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/receipt"
)

// CheckEntry checks an entry's files again with the same rules, for its page.
func (b *Bench) CheckEntry(ctx context.Context, e Entry) (*careplan.Heap, *rules.Result, []Attachment, error) {
	files, docs, err := b.Files(ctx, e)
	if err != nil {
		return nil, nil, nil, err
	}
	heap := careplan.Group(files)
	return heap, rules.CheckHeap(heap, rules.Tolerant, b.day()), docs, nil
}

// reasonsFor are the errors of the check and what the clerk writes, in the words that go
// back sealed.
func (b *Bench) reasonsFor(ctx context.Context, id, text string) ([]receipt.Reason, error) {
	e, ok := b.Entry(id)
	if !ok {
		return nil, ErrNotFound
	}
	var out []receipt.Reason
	if text = strings.TrimSpace(text); text != "" {
		out = append(out, receipt.Reason{Note: clip(text, receipt.MaxReasonNote)})
	}
	_, result, _, err := b.CheckEntry(ctx, e)
	if err == nil {
		out = append(out, ReasonsOf(result)...)
	}
	if len(out) > receipt.MaxReasons {
		out = out[:receipt.MaxReasons]
	}
	return out, nil
}

// clip shortens a text to so many characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n])
}
