package people_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/desk/people/peopletest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	peopletest.Suite(t, func(*testing.T) people.Store { return people.NewMemory() })
}
