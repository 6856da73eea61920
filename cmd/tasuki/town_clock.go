package main

import (
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
)

// townClock is the demo's own time: it runs as the machine's does, from a day of the
// story, and can be moved forward. It never goes back.
type townClock struct {
	mu   sync.Mutex
	base time.Time // the story's time …
	real time.Time // … at this moment of the machine
}

func newTownClock(at time.Time) *townClock { return &townClock{base: at, real: time.Now()} }

// Now is the time of the story.
func (c *townClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(time.Since(c.real)).In(calendar.Japan)
}

// Set moves the clock forward; an earlier time leaves it alone.
func (c *townClock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.base.Add(time.Since(c.real)); at.Before(now) {
		return
	}
	c.base, c.real = at, time.Now()
}

// at is a moment of the story in Japan.
func at(day string, hour, minute int) time.Time {
	t, ok := calendar.Parse(day)
	if !ok {
		panic("no day: " + day) // the days of the story are constants
	}
	return t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}
