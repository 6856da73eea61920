package exchange_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/exchange/exchangetest"
	"github.com/tasuki-care/tasuki/exchange/memory"
)

func TestContractInMemory(t *testing.T) {
	exchangetest.Run(t, func(*testing.T) exchange.Store { return memory.New() })
}
