package rules

// bookEG are sections E to G of the rules: relations, values, 第6表.
var bookEG = []*Rule{}
