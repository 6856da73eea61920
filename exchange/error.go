package exchange

import (
	"errors"
	"fmt"
	"strings"
)

// Code names a refusal of the post office. The list is closed and published (docs/api.md);
// a code never changes its meaning.
type Code string

// The codes.
const (
	BadRequest         Code = "bad_request"
	BadHeader          Code = "bad_header"
	TooLarge           Code = "too_large"
	DigestMismatch     Code = "digest_mismatch"
	IDConflict         Code = "id_conflict"
	KeyOutdated        Code = "key_outdated"
	NotYours           Code = "not_yours"
	UnknownReceiver    Code = "unknown_receiver"
	NotFound           Code = "not_found"
	AlreadyFetched     Code = "already_fetched"
	Withdrawn          Code = "withdrawn"
	AnswerConflict     Code = "answer_conflict"
	NotFetched         Code = "not_fetched"
	StatementConflict  Code = "statement_conflict"
	StatementInvalid   Code = "statement_invalid"
	TerminalUnlisted   Code = "terminal_unlisted"
	ProofPending       Code = "proof_pending"
	Gone               Code = "gone"
	LimitReached       Code = "limit_reached"
	CertificateUnknown Code = "certificate_unknown"
	CertificateRevoked Code = "certificate_revoked"
	CertificateExpired Code = "certificate_expired"
	CodeUnknown        Code = "code_unknown"
	CodeUsed           Code = "code_used"
	CodeExpired        Code = "code_expired"
	StorageFull        Code = "storage_full"
	Unavailable        Code = "unavailable"
)

// sentence is what a code says to a person.
type sentence struct {
	message, next string
	retry         bool // trying the same again may work
}

var sentences = map[Code]sentence{
	BadRequest:         {"依頼の形式が正しくありません。", "ソフトウェアを最新の版にしてから、もう一度実行してください。", false},
	BadHeader:          {"送ったデータの宛名の部分を読めません。", "ソフトウェアを最新の版にしてから、もう一度送信してください。", false},
	TooLarge:           {"送ったデータが大きすぎます。", "添付する書類を減らすか、分けて送信してください。", false},
	DigestMismatch:     {"送る途中でデータが変わりました。", "もう一度送信してください。二重に届くことはありません。", true},
	IDConflict:         {"同じ番号で、内容の違うデータがすでに送られています。", "新しい連携データとして作り直してから送信してください。", false},
	KeyOutdated:        {"相手先の鍵が新しくなっています。", "もう一度送信してください。新しい鍵で封をし直します。", true},
	NotYours:           {"この事業所に許されていない操作です。", "事業所番号とサービス種類を確認してください。", false},
	UnknownReceiver:    {"宛先の事業所は、まだこのハブを使っていません。", "宛先の番号とサービス種類を確かめ、ほかの方法で送ってください。", false},
	NotFound:           {"その連携データは見つかりません。", "番号を確かめてください。", false},
	AlreadyFetched:     {"相手先がすでに受け取っているため、取り消せません。", "正しいデータを送り直して差し替えてください。", false},
	Withdrawn:          {"送信元がこの連携データを取り消しました。", "必要なときは送信元に確認してください。", false},
	AnswerConflict:     {"この連携データには、すでに別の取込結果を返しています。", "変更が必要なときは、送信元に連絡してください。", false},
	NotFetched:         {"まだ受け取っていない連携データです。", "先に受信してください。", false},
	StatementConflict:  {"この事業所の鍵は、別の端末からすでに更新されています。", "もう一度読み込んでから、やり直してください。", false},
	StatementInvalid:   {"鍵の届け出の内容が正しくありません。", "ソフトウェアを最新の版にしてから、やり直してください。", false},
	TerminalUnlisted:   {"この端末は、事業所の鍵の届け出に載っていません。", "システム管理者の端末で、この端末を承認してください。", false},
	ProofPending:       {"記録簿への記載を待っています。", "1分ほど待ってから、もう一度実行してください。", true},
	Gone:               {"保存期間を過ぎたため、本体は残っていません。", "必要なときは送信元に送り直しを頼んでください。", false},
	LimitReached:       {"短い時間に送れる件数または保存できる量を超えました。", "しばらく待ってから、もう一度実行してください。", true},
	CertificateUnknown: {"この端末の電子証明書は登録されていません。", "利用開始の手続きをするか、システム管理者に連絡してください。", false},
	CertificateRevoked: {"この端末の電子証明書は失効しています。", "システム管理者に連絡して、新しい利用開始コードを受け取ってください。", false},
	CertificateExpired: {"この端末の電子証明書は有効期限が切れています。", "「tasuki cert renew」で更新するか、システム管理者に連絡してください。", false},
	CodeUnknown:        {"利用開始コードが正しくありません。", "コードを確かめて、もう一度入力してください。", false},
	CodeUsed:           {"この利用開始コードは、別の端末ですでに使われています。", "新しい利用開始コードを発行してもらってください。", false},
	CodeExpired:        {"この利用開始コードは期限が切れています。", "新しい利用開始コードを発行してもらってください。", false},
	StorageFull:        {"ハブの保存場所がいっぱいです。", "データは送信待ちのまま残っています。しばらく待ってから、もう一度実行してください。", true},
	Unavailable:        {"ハブが一時的に応答できません。", "データは送信待ちのまま残っています。しばらく待ってから、もう一度実行してください。", true},
}

// Codes lists the closed list.
func Codes() []Code {
	return []Code{
		BadRequest, BadHeader, TooLarge, DigestMismatch, IDConflict, KeyOutdated, NotYours, UnknownReceiver,
		NotFound, AlreadyFetched, Withdrawn, AnswerConflict, NotFetched, StatementConflict, StatementInvalid,
		TerminalUnlisted, ProofPending, Gone, LimitReached, CertificateUnknown, CertificateRevoked,
		CertificateExpired, CodeUnknown, CodeUsed, CodeExpired, StorageFull, Unavailable,
	}
}

// Error is a refusal of the post office: a code of the closed list, and for the log the
// cause. It holds no value of a request.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return "exchange: " + string(e.Code)
	}
	return "exchange: " + string(e.Code) + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Message is the Japanese sentence of the code.
func (c Code) Message() string { return sentences[c].message }

// Next is the next step of the code, in Japanese.
func (c Code) Next() string { return sentences[c].next }

// Retry reports whether trying the same again may work.
func (c Code) Retry() bool { return sentences[c].retry }

// refuse makes a refusal.
func refuse(code Code, cause ...error) error { return &Error{Code: code, Err: errors.Join(cause...)} }

// CodeOf finds the code in an error, "" for internal ones.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// internal wraps what went wrong inside with what we were doing. A full disk is the one
// trouble inside that a caller is told by name.
func internal(act string, err error) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	if text := err.Error(); strings.Contains(text, "no space left") || strings.Contains(text, "database or disk is full") {
		return refuse(StorageFull, err)
	}
	return fmt.Errorf("%s: %w", act, err)
}
