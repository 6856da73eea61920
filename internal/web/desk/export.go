package deskweb

import (
	"fmt"
	"net/http"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/desk"
)

// lastExport is what the page says about the newest 「すべて持ち出す」.
type lastExport struct {
	At time.Time
	By string
}

func (c *call) lastExport() (lastExport, error) {
	at, who, err := c.bench.LastExport(c.r.Context())
	if err != nil || who == "" {
		return lastExport{}, err
	}
	return lastExport{At: at, By: c.office.memberName(who)}, nil
}

// exportAll streams everything of the office as one ZIP. When it breaks off, the connection
// is cut: a browser then shows a failed download and not half an archive as a whole one.
func exportAll(c *call) error {
	if len(c.types()) > 0 {
		return &desk.Error{Code: "export_types", Message: "見られるサービス種類が限られているアカウントでは、すべてを持ち出せません。", Next: "すべてのサービス種類を見られるシステム管理者でログインしてください。"}
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Time{}) // a large office takes its time; without support the usual limit stays
	out := &firstByte{ResponseWriter: c.w, name: fmt.Sprintf("すべての記録_%s_%s.zip", c.bench.Desk.Office, calendar.Of(c.site.Now()))}
	err := c.bench.ExportAll(c.r.Context(), out, desk.Exporter{Who: c.member.ID, Name: c.office.memberName})
	if err != nil && out.begun {
		c.site.Log.Error("export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// firstByte sets the headers of the archive with its first byte, so that an error before it
// is still an ordinary page.
type firstByte struct {
	http.ResponseWriter
	name  string
	begun bool
}

// Write writes on.
func (f *firstByte) Write(b []byte) (int, error) {
	if !f.begun {
		f.begun = true
		f.Header().Set("Content-Type", "application/zip")
		f.Header().Set("Content-Disposition", attachment(f.name))
	}
	return f.ResponseWriter.Write(b)
}
