package webtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// find is the script that looks for what a person would press: by the words they can read,
// the visible ones first.
const find = `(text => {
  const words = e => (e.innerText || e.value || '').replace(/\s+/g, ' ').trim();
  const list = [...document.querySelectorAll('a, button, summary, label, input[type=submit]')]
    .filter(e => e.checkVisibility() && words(e).includes(text));
  list.sort((a, b) => words(a).length - words(b).length);
  return list[0];
})`

// field is the script that looks for an input by its label, the shortest that fits.
const field = `(text => {
  const labels = [...document.querySelectorAll('label')].filter(l => l.innerText.includes(text));
  labels.sort((a, b) => a.innerText.length - b.innerText.length);
  for (const l of labels) {
    const e = l.control || l.querySelector('input, select, textarea');
    if (e) return e;
  }
  return [...document.querySelectorAll('input, select, textarea')].find(e => (e.getAttribute('aria-label') || '').includes(text));
})`

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(b)
}

// until waits for a condition of the page.
func (p *Page) until(what, js string) {
	p.t.Helper()
	deadline := time.Now().Add(step)
	for {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			p.fail("waited for %s", what)
		}
		time.Sleep(60 * time.Millisecond)
	}
}

// settle waits until the page that a click leads to is there.
func (p *Page) settle() {
	p.t.Helper()
	time.Sleep(40 * time.Millisecond)
	p.until("the page to be ready", "document.readyState === 'complete'")
}

// Click presses what carries the words.
func (p *Page) Click(words string) {
	p.t.Helper()
	p.until("「"+words+"」 to press", find+"("+quote(words)+")")
	Eval[any](p, "{const e = "+find+"("+quote(words)+"); setTimeout(() => e.click()); null}")
	p.settle()
}

// ClickIn presses what carries the words inside the first element whose text holds all of
// the marks: a row, a card.
func (p *Page) ClickIn(element, mark, words string) {
	p.t.Helper()
	js := fmt.Sprintf(`[...document.querySelectorAll(%s)].filter(e => e.innerText.includes(%s)).flatMap(e => [...e.querySelectorAll('a, button, summary')]).find(e => (e.innerText||'').includes(%s))`,
		quote(element), quote(mark), quote(words))
	p.until("「"+words+"」 beside 「"+mark+"」", js)
	Eval[any](p, "{const e = "+js+"; setTimeout(() => e.click()); null}")
	p.settle()
}

// Fill writes into the field with a label; a list takes the option with the words.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	p.until("the field 「"+label+"」", field+"("+quote(label)+")")
	Eval[any](p, fmt.Sprintf(`{const e = %s(%s), v = %s;
	  if (e.tagName === 'SELECT') { const o = [...e.options].find(o => o.text.includes(v)); e.value = o ? o.value : v; }
	  else if (e.type === 'checkbox') { e.checked = v !== ''; }
	  else { e.value = v; }
	  e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); null}`, field, quote(label), quote(value)))
	p.settle()
}

// See waits until the page shows the words.
func (p *Page) See(words ...string) {
	p.t.Helper()
	for _, w := range words {
		p.until("the words 「"+w+"」", "document.body.innerText.includes("+quote(w)+")")
	}
}

// NotSee reports words that must not be there.
func (p *Page) NotSee(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if Eval[bool](p, "document.body.innerText.includes("+quote(w)+")") {
			p.fail("the page shows 「%s」", w)
		}
	}
}

// Text gives the words of the first element that a selector finds.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, "document.querySelector("+quote(selector)+")?.innerText || ''")
}

// Count gives how many elements a selector finds.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return Eval[int](p, "document.querySelectorAll("+quote(selector)+").length")
}

// Upload picks files with the picker that a selector finds.
func (p *Page) Upload(selector string, paths ...string) {
	p.t.Helper()
	files := map[string][]byte{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			p.fail("read file: %v", err)
		}
		files[path] = b
	}
	Eval[any](p, "{"+transfer(files)+fmt.Sprintf("const e = document.querySelector(%s); e.files = dt.files; e.dispatchEvent(new Event('change', {bubbles: true})); null}", quote(selector)))
	p.settle()
}

// Drop drops files on an element, as a hand would.
func (p *Page) Drop(selector string, files map[string][]byte) {
	p.t.Helper()
	Eval[any](p, "{"+transfer(files)+fmt.Sprintf("document.querySelector(%s).dispatchEvent(new DragEvent('drop', {dataTransfer: dt, bubbles: true, cancelable: true})); null}", quote(selector)))
}

// transfer makes the files in the page.
func transfer(files map[string][]byte) string {
	var sb strings.Builder
	sb.WriteString("const dt = new DataTransfer();")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&sb, "dt.items.add(new File([Uint8Array.from(atob('%s'), c => c.charCodeAt(0))], %s));", base64.StdEncoding.EncodeToString(files[name]), quote(filepath.Base(name)))
	}
	return sb.String()
}

// Press presses keys, e.g. "\t" or "\r".
func (p *Page) Press(keys string) {
	p.t.Helper()
	do(p, "press keys", chromedp.KeyEvent(keys))
}

// Focus presses Tab n times and gives what has the focus each time.
func (p *Page) Focus(n int) []string {
	p.t.Helper()
	var out []string
	for range n {
		p.Press("\t")
		out = append(out, Eval[string](p, "(document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || document.activeElement.id || document.activeElement.name || document.activeElement.tagName).trim()"))
	}
	return out
}
