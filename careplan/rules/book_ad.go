package rules

// bookAD are sections A to D of the rules: names, bytes, editions, units.
var bookAD = []*Rule{}
