package envelope

import "io"

// ReadZIPNames opens the strict ZIP reader to fuzzing.
func ReadZIPNames(r io.ReaderAt, size int64) ([]string, []byte, error) {
	entries, err := readZIP(r, size, DefaultLimits)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.name)
	}
	return names, directory(entries, place(entries)), nil
}

// ParseManifest opens the manifest reader to fuzzing.
func ParseManifest(b []byte) (Manifest, error) { return parseManifest(b) }

// ParseKeyring opens the keyring reader to fuzzing.
func ParseKeyring(b []byte) (Keyring, error) { return parseKeyring(b) }

// Check judges a manifest as opening does, with the published limits.
func (m Manifest) Check() error { return m.check(DefaultLimits) }

// CheckName opens the check of names.
func CheckName(name string) error { return checkName(name) }
