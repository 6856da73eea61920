package blob_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/blob"
	"github.com/tasuki-care/tasuki/internal/blob/blobtest"
)

// memoryS3 starts an S3 server inside this process.
func memoryS3(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return "s3://tasuki:tasukitasuki@" + u.Host + "/letters/hub?insecure=1"
}

func openS3(t *testing.T, address string) *blob.S3 {
	t.Helper()
	s, err := blob.OpenS3(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// inOwnFolder gives each test its own part of one bucket.
func inOwnFolder(address string) func(t *testing.T) exchange.Bodies {
	return func(t *testing.T) exchange.Bodies {
		part := "/part" + header.HashOf([]byte(t.Name())).String()[:8] + "?"
		return openS3(t, strings.Replace(address, "/hub?", part, 1))
	}
}

func TestS3InProcessKeepsTheContract(t *testing.T) {
	blobtest.Suite(t, inOwnFolder(memoryS3(t)))
}

func TestARealS3ServerKeepsTheContract(t *testing.T) {
	address := blobtest.Gateway(t)
	blobtest.Suite(t, inOwnFolder(address))
	t.Run("a body that changed on the way is refused by the server", func(t *testing.T) {
		s := openS3(t, address)
		h := header.HashOf([]byte("what was meant"))
		if err := s.WriteAs(context.Background(), h, []byte("what arrived")); err == nil {
			t.Error("want the server to compare the checksum, got no error")
		}
		if _, err := blobtest.Read(s, h); !errors.Is(err, exchange.ErrNoBody) {
			t.Errorf("want nothing kept, got %v", err)
		}
	})
	t.Run("a body put again when it is old is young again", func(t *testing.T) { testYoungAgain(t, openS3(t, address)) })
}

func TestS3InProcessMakesABodyPutAgainYoung(t *testing.T) { testYoungAgain(t, openS3(t, memoryS3(t))) }

func testYoungAgain(t *testing.T, s *blob.S3) {
	body := blobtest.Noise(1234)
	blobtest.Put(t, s, body)
	time.Sleep(1100 * time.Millisecond) // S3 counts seconds
	border := time.Now()
	sees := func() (n int) {
		if err := s.List(context.Background(), border, func(header.Hash) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	blobtest.Put(t, s, body)
	if n := sees(); n != 1 {
		t.Errorf("put again at once: want the first object kept, sweeper sees %d", n)
	}
	s.SetNow(func() time.Time { return time.Now().Add(2 * time.Hour) })
	time.Sleep(1100 * time.Millisecond)
	blobtest.Put(t, s, body)
	if n := sees(); n != 0 {
		t.Errorf("put again two hours later: want it young, sweeper sees %d", n)
	}
}

func TestS3SaysWhatRots(t *testing.T) {
	s := openS3(t, memoryS3(t))
	h := header.HashOf([]byte("what was meant"))
	if err := s.WriteAs(context.Background(), h, []byte("what is there")); err != nil {
		t.Fatalf("write other bytes: %v", err)
	}
	if _, err := blobtest.Read(s, h); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("want ErrDamaged, got %v", err)
	}
}

func TestAnAddressThatIsNoneNeverShowsItsSecret(t *testing.T) {
	for _, address := range []string{"s3://key:secretsecret@host", "https://key:secretsecret@host/bucket", "s3://key:secretsecret@/b", "s3://key:secret%zz@host/b"} {
		_, err := blob.OpenS3(context.Background(), address)
		if err == nil || strings.Contains(err.Error(), "secret") && !strings.Contains(err.Error(), "want s3://KEY:SECRET") || strings.Contains(err.Error(), "secretsecret") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}
