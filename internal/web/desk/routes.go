package deskweb

import (
	"net/http"

	"github.com/tasuki-care/tasuki/desk/people"
)

// route is one page or deed with what a member needs to be allowed.
type route struct {
	method, path string
	may          people.Action
	do           action
}

// routes lists every page and deed of an office.
func routes() []route {
	return []route{
		{"GET", "/{$}", people.View, showMonth},
		{"GET", "/month", people.View, showMonth},
		{"POST", "/ask", people.Send, sendAsk},
		{"GET", "/actuals/{month}/{partner}", people.View, showActuals},
		{"POST", "/actuals/{month}/{partner}/record", people.Edit, recordActual},
		{"POST", "/actuals/{month}/{partner}/none", people.Edit, closeActual},
		{"POST", "/actuals/{month}/{partner}/typed", people.Edit, typeActual},

		{"GET", "/unchanged/{month}", people.View, showUnchanged},
		{"POST", "/unchanged/{month}", people.Edit, draftUnchanged},
		{"GET", "/clients", people.View, listClients},
		{"GET", "/clients/{client}", people.View, showClient},
		{"GET", "/clients/{client}/handover", people.View, handOverClient},
		{"POST", "/clients/{client}/event", people.Edit, addEvent},
		{"POST", "/clients/{client}/manager", people.Edit, chooseManager},

		{"GET", "/new", people.View, newDraft},
		{"POST", "/new/files", people.Edit, dropNew},
		{"GET", "/drafts", people.View, listDrafts},
		{"GET", "/drafts/{draft}", people.View, showDraft},
		{"POST", "/drafts/{draft}/files", people.Edit, dropMore},
		{"POST", "/drafts/{draft}/row", people.Edit, changeRow},
		{"POST", "/drafts/{draft}/file", people.Edit, changeFile},
		{"POST", "/drafts/{draft}/message", people.Edit, changeMessage},
		{"POST", "/drafts/{draft}/take", people.Edit, takeMine},
		{"POST", "/drafts/{draft}/check", people.Check, checkDraft},
		{"POST", "/drafts/{draft}/send", people.Send, sendDraft},
		{"POST", "/drafts/{draft}/drop", people.Edit, dropDraft},
		{"GET", "/drafts/{draft}/progress", people.View, draftProgress},
		{"GET", "/drafts/{draft}/unit/{unit}", people.View, showDraftUnit},

		{"GET", "/received", people.View, listReceived},
		{"GET", "/sent", people.View, listSent},
		{"GET", "/print", people.View, printMany},
		{"GET", "/entries/{entry}", people.View, showEntry},
		{"GET", "/entries/{entry}/files", people.View, downloadEntry},
		{"GET", "/entries/{entry}/pdf", people.View, printEntry},
		{"POST", "/entries/{entry}/locked", people.Send, lockEntry},
		{"POST", "/entries/{entry}/hand", people.Send, handEntry},
		{"GET", "/entries/{entry}/cover", people.View, printCover},
		{"GET", "/entries/{entry}/document/{n}", people.View, downloadDocument},
		{"GET", "/entries/{entry}/difference", people.View, showVersions},
		{"POST", "/entries/{entry}/assign", people.Edit, assignEntry},
		{"POST", "/entries/{entry}/export", people.Edit, exportEntry},
		{"POST", "/entries/{entry}/accept", people.Edit, acceptEntry},
		{"POST", "/entries/{entry}/refuse", people.Send, refuseEntry},
		{"POST", "/entries/{entry}/withdraw", people.Send, withdrawEntry},
		{"POST", "/entries/{entry}/plan", people.Edit, markPlan},
		{"POST", "/entries/{entry}/replace", people.Edit, replaceEntry},

		{"GET", "/reconcile", people.View, listReviews},
		{"GET", "/returned", people.View, showReturned},
		{"POST", "/returned", people.Edit, takeReturned},
		{"POST", "/returned/close", people.Edit, closeReturned},
		{"GET", "/reconcile/{month}/{client}", people.View, showReview},
		{"POST", "/reconcile/{month}/{client}/confirm", people.Edit, confirmActuals},
		{"POST", "/reconcile/{month}/{client}/verdict", people.Edit, judgeClient},
		{"POST", "/reconcile/{month}/{client}/carry", people.Edit, carryExcess},
		{"POST", "/reconcile/{month}/claimall", people.Edit, claimAll},
		{"GET", "/reconcile/{month}/table", people.View, claimTable},
		{"GET", "/reconcile/{month}/excel", people.View, claimExcel},

		{"GET", "/threads", people.View, listThreads},
		{"GET", "/broadcast", people.View, showBroadcast},
		{"POST", "/broadcast", people.Send, sendBroadcast},
		{"GET", "/threads/{partner}", people.View, showThread},
		{"POST", "/threads/{partner}", people.Send, sendMessage},
		{"POST", "/threads/{partner}/change", people.Send, sendChange},

		{"GET", "/partners", people.View, listPartners},
		{"POST", "/partners", people.Edit, addPartner},
		{"GET", "/partners/{partner}/notice", people.View, printNotice},
		{"GET", "/partners/{partner}", people.View, showPartner},
		{"POST", "/partners/{partner}", people.Edit, savePartner},
		{"POST", "/partners/{partner}/lockword", people.Edit, renewLockWord},

		{"GET", "/plain/{card}", people.View, showPlain},
		{"POST", "/plain/{card}", people.Edit, savePlain},
		{"POST", "/plain/{card}/hand", people.Send, handDocuments},

		{"GET", "/records", people.View, showRecords},
		{"GET", "/records/client", people.View, clientRecord},
		{"GET", "/records/counts", people.View, countsForMap},
		{"GET", "/records/transfers", people.View, transferRecord},
		{"GET", "/records/rule", people.View, ruleRecord},
		{"POST", "/records/export", people.Manage, exportAll},
		{"GET", "/records/retention", people.View, showRetention},
		{"POST", "/records/retention/delete", people.Manage, deleteDue},
		{"POST", "/records/retention/stop", people.Manage, stopDeletion},

		{"GET", "/account", people.View, showAccount},
		{"POST", "/account", people.View, changeAccount},
		{"POST", "/account/passkey", people.View, passkeyOptions},
		{"GET", "/settings", people.View, showSettings},
		{"POST", "/settings", people.Manage, saveSettings},
		{"POST", "/settings/retention", people.Manage, saveYears},
		{"POST", "/settings/member", people.Manage, saveMember},
		{"POST", "/settings/member/second", people.Manage, resetSecond},
		{"POST", "/settings/member/close", people.Manage, closeMember},
	}
}

// register puts all routes on a mux.
func (s *Site) register(mux *http.ServeMux) {
	mux.HandleFunc("GET /sheet.css", sheetCSS)
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /second", s.secondFactor)
	mux.HandleFunc("POST /second/passkey", s.secondOptions)
	mux.HandleFunc("POST /demo/enter", s.demoEnter)
	mux.HandleFunc("POST /demo/clock", s.demoClock)
	mux.HandleFunc("POST /logout", s.logout)
	mux.HandleFunc("POST /lock", s.lock)
	mux.HandleFunc("POST /switch", s.switchSeat)
	for _, r := range routes() {
		mux.HandleFunc(r.method+" "+r.path, s.handle(r.may, r.do))
	}
}
