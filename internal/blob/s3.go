package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// S3 keeps bodies as objects of a bucket, named by digest.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

// OpenS3 opens "s3://KEY:SECRET@HOST:PORT/BUCKET[/PREFIX]?insecure=1". Key and secret may
// stand in the environment instead (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), so that
// they stand in no process list. A bucket that is not there is made.
func OpenS3(ctx context.Context, address string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, errors.New("open bucket: want s3://KEY:SECRET@HOST/BUCKET")
	}
	creds := credentials.NewEnvAWS()
	if secret, ok := u.User.Password(); ok {
		creds = credentials.NewStaticV4(u.User.Username(), secret, "")
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: creds, Secure: u.Query().Get("insecure") != "1", Region: "us-east-1"})
	if err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	s := &S3{client: client, bucket: bucket, prefix: prefix}
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
	if err := s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{}); err != nil {
		return fmt.Errorf("make bucket: %w", err)
	}
	return nil
}

func (s *S3) name(h header.Hash) string {
	name := place(h)
	if s.prefix != "" {
		name = s.prefix + "/" + name
	}
	return name
}

// inMemory is the size up to which a body is hashed in memory; a larger one is hashed
// through a temporary file, because its name is known only when all of it was read.
const inMemory = 1 << 20

// Put writes a body and gives its digest. An object store answers a Put when it has made
// the object durable; the digest is sent along and checked by the store.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	var head bytes.Buffer
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(&head, sum), io.LimitReader(r, min(inMemory, limit+1)))
	if err != nil {
		return header.Hash{}, n, fmt.Errorf("read body: %w", err)
	}
	if n > limit {
		return header.Hash{}, n, exchange.ErrBodyTooLarge
	}
	if n < inMemory {
		h := header.Hash(sum.Sum(nil))
		return h, n, s.put(ctx, h, bytes.NewReader(head.Bytes()), n)
	}
	return s.putLarge(ctx, io.MultiReader(&head, r), limit)
}

func (s *S3) putLarge(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	f, err := os.CreateTemp("", "tasuki-body-*")
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("open body: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = exchange.ErrBodyTooLarge
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return header.Hash{}, n, fmt.Errorf("write body: %w", err)
	}
	h := header.Hash(sum.Sum(nil))
	return h, n, s.put(ctx, h, f, n)
}

// put stores an object unless one of that name is there: the name is the content.
func (s *S3) put(ctx context.Context, h header.Hash, r io.Reader, size int64) error {
	opts := minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true}
	opts.SetMatchETagExcept("*")
	_, err := s.client.PutObject(ctx, s.bucket, s.name(h), r, size, opts)
	if minio.ToErrorResponse(err).Code == "PreconditionFailed" {
		return nil
	}
	if err != nil {
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
		obj.Close()
		return nil, 0, missing(err)
	}
	return obj, info.Size, nil
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

// List gives the digests of bodies last written before a time.
func (s *S3) List(ctx context.Context, before time.Time, each func(header.Hash) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for obj := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
		if obj.Err != nil {
			return fmt.Errorf("list objects: %w", obj.Err)
		}
		h, err := header.ParseHash(obj.Key[strings.LastIndex(obj.Key, "/")+1:])
		if err != nil || !obj.LastModified.Before(before) {
			continue
		}
		if err := each(h); err != nil {
			return err
		}
	}
	return nil
}
