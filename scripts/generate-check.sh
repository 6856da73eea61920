#!/usr/bin/env bash
# Proves that the generated files are what the generators write today.
set -eu
before=$(git status --porcelain; git diff | sha256sum)
go generate ./...
after=$(git status --porcelain; git diff | sha256sum)
if [ "$before" != "$after" ]; then
	echo "generate-check: generated files are not fresh; run 'make generate' and commit" >&2
	git status --short >&2
	exit 1
fi
echo "generate-check: fresh"
