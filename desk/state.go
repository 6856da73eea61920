package desk

// State is where a letter (連携データ) stands, in the words of the screens.
type State string

// The states of a letter: 下書き → 送信待ち → 送信済 → 受取済 → 取込済, with the exits
// 差戻し, 送信取消 and 旧版.
const (
	Drafted    State = "draft"      // 下書き
	Queued     State = "queued"     // 送信待ち
	Sent       State = "sent"       // 送信済
	Collected  State = "collected"  // 受取済
	Exported   State = "exported"   // 取込フォルダに出力済
	Imported   State = "imported"   // 取込済
	Refused    State = "refused"    // 差戻し
	Withdrawn  State = "withdrawn"  // 送信取消
	Superseded State = "superseded" // 旧版
)

var stateWords = map[State]string{
	Drafted: "下書き", Queued: "送信待ち", Sent: "送信済", Collected: "受取済",
	Exported: "取込フォルダに出力済", Imported: "取込済", Refused: "差戻し",
	Withdrawn: "送信取消", Superseded: "旧版",
}

// Word is the state as it stands on screen.
func (s State) Word() string { return stateWords[s] }

// steps lists which state may follow which: a late word of the partner repairs the state,
// but a final state (imported, refused, withdrawn) is never left again except by 差替え.
var steps = map[State][]State{
	"":         {Drafted, Queued, Collected},
	Drafted:    {Queued},
	Queued:     {Sent, Collected, Imported, Refused, Withdrawn},
	Sent:       {Collected, Imported, Refused, Withdrawn, Superseded},
	Collected:  {Exported, Imported, Refused, Superseded},
	Exported:   {Imported, Refused, Superseded},
	Imported:   {Superseded},
	Refused:    {Superseded},
	Withdrawn:  {},
	Superseded: {},
}

// CanBecome reports whether a letter in state s may go to next.
func (s State) CanBecome(next State) bool {
	for _, t := range steps[s] {
		if t == next {
			return true
		}
	}
	return false
}
