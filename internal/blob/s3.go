package blob

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// S3 keeps bodies as objects of a bucket, named by digest. What an object store calls
// stored is durable only as far as the operator's store flushes: docs/security says so.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
	now    func() time.Time
}

var _ exchange.Bodies = (*S3)(nil)

const (
	inMemory = 1 << 20   // larger bodies are hashed through a temporary file
	stale    = time.Hour // a body put again is written anew if it is older, see put
)

// OpenS3 opens "s3://KEY:SECRET@HOST:PORT/BUCKET[/PREFIX]?insecure=1&region=REGION". Key
// and secret may stand in the environment instead (AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY), so that they stand in no process list. A bucket that is not
// there is made.
func OpenS3(ctx context.Context, address string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, errors.New("open bucket: want s3://KEY:SECRET@HOST/BUCKET") // the address holds a secret
	}
	opts := &minio.Options{Creds: credentials.NewEnvAWS(), Secure: u.Query().Get("insecure") != "1", Region: "us-east-1"}
	if secret, ok := u.User.Password(); ok {
		opts.Creds = credentials.NewStaticV4(u.User.Username(), secret, "")
	}
	if region := u.Query().Get("region"); region != "" {
		opts.Region = region
	}
	client, err := minio.New(u.Host, opts)
	if err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	s := &S3{client: client, bucket: bucket, prefix: prefix, now: time.Now}
	return s, s.makeBucket(ctx)
}

func (s *S3) makeBucket(ctx context.Context) error {
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err != nil {
		return fmt.Errorf("look for bucket: %w", err)
	}
	if there {
		return nil
	}
	err = s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{})
	if err != nil && minio.ToErrorResponse(err).Code != "BucketAlreadyOwnedByYou" {
		return fmt.Errorf("make bucket: %w", err)
	}
	return nil
}

func (s *S3) name(h header.Hash) string {
	_, name := pathOf(h)
	if s.prefix != "" {
		name = s.prefix + "/" + name
	}
	return name
}

// Put writes a body and gives its digest. The name is known only when all of it was read,
// so it is held back first: small in memory, large in a temporary file.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	var head bytes.Buffer
	read, err := io.Copy(&head, io.LimitReader(patient{ctx, r}, inMemory))
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("read body: %w", err)
	}
	if read < inMemory {
		if read > limit {
			return header.Hash{}, 0, exchange.ErrBodyTooLarge
		}
		h := header.HashOf(head.Bytes())
		return h, read, s.put(ctx, h, bytes.NewReader(head.Bytes()), read)
	}
	return s.putLarge(ctx, io.MultiReader(&head, r), limit)
}

func (s *S3) putLarge(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	f, err := os.CreateTemp("", "tasuki-body-*")
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("create body: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	h, n, err := take(ctx, f, r, limit)
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("write body: %w", err)
	}
	return h, n, s.put(ctx, h, f, n)
}

// put stores an object unless one of that name is there: the name is the content. One that
// is there but old is written again, so that the sweeper does not take it from its new row
// for an orphan.
func (s *S3) put(ctx context.Context, h header.Hash, body io.ReadSeeker, size int64) error {
	err := s.write(ctx, h, body, size, true)
	if !alreadyThere(err) {
		return err
	}
	info, err := s.client.StatObject(ctx, s.bucket, s.name(h), minio.StatObjectOptions{})
	if err == nil && info.Size == size && s.now().Sub(info.LastModified) < stale {
		return nil
	}
	return s.write(ctx, h, body, size, false)
}

// alreadyThere recognizes the answer to If-None-Match: 412, or 409 while another put of
// the same name is under way.
func alreadyThere(err error) bool {
	var e minio.ErrorResponse
	return errors.As(err, &e) && (e.StatusCode == http.StatusPreconditionFailed || e.StatusCode == http.StatusConflict || e.Code == "PreconditionFailed")
}

// write sends one object in one request with its SHA-256, which the store compares with
// what it received.
func (s *S3) write(ctx context.Context, h header.Hash, body io.ReadSeeker, size int64, fresh bool) error {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind body: %w", err)
	}
	opts := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true,
		UserMetadata: map[string]string{"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(h[:])}}
	if fresh {
		opts.SetMatchETagExcept("*")
	}
	if _, err := s.client.PutObject(ctx, s.bucket, s.name(h), body, size, opts); err != nil {
		return fmt.Errorf("put object: %w", err)
	}
	return nil
}

// Open gives a body for reading.
func (s *S3) Open(ctx context.Context, h header.Hash) (io.ReadCloser, int64, error) {
	obj, err := s.client.GetObject(ctx, s.bucket, s.name(h), minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, fmt.Errorf("open object: %w", err)
	}
	info, err := obj.Stat()
	if err != nil {
		return nil, 0, errors.Join(missing(err), obj.Close())
	}
	return verify(obj, h), info.Size, nil
}

func missing(err error) error {
	if code := minio.ToErrorResponse(err).Code; code == "NoSuchKey" || code == "NotFound" {
		return exchange.ErrNoBody
	}
	return fmt.Errorf("look at object: %w", err)
}

// Remove removes a body.
func (s *S3) Remove(ctx context.Context, h header.Hash) error {
	if _, err := s.client.StatObject(ctx, s.bucket, s.name(h), minio.StatObjectOptions{}); err != nil {
		return missing(err)
	}
	if err := s.client.RemoveObject(ctx, s.bucket, s.name(h), minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("remove object: %w", err)
	}
	return nil
}

// List gives the digests of bodies last written before a time. Each is looked at once more
// before it is shown, because a long listing grows old.
func (s *S3) List(ctx context.Context, before time.Time, each func(header.Hash) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for obj := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
		if obj.Err != nil {
			return fmt.Errorf("list objects: %w", obj.Err)
		}
		h, err := header.ParseHash(obj.Key[strings.LastIndex(obj.Key, "/")+1:])
		if err != nil || s.name(h) != obj.Key || !obj.LastModified.Before(before) {
			continue
		}
		if err := s.offer(ctx, h, before, each); err != nil {
			return err
		}
	}
	return nil
}

func (s *S3) offer(ctx context.Context, h header.Hash, before time.Time, each func(header.Hash) error) error {
	info, err := s.client.StatObject(ctx, s.bucket, s.name(h), minio.StatObjectOptions{})
	if err != nil {
		if err = missing(err); errors.Is(err, exchange.ErrNoBody) {
			return nil
		}
		return err
	}
	if !info.LastModified.Before(before) {
		return nil
	}
	return each(h)
}
