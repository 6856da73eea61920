package careplan

// ClientKey names a client (利用者) as the standard does: 保険者番号 and 被保険者番号. A client
// without care insurance (生保単独) has an H number.
type ClientKey struct {
	Insurer string `json:"insurer"` // 6 digits
	Insured string `json:"insured"` // 10 characters
}

// String writes "999901-0000000001".
func (k ClientKey) String() string { return k.Insurer + "-" + k.Insured }

// WelfareOnly reports an H number (被保護者で介護保険の被保険者でない人).
func (k ClientKey) WelfareOnly() bool { return len(k.Insured) > 0 && k.Insured[0] == 'H' }

// Supplement (利用者補足情報, UPHOSOKU) is what a unit says about one client. Days are
// YYYYMMDD, months YYYYMM, units are 単位; text is as read.
type Supplement struct {
	Client        ClientKey
	PlanDate      string // 居宅サービス計画作成（変更）日
	Kana, Name    string // 氏名フリガナ, 氏名
	Sex           string // 1 男性, 2 女性
	Birth         string
	Postal        string
	Address       string // 住所１ and 住所２
	Phone         string
	Certified     string // 認定日
	LimitFrom     string // 限度額適用開始年月日
	LimitTo       string // 限度額適用終了年月日
	Status        string // 認定状況区分: 1 申請中, 2 認定済
	Level         string // 要介護状態区分
	LevelChanged  string // 要介護状態変更日
	PreviousLevel string // 前回要介護状態区分
	Limit         int    // 区分支給限度基準額
	Excess        int    // 合計限度超単位数
	ShortStay     int    // 入所前月迄利用日数
	Month         string // 対象年月, "" with plans
}

// Supplements reads the clients of a unit (UPHOSOKU); none if it has no such file.
func Supplements(u *Unit) ([]Supplement, error) {
	rows, err := rowsOf(u, "UPHOSOKU")
	if err != nil {
		return nil, err
	}
	out := make([]Supplement, 0, len(rows))
	for _, r := range rows {
		out = append(out, Supplement{
			Client: r.client(), PlanDate: r.text("care_plan_date"),
			Kana: r.text("client_name_kana"), Name: r.text("client_name"), Sex: r.text("client_sex"),
			Birth: r.text("client_birth_date"), Postal: r.text("client_postal_code"),
			Address: r.text("client_address1") + r.text("client_address2"), Phone: r.text("client_phone"),
			Certified: r.text("certification_date"), LimitFrom: r.text("limit_start_date"), LimitTo: r.text("limit_end_date"),
			Status: r.text("certification_status"), Level: r.text("care_level"),
			LevelChanged: r.text("care_level_change_date"), PreviousLevel: r.text("previous_care_level"),
			Limit: r.number("category_limit_units"), Excess: r.number("total_excess_units"),
			ShortStay: r.number("short_stay_days_to_prev_month"), Month: r.text("target_month"),
		})
	}
	return out, nil
}

// Clients gives every client that any file of the unit speaks of, in the order of first
// mention.
func Clients(u *Unit) ([]ClientKey, error) {
	var out []ClientKey
	seen := map[ClientKey]bool{}
	for _, f := range u.Files {
		rows, err := rowsOfFile(f)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			if k := r.client(); k != (ClientKey{}) && !seen[k] {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	return out, nil
}
