package pki_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/pki/pkitest"
)

func TestMemoryStoreKeepsTheContract(t *testing.T) {
	pkitest.Suite(t, func(*testing.T) pki.Store { return pkitest.NewMemory() })
}
