//go:build race

package rules_test

// padding: the race detector makes every allocation larger.
const padding = 2
