// Package webtest is a real headless Chromium for tests: a page is opened, clicked, filled
// in and looked at as a person would, by the words on the screen. It knows the browser and
// nothing of any office. A test that cannot have its browser fails; it never passes by
// leaving something out.
package webtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// step bounds one thing a person does.
const step = 40 * time.Second

var browser struct {
	sync.Once
	ctx  context.Context
	err  error
	stop []context.CancelFunc
}

// start starts one Chromium for the test binary; it ends with the process.
func start() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		browser.err = err
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1366, 900),
		chromedp.Flag("lang", "ja"), chromedp.Flag("accept-lang", "ja-JP"), chromedp.Flag("font-render-hinting", "none"),
		chromedp.Env("TZ=Asia/Tokyo", "LANG=ja_JP.UTF-8", "LANGUAGE=ja"))
	allocator, end := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, end2 := chromedp.NewContext(allocator)
	browser.ctx, browser.stop = ctx, []context.CancelFunc{end2, end}
	browser.err = chromedp.Do(ctx)
}

// Main runs a package's tests and closes the browser after them.
func Main(m *testing.M) {
	code := m.Run()
	for _, stop := range browser.stop {
		stop()
	}
	os.Exit(code)
}

// Page is one tab with cookies of its own. At the end of the test it reports errors of the
// console and requests to foreign hosts.
type Page struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu      sync.Mutex
	trouble []string
}

// Open opens a tab on a site.
func Open(t testing.TB, base string) *Page {
	t.Helper()
	if strings.Contains(","+os.Getenv("SKIP")+",", ",chromium,") {
		t.Skip("SKIP=chromium")
	}
	browser.Do(start)
	if browser.err != nil {
		t.Fatalf("no Chromium (apt-get install chromium, or SKIP=chromium): %v", browser.err)
	}
	ctx, end := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx, base: base}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open tab: %v", err)
	}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatalf("listen to the tab: %v", err)
	}
	t.Cleanup(func() {
		p.report()
		end()
	})
	return p
}

// hear notes what the page complains about.
func (p *Page) hear(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		p.trouble = append(p.trouble, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if string(e.Type) == "error" {
			p.trouble = append(p.trouble, "console.error")
		}
	}
}

func (p *Page) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.trouble {
		p.t.Errorf("the page complained: %s", line)
	}
}

// fail ends the test with a picture of where it stood.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	p.Shot("failure-" + strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name()))
	var where string
	where, _ = chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.pathname + ' ' + (document.querySelector('h1')?.innerText||'') + ' ' + [...document.querySelectorAll('[role=alert]')].map(e=>e.innerText).join(' ')"))
	p.t.Fatalf(format+"\n  at "+where, args...)
}

// do carries out one step within its time.
func do[T any](p *Page, what string, a chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		p.fail("%s: %v", what, err)
	}
	return v
}

// Go opens an address of the site.
func (p *Page) Go(path string) {
	p.t.Helper()
	do(p, "open "+path, chromedp.Navigate(p.base+path))
}

// Eval gives the value of an expression in the page.
func Eval[T any](p *Page, js string) T {
	p.t.Helper()
	return do(p, "look into the page", chromedp.Evaluate[T](js))
}

// Shot keeps pictures of the page: the whole of it in the folder of TASUKI_SHOTS, what the
// window shows in the folder of TASUKI_GUIDE (the pictures of the user guide).
func (p *Page) Shot(name string) {
	p.t.Helper()
	p.keep(os.Getenv("TASUKI_SHOTS"), name, chromedp.FullScreenshot(100))
	p.keep(os.Getenv("TASUKI_GUIDE"), name, chromedp.CaptureScreenshot())
}

func (p *Page) keep(dir, name string, take chromedp.Action[[]byte]) {
	p.t.Helper()
	if dir == "" || (strings.HasPrefix(name, "failure") && dir == os.Getenv("TASUKI_GUIDE")) {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	b, err := chromedp.Run(ctx, take)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), b, 0o600)
	}
	if err != nil {
		p.t.Logf("picture %s: %v", name, err)
	}
}

// Resize changes the window.
func (p *Page) Resize(width, height int64) {
	p.t.Helper()
	do(p, "resize", chromedp.EmulateViewport(width, height))
}

// PDF prints the page as the browser would.
func (p *Page) PDF() []byte {
	p.t.Helper()
	return do(p, "print", chromedp.PrintToPDF())
}

// For lends the tab to a subtest, which reports its own failures.
func (p *Page) For(t testing.TB) *Page {
	return &Page{t: t, ctx: p.ctx, base: p.base}
}
