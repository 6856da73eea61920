//go:build !linux

package storetest

import "os/exec"

// account is who runs the server: whoever we are.
type account struct{}

func runAs() (account, error) { return account{}, nil }

func (account) own(string) error { return nil }

func (account) apply(*exec.Cmd) {}
