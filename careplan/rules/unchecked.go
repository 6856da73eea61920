package rules

// Unchecked is a rule of the standard's list that no check of a unit alone can hold.
type Unchecked struct {
	ID      string // "R135"
	Subject string // what the rule says, in a few words
	Reason  string // why the files alone cannot show it
	Room    string // who will know: careplan, spec, rules, desk, region, exchange, later
	Instead string // what is done instead, "" = nothing yet
}

// NotChecked lists them. Together with the book it covers every number of the list.
var NotChecked = []Unchecked{
	{"R008", "longest prefix first when a kind is read from a name", "how names are read", "careplan", "ParseName tests UPKIHON_SUB1 before UPKIHON"},
	{"R024", "NEC and IBM characters are Windows-31J", "a statement, no violation possible", "careplan", "Decode accepts both forms, Encode writes the Windows form"},
	{"R025", "half-width katakana are allowed", "a statement, no violation possible", "careplan", "accepted as they are"},
	{"R036", "look-alikes are normalised before encoding", "concerns our own writer", "careplan", "Encode normalises; samples/encoding_cases.yaml is its test"},
	{"R037", "pitfalls of a common library", "concerns our own reader and writer", "careplan", "own table; differential test against the library"},
	{"R039", "pitfalls of a common CSV library", "concerns our own reader and writer", "careplan", "own reader and writer; exact bytes are fuzzed"},
	{"R044", "which edition decides for files without a month", "not stated by the standard", "desk", "we write the current edition"},
	{"R046", "202407 names the document month", "a definition", "rules", "R040 explains the two frequent wrong values"},
	{"R058", "less than the mandatory files is no exchange", "same cause as R050–R063, which report it", "rules", "R050–R053, R060–R063"},
	{"R066", "the list of units in machine form", "a definition", "spec", "UnitsOf"},
	{"R085", "a client is insurer number and insured number", "a definition", "rules", "the dense client number of every check is made of both"},
	{"R103", "住所地特例: 保険者番号 is not adapted", "the files do not say who is one; reporting it for all would be noise", "desk", "hint when an actual comes back with another insurer than the plan"},
	{"R110", "free text is never cut off", "concerns the importing program", "desk", "our import keeps the whole text"},
	{"R120", "one record = one service code, provider, day and time band", "a definition; equal rows are not forbidden", "rules", "equal equipment rows: R137"},
	{"R122", "単位数 is the value after discount", "needs the unit table and the office's discount", "later", ""},
	{"R123", "percentage additions in actuals may be 0", "nothing can be wrong", "desk", "0 units are read as a service that took place"},
	{"R124", "共生型 reductions stand on the first day", "which codes are such reductions is in the official code table only", "later", "negative units are accepted (R108)"},
	{"R127", "the real day, not a dummy day", "a dummy day looks like a real one", "desk", ""},
	{"R135", "サービスコード exists in the month's code table", "needs the national and municipal code tables", "later", "form by R106, type by R250 and R251"},
	{"R139", "サテライト枝番 only if satellites exist", "the files do not say whether an office has satellites", "region", "form by R106"},
	{"R142", "a correction resends all satellites and services", "needs the file that was sent before", "desk", "compare with the last actual of the same sender, client and month"},
	{"R152", "subtotals ttEEEE and ttZZZZ are optional", "nothing can be wrong", "rules", "R153 and R159 leave them out"},
	{"R156", "給付管理単位数 may be empty outside the category limit", "nothing can be wrong", "rules", "R159 counts only lines that have it"},
	{"R160", "第7表 has no delete file of its own", "a statement", "rules", "a DLTSIKYU name is R001"},
	{"R170", "作成年月日 and 作成（変更）日 are different items", "a statement", "rules", "R080 links by the second"},
	{"R176", "第2表 is written as printed", "both ways are right", "careplan", "texts are kept as read, never filled down"},
	{"R177", "保険対象区分 may be empty", "both ways are right", "rules", "R107 accepts Y, N and empty"},
	{"R211", "address items may hold other text", "a warning to importers", "rules", "no form is demanded of them"},
	{"R220", "without entrustment the centre exchanges with providers directly", "a statement about who talks to whom", "desk", ""},
	{"R221", "with entrustment actuals go to the entrusted office, which forwards them", "needs to know who is entrusted", "desk", "R138 and R140 leave forwarded actuals alone"},
	{"R222", "the centre imports the forwarded plan", "concerns import", "desk", "Y4 is accepted by a centre"},
	{"R223", "relayed files get new names", "needs the file that was received", "desk", "our own relay writes new parts and serial"},
	{"R224", "委託の有無 is filled by both sides", "same cause as R112, which reports it", "rules", "R112"},
	{"R230", "a delete record names the key of what is withdrawn", "same cause as R100, which reports every empty item of a delete file", "rules", "R100"},
	{"R231", "what is removed together", "concerns import", "desk", "Layout.Cascade"},
	{"R232", "an update needs no delete first", "a statement", "desk", ""},
	{"R233", "delete files are optional", "a statement", "desk", ""},
	{"R234", "DLTPLAN goes to a provider without a planned service left", "needs the slip that was sent", "desk", ""},
	{"R235", "actuals are deleted per service type", "concerns import", "desk", ""},
	{"R236", "with another satellite left, resend instead of deleting", "needs the actuals that were sent before", "desk", ""},
	{"R237", "deleting an unknown key", "needs what was imported before", "desk", ""},
	{"R252", "home-visit nursing includes 定期巡回", "a definition", "spec", ""},
	{"R253", "who counts as planner", "a definition", "spec", "IsPlanner"},
	{"R260", "everything that the printed form shows", "needs the printed form", "desk", "R261 reports what the unit itself proves"},
	{"R262", "which clients go into a file is free", "nothing can be wrong", "rules", ""},
	{"R264", "a client with only non-target services gets no file", "same cause as R250, which reports each row", "rules", "R250"},
	{"R270", "units are processed in the order of their serial", "concerns import", "desk", "files go to the import folder in serial order"},
	{"R271", "what an update replaces", "not stated by the standard", "desk", ""},
	{"R272", "importing twice gives the same result", "concerns import", "desk", "a letter is imported once"},
	{"R273", "a unit is imported completely or not at all", "concerns import", "desk", "the import folder gets all files or none"},
	{"R274", "what import is for", "a statement", "desk", ""},
	{"R280", "security of the exchange", "not about a file", "exchange", "docs/security"},
	{"R290", "vendors verify conformity together", "not about a file", "later", "the vendors' test bench"},
	{"R291", "the national vendor test", "not about a file", "later", "the vendors' test bench"},
	{"R300", "which functions a side needs", "not about a file", "later", ""},
	{"R301", "sharing PDFs is not the standard's aim", "not about a file", "desk", ""},
}
