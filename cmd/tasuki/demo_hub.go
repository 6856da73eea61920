package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/exchange"
)

// demoHub is the demo's hub in a process of its own, so that it can be killed for real.
type demoHub struct {
	dir  string
	addr string // host:port, fixed after the first start
	url  string
	more []string // further flags: --db, --blobs
	cmd  *exec.Cmd
	log  *os.File
}

// startDemoHub makes a hub in the demo folder and starts it.
func startDemoHub(ctx context.Context, dir, addr string, more ...string) (*demoHub, error) {
	h := &demoHub{dir: filepath.Join(dir, "hub"), addr: addr, more: more}
	if _, err := os.Stat(filepath.Join(h.dir, "root.pem")); err != nil {
		if err := makeHub(h.dir, "tasuki-demo", []string{"127.0.0.1", "localhost"}, time.Now()); err != nil {
			return nil, err
		}
	}
	log, err := os.OpenFile(filepath.Join(dir, "hub.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open hub log: %w", err)
	}
	h.log = log
	return h, h.start(ctx)
}

// start starts the hub's process and waits until it listens.
func (h *demoHub) start(ctx context.Context) error {
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	args := append([]string{"hub", "--dir", h.dir, "--addr", h.addr}, h.more...)
	h.cmd = exec.Command(exe, args...)
	h.cmd.Env = append(os.Environ(), "TASUKI_MAIN=1")
	h.cmd.Stderr = h.log
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("watch hub: %w", err)
	}
	if err := h.cmd.Start(); err != nil {
		return fmt.Errorf("start hub: %w", err)
	}
	return h.listening(ctx, out)
}

// listening reads the address the hub says it listens on.
func (h *demoHub) listening(ctx context.Context, out io.Reader) error {
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		said <- line
	}()
	select {
	case line := <-said:
		for _, word := range strings.Fields(line) {
			if _, _, err := net.SplitHostPort(word); err == nil {
				h.addr, h.url = word, "https://"+word
				return nil
			}
		}
		return errors.New("start hub: it ended; see hub.log")
	case <-time.After(15 * time.Second):
		return errors.New("start hub: it does not listen")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// register enters an office through the hub's own command line and gives its code.
func (h *demoHub) register(ctx context.Context, o demoOffice) (string, error) {
	own, err := openHub(ctx, hubOptions{dir: h.dir, db: h.flag("--db"), blobs: h.flag("--blobs")}, h.log)
	if err != nil {
		return "", err
	}
	defer own.close()
	return own.register(ctx, exchange.Office{Number: o.number, Name: o.name, Types: o.types}, h.addr)
}

// flag gives the value of a further flag.
func (h *demoHub) flag(name string) string {
	for i := 0; i+1 < len(h.more); i++ {
		if h.more[i] == name {
			return h.more[i+1]
		}
	}
	return ""
}

// kill ends the process at once, as a loss of power would: nothing is tidied up.
func (h *demoHub) kill() error {
	if err := h.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill hub: %w", err)
	}
	_ = h.cmd.Wait()
	return nil
}

// stop ends the process.
func (h *demoHub) stop() {
	if h.cmd != nil && h.cmd.Process != nil {
		_ = h.cmd.Process.Kill()
		_ = h.cmd.Wait()
	}
	h.log.Close()
}
