package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test program stand in for the tasuki binary: for scripts under its
// name, and for child processes that the demo and the power-loss test start.
func TestMain(m *testing.M) {
	if os.Getenv("TASUKI_MAIN") == "1" {
		os.Exit(run(context.Background(), terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}, os.Args[1:]))
	}
	testscript.Main(m, map[string]func(){
		"tasuki": func() {
			os.Exit(run(context.Background(), terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}, os.Args[1:]))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") == "1",
		RequireExplicitExec: true,
		Cmds:                scriptCommands(),
		Setup: func(e *testscript.Env) error {
			e.Values[hubKey{}] = &scriptHub{}
			e.Setenv("TASUKI_MAIN", "")
			e.Setenv("TZ", "Asia/Tokyo")
			return copySamples(e.WorkDir + "/samples")
		},
	})
}
