package rules

// bookEG are sections E to G of the rules: relations, values, 第6表. What cannot be seen in
// the files alone (R103, R110, R122, R123, R135 …) stands in docs/validation.md.
var bookEG = []*Rule{
	&r080, &r081, &r082, &r083, &r084, &r086, &r087,
	&r100, &r101, &r102, &r104, &r105, &r106, &r107, &r108, &r109, &r111, &r112, &r113, &r114,
	&r121, &r125, &r126, &r128, &r129, &r130, &r131, &r132, &r133, &r134, &r136, &r137, &r138, &r140, &r141,
}
