package desk

import "context"

// PartnerFolder names a partner's import folder.
var PartnerFolder = partnerFolder

// CutOffSending leaves a draft as a crash in the middle of the sending does.
func CutOffSending(ctx context.Context, b *Bench, id, row string, res Result) error {
	_, err := b.touchDraft(ctx, id, Note{}, func(d *Draft) error {
		d.State = DraftSending
		return nil
	})
	b.noteResult(ctx, id, row, res)
	return err
}
