package envelope

import (
	"errors"
	"fmt"
)

// Reason says why a letter was refused. The list is closed and published
// (docs/formats/envelope.md); an identifier never changes its meaning.
type Reason string

// The reasons, in the order in which opening looks for them.
const (
	NotEnvelope          Reason = "not_envelope"
	TooLarge             Reason = "too_large"
	HeaderNotCanonical   Reason = "header_not_canonical"
	NoKey                Reason = "no_key"
	HeaderMAC            Reason = "header_mac"
	Truncated            Reason = "truncated"
	Body                 Reason = "body"
	Epoch                Reason = "epoch"
	ZIPProfile           Reason = "zip_profile"
	ManifestHash         Reason = "manifest_hash"
	DuplicateKey         Reason = "duplicate_key"
	ManifestNotCanonical Reason = "manifest_not_canonical"
	ManifestHeader       Reason = "manifest_header"
	Signature            Reason = "signature"
	Certificate          Reason = "certificate"
	TerminalUnlisted     Reason = "terminal_unlisted"
	Content              Reason = "content"
	Name                 Reason = "name"
	FileHash             Reason = "file_hash"
	AttachmentArchive    Reason = "attachment_archive"
	AttachmentMacro      Reason = "attachment_macro"
	AttachmentKind       Reason = "attachment_kind"
	AttachmentEmpty      Reason = "attachment_empty"
)

// wording is what a clerk reads about a reason: a sentence, the next step of who received
// such a letter, and, for reasons that stop a sending too, the next step of the sender.
type wording struct {
	reason           Reason
	sentence         string
	opening, sealing string
}

const (
	askAgain  = "取り込まずに、相手先に送り直しを依頼してください。"
	askFirst  = "取り込まずに、相手先に電話などで確認してください。"
	fetchAnew = "もう一度受信してください。続くときは、相手先に送り直しを依頼してください。"
)

// wordings holds every reason once; a test counts them.
var wordings = []wording{
	{NotEnvelope, "Tasukiの連携データのファイルではありません。", "選んだファイルが正しいかを確認してください。", ""},
	{TooLarge, "データの大きさが上限を超えています。", "相手先に、分けて送るよう依頼してください。", "添付書類を減らすか、分けて送ってください。"},
	{HeaderNotCanonical, "宛名の部分が、決められた形になっていません。", askAgain, "宛先・対象月・版を確認してください。"},
	{NoKey, "この事業所の鍵では開けないデータです。", "宛先の事業所が正しいかを相手先に確認し、送り直しを依頼してください。", ""},
	{HeaderMAC, "宛名の部分が、送信された後に変わっています。", askFirst, ""},
	{Truncated, "データの終わりが欠けているか、壊れています。", fetchAnew, ""},
	{Body, "データの中身が、送信された後に変わっているか、壊れています。", fetchAnew, ""},
	{Epoch, "宛名に書かれた鍵の世代と、開けた鍵の世代が一致しません。", askAgain, ""},
	{ZIPProfile, "中のまとめ方が、決められた形になっていません。", askAgain, ""},
	{ManifestHash, "中の目録が、宛名に書かれたものと一致しません。", askFirst, ""},
	{DuplicateKey, "中の目録に、同じ項目が二度書かれています。", askFirst, ""},
	{ManifestNotCanonical, "中の目録が、決められた形になっていません。", askAgain, ""},
	{ManifestHeader, "中の目録と宛名の内容が一致しません。", askFirst, ""},
	{Signature, "送信した端末の署名を確かめられません。", askFirst, ""},
	{Certificate, "送信した端末の電子証明書を確かめられません。", askFirst, ""},
	{TerminalUnlisted, "相手先の端末として登録されていない端末の署名が付いています。", askFirst, ""},
	{Content, "中に入れるものの組み合わせかメッセージの長さが、決まりに合っていません。", askAgain, "送るファイルとメッセージの長さを確認してください。"},
	{Name, "ファイル名に、使えない文字や重複があります。", askAgain, "ファイル名を変えてから、もう一度追加してください。"},
	{FileHash, "ファイルの中身が、目録に書かれたものと一致しません。", askFirst, "処理の間にファイルが変わりました。ファイルを閉じてから、もう一度送信してください。"},
	{AttachmentArchive, "圧縮ファイルは添付できません。", "取り込まずに、相手先に、圧縮せずに送るよう依頼してください。", "中のファイルを取り出してから、それぞれ添付してください。"},
	{AttachmentMacro, "マクロを含む文書は添付できません。", "取り込まずに、相手先に、マクロのない形式かPDFで送るよう依頼してください。", "PDFにするか、マクロのない形式で保存し直してください。"},
	{AttachmentKind, "添付できない種類のファイルか、中身と拡張子が合わないファイルです。", "取り込まずに、相手先に、PDFなどで送るよう依頼してください。", "PDF、JPEG、PNG、HEIC、Word（docx）、Excel（xlsx）、CSV、テキストのいずれかにしてください。"},
	{AttachmentEmpty, "添付書類の中身が空です。", askAgain, "ファイルの中身を確認して、もう一度追加してください。"},
}

// Reasons lists every reason.
func Reasons() []Reason {
	out := make([]Reason, 0, len(wordings))
	for _, w := range wordings {
		out = append(out, w.reason)
	}
	return out
}

// RefusedError is a letter that is not opened, or not sealed, for one of the reasons. Its
// text names no file: a file name may hold a client's name. The screen takes it from File.
type RefusedError struct {
	Reason  Reason
	File    string // the file it is about, if it is about one
	Sealing bool   // refused when sealing, not when opening
	Err     error  // the cause, for the log
}

func (e *RefusedError) Error() string { return "envelope: refused: " + string(e.Reason) }

// Unwrap gives the cause.
func (e *RefusedError) Unwrap() error { return e.Err }

// Message is the Japanese sentence for the screen. It may name the file.
func (e *RefusedError) Message() string {
	w := wordingOf(e.Reason)
	if e.File == "" {
		return w.sentence
	}
	return "「" + e.File + "」: " + w.sentence
}

// Next is the next step in Japanese.
func (e *RefusedError) Next() string {
	w := wordingOf(e.Reason)
	if e.Sealing && w.sealing != "" {
		return w.sealing
	}
	return w.opening
}

func wordingOf(r Reason) wording {
	for _, w := range wordings {
		if w.reason == r {
			return w
		}
	}
	return wording{reason: r, sentence: "データを開けません。", opening: askFirst}
}

// ReasonOf finds the reason in an error, if the letter was refused.
func ReasonOf(err error) (Reason, bool) {
	var refused *RefusedError
	if !errors.As(err, &refused) {
		return "", false
	}
	return refused.Reason, true
}

func refuse(r Reason, cause error) error { return &RefusedError{Reason: r, Err: cause} }

func refuseFile(r Reason, name string, format string, args ...any) error {
	return &RefusedError{Reason: r, File: name, Err: fmt.Errorf(format, args...)}
}
