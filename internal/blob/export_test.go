package blob

import (
	"bytes"
	"context"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// WriteAs sends bytes under the name and checksum of others.
func (s *S3) WriteAs(ctx context.Context, h header.Hash, body []byte) error {
	return s.write(ctx, h, bytes.NewReader(body), int64(len(body)), false)
}

// SetNow sets the clock by which a body is old.
func (s *S3) SetNow(now func() time.Time) { s.now = now }
