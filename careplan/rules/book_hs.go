package rules

// bookHS are sections H to S of the rules and our own T rules.
var bookHS = []*Rule{}
