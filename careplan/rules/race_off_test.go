//go:build !race

package rules_test

// padding: without the race detector allocations are what they are.
const padding = 1
