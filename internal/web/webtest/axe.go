package webtest

import (
	_ "embed"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var axeScript string

// violation is one thing axe-core finds.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		Target []any  `json:"target"`
		HTML   string `json:"html"`
	} `json:"nodes"`
}

// violations asks axe-core about the page.
func (p *Page) violations() []violation {
	p.t.Helper()
	Eval[any](p, "{"+axeScript+"; null}")
	awaited := chromedp.EvaluateOption(func(e *runtime.EvaluateParams) { chromedp.EvalAwaitPromise(e); chromedp.EvalAsValue(e) })
	return do(p, "ask axe", chromedp.Evaluate[[]violation](
		`axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => ({target: n.target, html: n.html}))})))`, awaited))
}

// Axe fails the test for every violation of accessibility on the page, and for every
// request that went to another host.
func (p *Page) Axe() {
	p.t.Helper()
	for _, v := range p.violations() {
		for i, n := range v.Nodes {
			if i < 3 {
				p.t.Errorf("%s: %s (%s): %v %.160s", p.Text("h1"), v.ID, v.Help, n.Target, n.HTML)
			}
		}
	}
	for _, host := range Eval[[]string](p, "performance.getEntriesByType('resource').map(e => new URL(e.name).host).filter(h => h && h !== location.host)") {
		p.t.Errorf("%s asked %s", p.Text("h1"), strings.TrimSpace(host))
	}
}
