package city

// build puts the city together; later parts look at earlier ones.
func build() City {
	c := City{Offices: makeOffices(), Outside: makeOutside(), Events: events()}
	c.Zones = zonesOf(c.Offices)
	c.States = makeStates(c.Offices)
	c.Pairs = makePairs(c.Offices, c.Outside, c.States)
	base(c.Pairs, c.States)
	c.History = history(c.States)
	c.Successions = []Succession{{From: hokorobi, To: hokorobi2, At: date(2027, 1, 1)}}
	c.Workshop = makeWorkshop(c.Offices, c.States)
	return c
}

// state gives the state of an office of the city; unknown for all others.
func (c City) state(number string) State {
	for _, s := range c.States {
		if s.Number == number {
			return s
		}
	}
	return State{Number: number, State: Unknown, WebService: NotKnown}
}
