package regionweb

import (
	"net/http"

	"github.com/tasuki-care/tasuki/region"
)

// route is one page or deed, with the right a duty needs for it.
type route struct {
	method, path string
	need         region.Right
	do           action
}

// routes lists every page and deed of the map.
func routes() []route {
	return []route{
		{"GET", "/start", "", start},
		{"GET", "/{$}", region.SeeRates, showOverview},
		{"GET", "/excel", region.SeeRates, excelSlices},
		{"GET", "/figure/{name}/{form}", region.SeeRates, showFigure},

		{"GET", "/offices", region.SeeOffices, listOffices},
		{"GET", "/offices/excel", region.SeeOffices, excelOffices},
		{"POST", "/offices", region.Load, addOffice},
		{"GET", "/offices/{number}", region.SeeOffices, showOffice},
		{"POST", "/offices/{number}/state", region.Accompany, saveState},
		{"POST", "/offices/{number}/record", region.Accompany, saveRecord},
		{"POST", "/offices/{number}/hand", region.Load, saveHand},
		{"POST", "/offices/{number}/successor", region.Load, saveSuccessor},
		{"POST", "/offices/{number}/contact", region.Accompany, saveContact},
		{"POST", "/offices/{number}/postpone", region.Accompany, postpone},
		{"POST", "/offices/{number}/pin", region.Accompany, pin},
		{"POST", "/offices/{number}/out", region.Accompany, leaveOut},
		{"POST", "/offices/{number}/work", region.Accompany, saveWork},
		{"POST", "/offices/{number}/consent", region.SeePairs, paperConsent},

		{"GET", "/import", region.Load, showImport},
		{"POST", "/import", region.Load, takeUpload},
		{"GET", "/import/{id}", region.Load, showPreview},
		{"GET", "/import/{id}/excel", region.Load, excelPreview},
		{"POST", "/import/{id}", region.Load, applyImport},
		{"POST", "/import/undo", region.Load, undoImport},
		{"GET", "/editions/{id}", region.SeeOffices, showEdition},
		{"GET", "/adoption/{id}", region.Load, showAdoption},
		{"GET", "/adoption/{id}/excel", region.Load, excelAdoption},
		{"POST", "/adoption/{id}", region.Load, applyAdoption},
		{"POST", "/adoption/{id}/undo", region.Load, undoAdoption},
		{"POST", "/zones", region.Load, takeZones},

		{"GET", "/calls", region.Accompany, showCalls},
		{"GET", "/calls/excel", region.Accompany, excelCalls},
		{"POST", "/calls/budget", region.Report, saveBudget},

		{"GET", "/support", region.Accompany, showSupport},
		{"GET", "/support/excel", region.Accompany, excelSupport},
		{"POST", "/support/plan", region.Ask, saveDeed},
		{"POST", "/support/tasks", region.Accompany, saveTask},
		{"GET", "/support/sheets/{number}", region.Accompany, showSheet},
		{"POST", "/support/sheets/{number}", region.Accompany, saveSheet},
		{"GET", "/support/letters", region.Accompany, showLetters},
		{"POST", "/support/letters", region.Load, newLetter},
		{"GET", "/support/letters/{id}", region.Accompany, showLetter},
		{"POST", "/support/letters/{id}", region.Load, saveLetter},
		{"GET", "/support/notes", region.Accompany, showNotes},

		{"GET", "/inquiries", region.Accompany, listInquiries},
		{"GET", "/inquiries/excel", region.Accompany, excelInquiries},
		{"POST", "/inquiries", region.Accompany, saveInquiry},
		{"GET", "/inquiries/{id}", region.Accompany, showInquiry},
		{"POST", "/inquiries/trouble", region.Ask, saveTrouble},

		{"GET", "/workshops", region.Accompany, listWorkshops},
		{"GET", "/workshops/excel", region.Accompany, excelWorkshops},
		{"POST", "/workshops", region.Ask, saveWorkshop},
		{"GET", "/workshops/{id}", region.Accompany, showWorkshop},
		{"GET", "/workshops/{id}/excel", region.Accompany, excelSeats},
		{"POST", "/workshops/{id}/seat", region.Ask, saveSeat},
		{"POST", "/workshops/{id}/seats", region.Ask, takeSeats},

		{"POST", "/forms", region.Ask, newForm},
		{"GET", "/forms/{id}", region.Accompany, showForm},
		{"POST", "/forms/{id}", region.Ask, saveForm},
		{"POST", "/forms/{id}/open", region.Ask, openForm},
		{"GET", "/forms/{id}/results", region.Accompany, showResults},
		{"GET", "/forms/{id}/excel", region.Ask, excelAnswers},
		{"GET", "/forms/{id}/paper", region.Ask, showPaper},
		{"POST", "/forms/{id}/paper", region.Ask, savePaper},
		{"POST", "/forms/{id}/answers", region.Ask, takeAnswers},
		{"POST", "/forms/{id}/remove", region.Ask, removeAnswer},

		{"GET", "/reports", region.SeeRates, showReports},
		{"GET", "/reports/sheet", region.SeeRates, showReport},
		{"POST", "/reports/keep", region.Report, keepDay},
		{"POST", "/reports/mark", region.Report, saveMark},
		{"GET", "/reports/place", region.Report, showPlace},
		{"POST", "/reports/place", region.Report, savePoint},
		{"POST", "/reports/printed", region.Report, enterPrinted},
		{"POST", "/reports/place/remove", region.Report, removePoint},
		{"GET", "/reports/effects", region.Report, showEffects},
		{"POST", "/reports/study", region.Report, saveStudy},
		{"GET", "/reports/simulation", region.Report, showSimulation},
		{"GET", "/reports/network", region.SeePairs, showNetwork},

		{"GET", "/own", region.SeeOwn, showOwn},
		{"POST", "/own", region.SeeOwn, correctOwn},
		{"POST", "/own/consent", region.SeeOwn, giveConsent},
		{"POST", "/own/withdraw", region.SeeOwn, withdrawConsent},
		{"POST", "/own/counts", region.SeeOwn, sendCounts},
		{"POST", "/own/tally", region.SeeOwn, saveTally},

		{"GET", "/settings", region.Manage, showSettings},
		{"POST", "/settings", region.Manage, saveSettings},
		{"POST", "/settings/actor", region.Manage, saveActor},
		{"GET", "/account", "", showAccount},
		{"POST", "/account", "", changePassword},
	}
}

// register puts all routes on a mux.
func (s *Site) register(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /second", s.second)
	mux.HandleFunc("POST /logout", s.logout)
	mux.HandleFunc("POST /lock", s.lock)
	mux.HandleFunc("POST /demo/enter", s.demoEnter)
	mux.HandleFunc("POST /demo/clock", s.demoClock)
	mux.HandleFunc("GET /demo/files/{name}", s.demoFile)
	mux.HandleFunc("GET /a/{token}", s.answer)
	mux.HandleFunc("POST /a/{token}", s.sendAnswer)
	for _, r := range routes() {
		mux.HandleFunc(r.method+" "+r.path, s.handle(r.need, r.do))
	}
}
