#!/usr/bin/env bash
# Runs every fuzz target of the repository for FUZZTIME (default 10s) each.
set -eu
time=${FUZZTIME:-10s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ran=0
for pkg in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
		echo "fuzz $pkg $target $time"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x -parallel 2 "$pkg" >"$log" 2>&1 || {
			cat "$log"
			exit 1
		}
		ran=$((ran + 1))
	done
done
echo "fuzz: $ran targets"
[ "$ran" -gt 0 ]
