package pki

import "errors"

// Reason names a refusal. The list is closed and published; a reason never changes its
// meaning.
type Reason string

// The refusals.
const (
	BadRequest         Reason = "bad_request"
	KeyReused          Reason = "key_reused"
	CertificateUnknown Reason = "certificate_unknown"
	CertificateRevoked Reason = "certificate_revoked"
	CertificateExpired Reason = "certificate_expired"
	CertificateAgent   Reason = "certificate_agent"
	CertificateKind    Reason = "certificate_kind"
	CodeUnknown        Reason = "code_unknown"
	CodeUsed           Reason = "code_used"
	CodeExpired        Reason = "code_expired"
	Unavailable        Reason = "unavailable"
)

// sentences are what a person reads: what is the matter, and what to do.
var sentences = map[Reason][2]string{
	BadRequest:         {"証明書の申請の内容が正しくありません。", "ソフトウェアを最新の版にしてから、やり直してください。"},
	KeyReused:          {"この端末の鍵は、別の事業所の端末としてすでに登録されています。", "事業所ごとに別のフォルダを作り、そこで利用開始の手続きをしてください。"},
	CertificateUnknown: {"この端末の電子証明書は登録されていません。", "利用開始の手続きをするか、システム管理者に連絡してください。"},
	CertificateRevoked: {"この端末の電子証明書は失効しています。", "システム管理者に連絡して、新しい利用開始コードを受け取ってください。"},
	CertificateExpired: {"この端末の電子証明書は有効期限が切れています。", "「tasuki cert renew」で更新するか、システム管理者に連絡してください。"},
	CertificateAgent:   {"代理人（請求代行）の電子証明書では利用できません。", "事業所の介護保険証明書か介護DX証明書を使ってください。"},
	CertificateKind:    {"この種類の電子証明書では利用できません。", "事業所の介護保険証明書か介護DX証明書を使ってください。"},
	CodeUnknown:        {"利用開始コードが正しくありません。", "コードを確かめて、もう一度入力してください。"},
	CodeUsed:           {"この利用開始コードは、別の端末ですでに使われています。", "新しい利用開始コードを発行してもらってください。"},
	CodeExpired:        {"この利用開始コードは期限が切れています。", "新しい利用開始コードを発行してもらってください。"},
	Unavailable:        {"いまは電子証明書を発行・確認できません。", "しばらく待ってからやり直し、続くときはハブの運営者に連絡してください。"},
}

// Reasons lists the closed list.
func Reasons() []Reason {
	return []Reason{BadRequest, KeyReused, CertificateUnknown, CertificateRevoked, CertificateExpired,
		CertificateAgent, CertificateKind, CodeUnknown, CodeUsed, CodeExpired, Unavailable}
}

// Error is a refusal of the authority: a reason of the closed list, and for the log the
// cause.
type Error struct {
	Reason Reason
	Err    error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return "pki: " + string(e.Reason)
	}
	return "pki: " + string(e.Reason) + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Message is the Japanese sentence.
func (r Reason) Message() string { return sentences[r][0] }

// Next is the next step in Japanese.
func (r Reason) Next() string { return sentences[r][1] }

func refuse(r Reason, cause ...error) error { return &Error{Reason: r, Err: errors.Join(cause...)} }

// ReasonOf finds the refusal in an error, "" for internal ones.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
