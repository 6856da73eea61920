#!/usr/bin/env bash
# Runs every fuzz target of the repository for FUZZTIME (default 10s) each.
set -eu
time=${FUZZTIME:-10s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ran=0

# run PKG TARGET: fuzzes for the time. When the time ends in the middle of a call, go test
# may report that end as a failure "context deadline exceeded" and nothing else; such a run
# found nothing and is repeated. A real failure writes its input and is never repeated.
run() {
	for try in 1 2 3; do
		go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 10x -parallel 2 "$1" >"$log" 2>&1 && return
		grep -q '^    context deadline exceeded$' "$log" || return 1
		grep -q -e 'Failing input written' -e 'panic' -e '_test.go:' "$log" && return 1
		echo "fuzz $1 $2: the time ended in a call (try $try), again"
	done
	return 1
}

for pkg in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
		echo "fuzz $pkg $target $time"
		run "$pkg" "$target" || {
			cat "$log"
			exit 1
		}
		ran=$((ran + 1))
	done
done
echo "fuzz: $ran targets"
[ "$ran" -gt 0 ]
