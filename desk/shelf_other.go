//go:build !windows

package desk

// dirSyncUnsupported: everywhere but on Windows a folder can be flushed, so that a refusal
// is an error.
func dirSyncUnsupported(error) bool { return false }
