package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// cluster is a PostgreSQL of our own: its data and its socket lie in one new folder, and it
// listens to no network, so that it can meet no other server.
type cluster struct {
	dir   string
	admin *sql.DB
	quit  func()
	done  chan error
}

// start starts the cluster unless it runs.
func (c *cluster) start() error {
	if c.dir != "" {
		return nil
	}
	bin, err := findBinaries()
	if err != nil {
		return err
	}
	who, err := runAs()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tasuki-pg-")
	if err != nil {
		return err
	}
	c.dir = dir
	if err := c.startIn(bin, who); err != nil {
		text, _ := os.ReadFile(filepath.Join(dir, "log"))
		c.stop()
		return fmt.Errorf("%w\n%s", err, text)
	}
	return nil
}

func (c *cluster) startIn(bin string, who account) error {
	if err := who.own(c.dir); err != nil {
		return err
	}
	data := filepath.Join(c.dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "tasuki", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums")
	init.Dir = c.dir
	who.apply(init)
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	serve := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", c.dir,
		"-c", "listen_addresses=", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "shared_buffers=32MB", "-c", "max_connections=200")
	serve.Dir = c.dir
	who.apply(serve)
	if err := c.serve(serve); err != nil {
		return err
	}
	admin, err := sql.Open("pgx", c.url("postgres"))
	if err != nil {
		return err
	}
	c.admin = admin
	return c.wait()
}

// serve runs the server as a child that dies with this process.
func (c *cluster) serve(cmd *exec.Cmd) error {
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = log, log
	started := make(chan error, 1)
	c.done = make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the child is told when the thread ends that started it
		err := cmd.Start()
		started <- err
		if err == nil {
			c.done <- cmd.Wait()
		}
		log.Close()
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	c.quit = func() { _ = cmd.Process.Signal(os.Interrupt) } // fast shutdown
	return nil
}

// wait returns when the server answers.
func (c *cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		err := c.admin.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case died := <-c.done:
			c.done <- died
			return fmt.Errorf("postgres ended: %w", errors.Join(died, err))
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server and removes everything of it.
func (c *cluster) stop() {
	if c.admin != nil {
		c.admin.Close()
	}
	if c.quit != nil {
		c.quit()
		<-c.done
	}
	if c.dir != "" {
		os.RemoveAll(c.dir)
	}
	*c = cluster{}
}

func (c *cluster) create(name string) (string, error) {
	_, err := c.admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0")
	return c.url(name), err
}

func (c *cluster) url(database string) string {
	return "postgres://tasuki@/" + database + "?host=" + url.QueryEscape(c.dir)
}

// findBinaries finds the newest PostgreSQL of Debian's packages, or the one in PATH.
func findBinaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	name, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("no PostgreSQL server on this machine")
	}
	return filepath.Dir(name), nil
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}
