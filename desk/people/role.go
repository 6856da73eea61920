package people

import "slices"

// Role is what a member may do (役割).
type Role string

// The roles.
const (
	Admin  Role = "admin"  // システム管理者
	Staff  Role = "staff"  // 職員
	Viewer Role = "viewer" // 閲覧のみ
)

// Word is the role as it stands on screen.
func (r Role) Word() string {
	switch r {
	case Admin:
		return "システム管理者"
	case Staff:
		return "職員"
	case Viewer:
		return "閲覧のみ"
	}
	return string(r)
}

// Action is something a member wants to do.
type Action string

// The actions.
const (
	View   Action = "view"
	Edit   Action = "edit"
	Send   Action = "send"
	Check  Action = "check" // 二人目の確認
	Manage Action = "admin" // settings and accounts
)

// rights is the whole table of roles and actions.
var rights = map[Role][]Action{
	Admin:  {View, Edit, Send, Check, Manage},
	Staff:  {View, Edit, Send, Check},
	Viewer: {View},
}

// May reports whether a member may do something, about a service type ("" = any).
func (m Member) May(a Action, kind string) bool {
	if !m.Closed.IsZero() || !slices.Contains(rights[m.Role], a) {
		return false
	}
	return kind == "" || len(m.Types) == 0 || slices.Contains(m.Types, kind)
}
