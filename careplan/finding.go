package careplan

// Severity ranks a finding: エラー, 注意, 情報.
type Severity string

// The three severities, as they stand in the JSON of tasuki check.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding (確認事項) is one result of a check: where, which rule, what is wrong in one
// sentence, and the next step. It carries no personal value unless Value is asked for.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`   // name without folder; "" for the whole unit
	Path     string   `json:"path,omitempty"`   // set when the name alone is not unique
	Line     int      `json:"line,omitempty"`   // physical line where the record starts
	Record   int      `json:"record,omitempty"` // 1-based number of the record
	Column   int      `json:"column,omitempty"` // 項目No.
	Item     string   `json:"item,omitempty"`   // 項目名
	Message  string   `json:"message"`          // one Japanese sentence
	Next     string   `json:"next"`             // the next step, one Japanese sentence
	Value    string   `json:"value,omitempty"`  // the value as read; only with --show-values
	More     int      `json:"more,omitempty"`   // this many further findings of the rule in the file
}

// Leniency is a deviation of a partner's file that was accepted, by name.
type Leniency struct {
	Name  string `json:"name"`
	Rule  string `json:"rule"`
	Count int    `json:"count"`
}
