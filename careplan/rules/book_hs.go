package rules

// bookHS are sections H to S of the rules and our own T rules. What cannot be seen in the
// files alone stands in docs/validation.md.
var bookHS = []*Rule{
	&r150, &r151, &r153, &r154, &r155, &r157, &r158, &r159,
	&r171, &r172, &r173, &r174, &r175, &r190, &r191, &r192, &r193,
	&r210, &r212, &r213, &r214, &r215, &r250, &r251, &r261, &r263,
}
