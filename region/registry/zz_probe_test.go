package registry

import ("testing";"time";"fmt";"slices")

func off(num string, src Source, codes ...string) Office {
	o := Office{Number: num, Name: "見本", City: "999903", Source: src}
	for _, c := range codes { s, _ := ServiceOf(c); o.Services = append(o.Services, s) }
	return o
}
func TestProbe(t *testing.T) {
	// 1 municipal -> ministry idempotence
	old := []Office{off("9999900013", Municipal, "110", "150")}
	l := List{Format: FormatMinistry, Offices: []Office{off("9999900013", Ministry, "150")}, Services: []string{"110", "150"}}
	now := Apply(old, Compare(old, l, Scope{}))
	fmt.Println("1 second import changes:", len(Compare(now, l, Scope{}).Changes))
	// 2 hand -> ministry -> missing
	old = []Office{off("9999900013", Hand, "150"), off("9999900021", Ministry, "150")}
	l2 := List{Format: FormatMinistry, Offices: []Office{off("9999900013", Ministry, "150"), off("9999900021", Ministry, "150")}, Services: []string{"150"}}
	now = Apply(old, Compare(old, l2, Scope{}))
	l3 := l2; l3.Offices = l2.Offices[1:]
	fmt.Println("2 hand-listed closed:", Compare(now, l3, Scope{}).Counts.Closed)
	// 3 all rows rejected, cities named
	h := "都道府県コード又は市町村コード,事業所名,住所,サービスの種類,事業所番号\n"
	p := func(name, text string) List { rows, _, err := Rows(File{name, []byte(text)}); if err != nil { fmt.Println("ERR", err) }; l, err := Parse([]Input{{Name: name, Rows: rows}}, time.Now()); if err != nil { fmt.Println("ERR", err) }; return l }
	l = p("jigyosho_150.csv", h+"999903,見本,x,通所介護,1.2E+09\n")
	fmt.Println("3 closed by a rejected row:", Compare([]Office{off("9999900013", Ministry, "150")}, l, Scope{Cities: []string{"999903"}}).Counts.Closed)
	// 4 header only
	l = p("jigyosho_150.csv", h)
	fmt.Println("4 closed by an empty file:", Compare([]Office{off("9999900013", Ministry, "150")}, l, Scope{Cities: []string{"999903"}}).Counts.Closed, l.Warnings)
	// 5 stray service in a ministry file
	l = p("jigyosho_150.csv", h+"999903,見本,x,訪問介護,9999900021\n")
	fmt.Println("5 services spoken about:", l.Services)
	// 6 services on lines
	l = p("x.csv", "事業所名称,実施サービス,住所,事業所番号\n見本,\"訪問介護\n通所介護\",y,9999900013\n例,訪問介護（改行）通所介護,y,9999900021\n")
	for _, o := range l.Offices { fmt.Println("6", o.Services) }
	// 7 claim code 78
	s, _ := serviceNamed("78"); fmt.Println("7", s.Code)
	// 8 serial No as the number
	rows, _, _ := Rows(File{"a.csv", []byte("No,事業所名,状態\n1,見本,導入済\n2,例,未導入\n")})
	l, err := Parse([]Input{{Name: "a.csv", Rows: rows}}, time.Now()); fmt.Println("8", err, l.Rejected)
	// 9 collisions of 5-digit codes
	for c := range places().code { if z := "0" + c[:5]; known(z) { n, pr, _ := City(c); m, q, _ := City(z); fmt.Println("9", c, pr, n, "/", z, q, m) } }
	// 10 ambiguous claims
	fmt.Println("10", townKey("北二十一丁目"), CheckNumber("0000000000"))
	fmt.Println("11 outside city unknown:", Compare(nil, List{Format: FormatMunicipal, Offices: []Office{{Number: "9999900013", Source: Municipal}}}, Scope{Cities: []string{"999903"}}).Counts.Added)
	a := Office{Number: "9999900013", Name: "同名", Source: Hand}
	_ = a; _ = slices.Sort[[]string]
	// 12 two centres of one name, order of files
	mk := func(n string) [][]string { return [][]string{{"事業所番号", "事業所名", "種別", "親センター"}, {n, "同名センター", "地域包括支援センター", ""}} }
	br := [][]string{{"事業所番号", "事業所名", "種別", "親センター"}, {"", "枝", "ブランチ", "同名センター"}}
	for _, ord := range [][]Input{{{Name: "a", Rows: mk("9999900013")}, {Name: "b", Rows: mk("9999900021")}, {Name: "c", Rows: br}}, {{Name: "b", Rows: mk("9999900021")}, {Name: "a", Rows: mk("9999900013")}, {Name: "c", Rows: br}}} {
		l, err := Parse(ord, time.Now()); fmt.Println("12", err, l.Offices[0].Parent, l.Offices[1].Parent, len(l.Offices), l.Offices[len(l.Offices)-1].Number)
		for _, o := range l.Offices { fmt.Print(o.Number, " ") }; fmt.Println()
	}
	// 13 full-width corp
	l = p("jigyosho_150.csv", "都道府県コード又は市町村コード,事業所名,住所,サービスの種類,事業所番号,法人番号\n999903,見本,x,通所介護,9999900021,７００００１２０５０００２\n")
	fmt.Println("13", l.Offices[0].Corp); for _, w := range l.Warnings { if w.Row > 1 { fmt.Println("  ", w.Kind) } }
	// 14 conflict in duplicates: order of rows for exact duplicates over files
}
