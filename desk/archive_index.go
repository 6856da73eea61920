package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// archiveHead is index.json before its letters. The format is open: fields are added, never
// changed, while the version stays.
type archiveHead struct {
	Format   string            `json:"format"` // "tasuki-export"
	Version  int               `json:"version"`
	Office   string            `json:"office"` // 事業所番号
	Types    []string          `json:"service_types"`
	Name     string            `json:"office_name"`
	Made     time.Time         `json:"made"` // UTC, as all times
	By       string            `json:"made_by"`
	Partners []archivedPartner `json:"partners"`
	Clients  []archivedClient  `json:"clients"`
	Verdicts []archivedVerdict `json:"verdicts,omitempty"`
	None     []archivedNone    `json:"no_actuals,omitempty"` // 実績なし
	Journal  []archivedNote    `json:"journal"`              // of the office, its partners and clients
}

type archivedPartner struct {
	ID        string            `json:"id"`                  // number/type, random without a number
	NoNumber  string            `json:"no_number,omitempty"` // 主治医, 福祉事務所, 家族
	Office    string            `json:"office,omitempty"`
	Type      string            `json:"service_type,omitempty"`
	Name      string            `json:"name"`
	Channel   string            `json:"channel"`
	Fax       string            `json:"fax,omitempty"`
	Phone     string            `json:"phone,omitempty"`
	Mail      string            `json:"mail,omitempty"`
	Postal    string            `json:"address,omitempty"`
	Software  string            `json:"software,omitempty"`
	Manager   string            `json:"manager,omitempty"`
	Ours      string            `json:"original_agreed_by_us,omitempty"`
	Theirs    string            `json:"original_agreed_by_them,omitempty"`
	Successor string            `json:"successor,omitempty"`
	Wishes    map[string]string `json:"wishes,omitempty"`
}

type archivedClient struct {
	Insurer string          `json:"insurer"`
	Insured string          `json:"insured"`
	Name    string          `json:"name"`
	Kana    string          `json:"kana,omitempty"`
	Events  []archivedEvent `json:"events,omitempty"`
}

// archivedLetter is one row of the ledger.
type archivedLetter struct {
	ID         string          `json:"id"`
	Direction  string          `json:"direction"` // sent, received
	Channel    string          `json:"channel"`
	Own        string          `json:"own"`
	Partner    string          `json:"partner"`
	To         string          `json:"partner_without_number,omitempty"` // id among the partners
	CopyOf     string          `json:"copy_of,omitempty"`
	Letter     string          `json:"letter_id,omitempty"`
	Family     string          `json:"family"`
	Kind       string          `json:"kind"` // in words
	Unit       string          `json:"unit,omitempty"`
	Month      string          `json:"service_month,omitempty"`
	Edition    string          `json:"edition,omitempty"`
	Number     int             `json:"version"`
	State      string          `json:"state"`
	StateWord  string          `json:"state_in_words"`
	At         time.Time       `json:"at"`
	Moved      time.Time       `json:"state_changed_at"`
	By         string          `json:"by,omitempty"`
	OpenedBy   string          `json:"opened_by,omitempty"`
	OpenedAt   time.Time       `json:"opened_at,omitzero"`
	PrintedAt  time.Time       `json:"printed_at,omitzero"`
	Clients    []string        `json:"clients,omitempty"` // insurer-insured
	Message    string          `json:"message,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	Errors     int             `json:"errors"`
	Warnings   int             `json:"warnings"`
	Supersedes string          `json:"supersedes,omitempty"`
	Next       string          `json:"superseded_by,omitempty"`
	Stage      string          `json:"stage,omitempty"`
	Consent    string          `json:"consent_day,omitempty"`
	Files      []archivedFile  `json:"files,omitempty"`
	Problem    string          `json:"problem,omitempty"` // why the files are not here
	Receipt    string          `json:"receipt,omitempty"` // the post office's signed note, exact text
	Answer     *archivedAnswer `json:"answer,omitempty"`
	Events     []archivedEvent `json:"events,omitempty"`
	Journal    []archivedNote  `json:"journal,omitempty"`

	entry Entry
}

type archivedFile struct {
	Path   string `json:"path"` // in the archive
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// archivedAnswer is the receiver's signed verdict, base64 in JSON.
type archivedAnswer struct {
	Body []byte `json:"body"`
	JWS  []byte `json:"jws"`
}

type archivedEvent struct {
	At    time.Time `json:"at,omitzero"`
	Day   string    `json:"day,omitempty"` // of a client's event
	Kind  string    `json:"kind"`
	State string    `json:"state,omitempty"`
	Note  string    `json:"note,omitempty"`
}

type archivedNote struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who,omitempty"`
	Verb    string    `json:"verb"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text,omitempty"`
}

func (a *archive) describe(e Entry) archivedLetter {
	l := archivedLetter{
		ID: e.ID, Direction: "received", Channel: string(e.Channel), Own: e.Own.String(), Partner: e.Partner.String(), Letter: e.Letter,
		Family: e.Family, Kind: e.Kind(), Unit: e.Unit, Month: e.Month, Edition: e.Edition, Number: e.Version, State: string(e.State),
		StateWord: e.StateWord(), At: e.At, Moved: e.Moved, By: a.member(e.By), OpenedBy: a.member(e.OpenedBy), OpenedAt: e.OpenedAt,
		PrintedAt: e.PrintedAt, Message: e.Message, Reason: e.Reason, Errors: e.Errors, Warnings: e.Warnings, Supersedes: e.Supersedes,
		To: e.To, CopyOf: e.CopyOf, Next: e.Next, Stage: e.Stage, Consent: e.Consent, entry: e,
	}
	if e.Out {
		l.Direction = "sent"
	}
	for _, k := range e.Clients {
		l.Clients = append(l.Clients, k.String())
	}
	return l
}

