package pki

import "errors"

// Reason names a refusal. The list is closed; docs/api.md has it.
type Reason string

// The refusals.
const (
	BadRequest         Reason = "bad_request"
	CertificateUnknown Reason = "certificate_unknown"
	CertificateRevoked Reason = "certificate_revoked"
	CertificateExpired Reason = "certificate_expired"
	CertificateAgent   Reason = "certificate_agent"
	CodeUnknown        Reason = "code_unknown"
	CodeUsed           Reason = "code_used"
	CodeExpired        Reason = "code_expired"
)

var sentences = map[Reason][2]string{
	BadRequest:         {"証明書の申請の内容が正しくありません。", "ソフトウェアを最新の版にしてから、やり直してください。"},
	CertificateUnknown: {"この端末の電子証明書は登録されていません。", "利用開始の手続きをするか、システム管理者に連絡してください。"},
	CertificateRevoked: {"この端末の電子証明書は失効しています。", "システム管理者に連絡して、新しい利用開始コードを受け取ってください。"},
	CertificateExpired: {"この端末の電子証明書は有効期限が切れています。", "システム管理者に連絡して、新しい利用開始コードを受け取ってください。"},
	CertificateAgent:   {"代理人（請求代行）の電子証明書では利用できません。", "事業所の電子証明書を使ってください。"},
	CodeUnknown:        {"利用開始コードが正しくありません。", "コードを確かめて、もう一度入力してください。"},
	CodeUsed:           {"この利用開始コードは、別の端末ですでに使われています。", "新しい利用開始コードを発行してもらってください。"},
	CodeExpired:        {"この利用開始コードは期限が切れています。", "新しい利用開始コードを発行してもらってください。"},
}

// Error is a refusal of the authority.
type Error struct {
	Reason Reason
	Err    error
}

func (e *Error) Error() string { return "pki: " + string(e.Reason) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Message is the Japanese sentence.
func (r Reason) Message() string { return sentences[r][0] }

// Next is the next step in Japanese.
func (r Reason) Next() string { return sentences[r][1] }

// Reasons lists the closed list.
func Reasons() []Reason {
	return []Reason{BadRequest, CertificateUnknown, CertificateRevoked, CertificateExpired, CertificateAgent, CodeUnknown, CodeUsed, CodeExpired}
}

func refuse(r Reason, cause ...error) error { return &Error{Reason: r, Err: errors.Join(cause...)} }

// ReasonOf finds the refusal in an error, "" for internal ones.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
