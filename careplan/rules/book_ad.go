package rules

// bookAD are sections A to D of the rules: names, bytes, editions, units, with R302,
// which is about the same table of units, and our own rules about heaps and reading.
var bookAD = []*Rule{
	&r001, &r002, &r003, &r004, &r005, &r006, &r007, &r009, &r010, &r011, &r012, &r013, &r014,
	&r020, &r021, &r022, &r023, &r026, &r027, &r028, &r029, &r030, &r031, &r032, &r033, &r034, &r035, &r038,
	&r040, &r041, &r042, &r043, &r045, &r047,
	&r050, &r051, &r052, &r053, &r054, &r055, &r056, &r057, &r059,
	&r060, &r061, &r062, &r063, &r064, &r065,
	&r302,
	&t001, &t002, &t003,
}
