package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name:    "version",
		usage:   "",
		summary: "版を表示する",
		run:     runVersion,
	}
}

func runVersion(_ context.Context, t terminal, _ []string) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("read build information")
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			version = s.Value[:12]
		}
	}
	fmt.Fprintf(t.out, "tasuki %s（%s）標準仕様 202407（V4.1）・202208（V3.x）\n", version, info.GoVersion)
	return nil
}
