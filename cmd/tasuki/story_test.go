package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/internal/blob/blobtest"
	"github.com/tasuki-care/tasuki/internal/store/storetest"
)

// TestStoryOnPostgreSQLAndS3 plays the demo's story on a hub whose rows are in PostgreSQL
// and whose bodies are in a real S3 server: `tasuki hub --db postgres://… --blobs s3://…`.
func TestStoryOnPostgreSQLAndS3(t *testing.T) {
	db, bucket := storetest.Postgres(t), blobtest.Gateway(t)
	var out bytes.Buffer
	s := &story{t: terminal{out: &out, err: os.Stderr}, dir: t.TempDir(), addr: "127.0.0.1:0", more: []string{"--db", db, "--blobs", bucket}}
	defer s.stop()
	if err := s.play(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), "失われたもの 0件、途中で読めたもの 0件") {
		t.Errorf("the story did not come to its end:\n%s", out.String())
	}
}