func (a *archive) member(id string) string {
	if id == "" || id == "-" || a.by.Name == nil {
		return strings.Trim(id, "-")
	}
	return a.by.Name(id)
}

func (a *archive) journal(ctx context.Context, subjects ...string) ([]archivedNote, error) {
	var out []archivedNote
	for _, s := range subjects {
		notes, err := a.bench.Cabinet.Journal(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("read journal: %w", err)
		}
		for _, n := range notes {
			out = append(out, archivedNote{At: n.At, Who: a.member(n.Who), Verb: n.Verb, Subject: n.Subject, Text: n.Text})
		}
	}
	return out, nil
}

// head gathers what stands before the letters.
func (a *archive) head(ctx context.Context) (archiveHead, error) {
	b := a.bench
	h := archiveHead{Format: "tasuki-export", Version: 1, Office: b.Office, Types: b.Types, Name: b.Name, Made: a.made, By: a.member(a.by.Who)}
	cards, err := b.Cards(ctx)
	if err != nil {
		return h, err
	}
	subjects := []string{subjectExport, "settings", "returned"}
	for _, c := range cards {
		h.Partners = append(h.Partners, archivedCard(c))
		subjects = append(subjects, c.ID)
	}
	for _, c := range b.Clients() {
		h.Clients = append(h.Clients, archivedClientOf(c))
		subjects = append(subjects, c.Key.String())
	}
	months, err := a.months(ctx, &h)
	if err != nil {
		return h, err
	}
	h.Journal, err = a.journal(ctx, append(subjects, months...)...)
	return h, err
}

func archivedCard(c Card) archivedPartner {
	return archivedPartner{
		ID: c.ID, NoNumber: c.NoNumber, Office: c.Address.Office, Type: c.Address.Type, Name: c.Name, Channel: string(c.Channel), Fax: c.Fax, Phone: c.Phone, Mail: c.Mail,
		Postal: c.Postal, Software: c.Software, Manager: c.Manager, Ours: c.Original.Ours, Theirs: c.Original.Theirs, Successor: c.Successor.Office, Wishes: c.Wishes,
	}
}

func archivedClientOf(c Client) archivedClient {
	out := archivedClient{Insurer: c.Key.Insurer, Insured: c.Key.Insured, Name: c.Name, Kana: c.Kana}
	for _, e := range c.Events {
		out.Events = append(out.Events, archivedEvent{Day: e.Day, Kind: string(e.Kind)})
	}
	return out
}

// sealedOf finds the letter behind a row and takes over its receipt and answer.
func (b *Bench) sealedOf(ctx context.Context, l *archivedLetter) (header.Address, header.LetterID, error) {
	id, err := header.ParseLetterID(l.entry.Letter)
	if err != nil {
		return header.Address{}, id, fmt.Errorf("read letter id: %w", err)
	}
	if l.entry.Out {
		o, err := b.Store.Outgoing(ctx, id)
		l.Receipt, l.Answer = string(o.Receipt), archivedAnswerOf(o.Answer)
		return o.From, id, err
	}
	in, err := b.Store.Incoming(ctx, l.entry.Partner, id)
	l.Receipt, l.Answer = string(in.Receipt), archivedAnswerOf(in.Answer)
	return in.From, id, err
}

func archivedAnswerOf(a *receipt.SignedAnswer) *archivedAnswer {
	if a == nil {
		return nil
	}
	return &archivedAnswer{Body: a.Body, JWS: a.JWS}
}

// archiveReadme explains the archive to whoever opens it years later, without this program.
func archiveReadme(name, office string, at time.Time) string {
	lines := []string{
		name + "（事業所番号 " + office + "）の送受信の記録",
		"持ち出した日: " + calendar.Era.Date(calendar.Of(at)),
		"",
		"■ 中身",
		"送信/サービス月/日付_相手の事業所番号_記録の番号/  … 送ったときのままのファイル",
		"受信/サービス月/日付_相手の事業所番号_記録の番号/  … 届いたときのままのファイル",
		"index.json … すべての記録の一覧（状態、日時、相手先、受領証、操作の記録）",
		"README.txt … この説明",
		"",
		"■ ファイルの開き方",
		"CSVは国の標準仕様のまま（文字コードはWindows-31J）です。介護ソフトの取込画面で読めます。",
		"PDFや写真などの書類は、そのまま開けます。",
		"サービス月のないもの（ケアプラン、書類、連絡など）は「月なし」にあります。",
		"",
		"■ index.json の読み方",
		"文字コードはUTF-8、時刻は世界標準時（日本時間より9時間前）です。特別な道具がなくても、テキストとして読めます。",
		"letters … 記録の一覧。files にファイルの場所・大きさ（バイト）・ハッシュ値（SHA-256）があります。",
		"state_in_words … 状態の日本語。receipt … ハブの受領証。answer … 相手先の署名つきの返事。",
		"partners … 連携先。clients … 利用者。verdicts … 利用者の月の終わり方（請求へ・月遅れ・請求なし）。no_actuals … 実績なしとその理由。journal … いつ、誰が、何をしたか。",
		"problem … ファイルを開けなかった記録に、その理由があります。",
		"index.json がないときは、持ち出しが途中で切れています。もう一度持ち出してください。",
		"",
		"■ お願い",
		"利用者の個人情報が、そのまま入っています。鍵のかかる場所に保管し、要らなくなったら消してください。",
		"",
	}
	return "\uFEFF" + strings.Join(lines, "\r\n")
}
