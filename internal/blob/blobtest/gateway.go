package blobtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// gateway is the real S3 server of the tests: it is built once into the user's cache.
const gateway = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

// Gateway starts a real S3 server on loopback over a temporary folder and gives the
// address for blob.OpenS3. If it cannot be built the test fails, unless SKIP names s3:
// then it says what is not tested.
func Gateway(t *testing.T) string {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("SKIP"), ","), "s3") {
		t.Skip("SKIPPED by SKIP=s3: the contract of bodies on a real S3 server (versitygw)")
	}
	program, err := buildGateway()
	if err != nil {
		t.Fatalf("a real S3 server is needed (SKIP=s3 leaves it out): %v", err)
	}
	addr := freePort(t)
	data := t.TempDir()
	cmd := exec.Command(program, "--port", addr, "--health", "/health", "posix", data)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY=tasuki", "ROOT_SECRET_KEY=tasukitasuki")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatalf("start S3 server: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := waitFor(addr); err != nil {
		t.Fatalf("S3 server: %v\n%s", err, said.String())
	}
	return fmt.Sprintf("s3://tasuki:tasukitasuki@%s/letters/hub?insecure=1", addr)
}

// buildGateway builds the server with the Go toolchain, once per machine and version.
func buildGateway() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "tasuki-test", "versitygw-v1.8.0")
	program := filepath.Join(dir, "versitygw")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	cmd := exec.Command("go", "install", gateway)
	cmd.Dir = os.TempDir() // outside any module: its versions are its own
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install %s: %w\n%s", gateway, err, out)
	}
	return program, nil
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func waitFor(addr string) error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			return c.Close()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("does not answer: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
