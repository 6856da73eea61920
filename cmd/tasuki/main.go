// Command tasuki is the one binary of Tasuki 襷: hub, desk, agent, demo and the tools of
// the command line. It knows flags, folders, signals and exit codes and wires the rooms
// together. It never decides anything about a letter: that stands in the rooms.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit statuses of every command (docs/design.md §7, frozen by test).
const (
	exitDone    = 0 // done and nothing wrong
	exitFinding = 1 // findings of severity error, or not everything delivered
	exitUsage   = 2 // usage or unreadable input
	exitRefused = 3 // refused by the other side
	exitOffline = 4 // no connection; a retry is safe
)

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// command is one verb of the command line.
type command struct {
	name    string
	usage   string // the words after "tasuki NAME"
	summary string // one Japanese sentence
	run     func(ctx context.Context, t terminal, args []string) error
}

// commands is the list of verbs in the order of the help text.
func commands() []command {
	return []command{
		demoCommand(), checkCommand(), showCommand(), convertCommand(),
		sendCommand(), receiveCommand(), statusCommand(), packCommand(), unpackCommand(), proofCommand(),
		deskCommand(), regionCommand(), hubCommand(), officeCommand(), certCommand(), benchCommand(), versionCommand(),
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run carries out one command line and gives its exit status.
func run(ctx context.Context, t terminal, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		printHelp(t.out)
		return exitDone
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return finish(t, c, c.run(ctx, t, args[1:]))
		}
	}
	fmt.Fprintf(t.err, "「%s」という命令はありません。tasuki --help で一覧を表示します。\n", args[0])
	return exitUsage
}

// finish prints what went wrong, if anything, and gives the exit status.
func finish(t terminal, c command, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	var quiet quietError
	if errors.As(err, &quiet) {
		return int(quiet)
	}
	code, message, next := explain(err)
	fmt.Fprintf(t.err, "tasuki %s: %s\n", c.name, message)
	if next != "" {
		fmt.Fprintf(t.err, "  → %s\n", next)
	}
	return code
}

// quietError ends a command with a status after it has said all there is to say.
type quietError int

func (e quietError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
