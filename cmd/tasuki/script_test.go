package main

import (
	"context"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// scriptHub is the hub of one script, as a child process on a port of its own.
type scriptHub struct{ *demoHub }

// scriptCommands are the words that scripts have besides tasuki itself: starting and
// killing a hub needs a process that outlives one line.
func scriptCommands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"hubstart": func(ts *testscript.TestScript, _ bool, _ []string) { startScriptHub(ts) },
		"hubkill":  func(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(hubOf(ts).kill()) },
		"hubregister": func(ts *testscript.TestScript, _ bool, args []string) {
			code, err := hubOf(ts).register(context.Background(), demoOffice{number: args[0], name: "架空", types: args[1:2]})
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(code), 0o600))
		},
		"enrol":  enrolInScript,
		"logged": waitInScript,
	}
}

type hubKey struct{}

func hubOf(ts *testscript.TestScript) *scriptHub { return ts.Value(hubKey{}).(*scriptHub) }

// startScriptHub starts the hub in the script's folder, again on the same address.
func startScriptHub(ts *testscript.TestScript) {
	h := hubOf(ts)
	if h.demoHub != nil {
		ts.Check(h.start(context.Background()))
		return
	}
	demo, err := startDemoHub(context.Background(), ts.MkAbs("."), "127.0.0.1:0")
	ts.Check(err)
	h.demoHub = demo
	ts.Defer(demo.stop)
}

// enrolInScript runs `tasuki office enrol` with the code in a file.
func enrolInScript(ts *testscript.TestScript, _ bool, args []string) {
	code, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	ts.Check(ts.Exec("tasuki", "office", "enrol", "--profile", ts.MkAbs(args[0]), string(code)))
}

// waitInScript waits until a partner's key is in the log.
func waitInScript(ts *testscript.TestScript, _ bool, args []string) {
	to, err := header.ParseAddress(args[1])
	ts.Check(err)
	d, err := openProfile(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	defer d.Close()
	ts.Check(eventually(context.Background(), 10*time.Second, func() error {
		_, err := d.Post.Lookup(context.Background(), to)
		return err
	}))
}
