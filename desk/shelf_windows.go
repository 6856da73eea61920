package desk

// dirSyncUnsupported: Windows opens folders for reading only and refuses to flush them.
func dirSyncUnsupported(error) bool { return true }
