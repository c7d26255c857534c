// Package browsertest gives tests a real Chromium.
//
// One browser serves all tests of a package; every Tab has a browser context
// of its own, as different people on different machines have. Clicks and keys
// go through the browser's input pipeline, so that the page sees what it would
// see from a person (isTrusted).
//
// Where there is no Chromium the test is skipped with one line; with CI=true
// it fails.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take before a test gives up. It is
// generous: a loaded machine must not fail a test.
const patience = 30 * time.Second

var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// browser is the one of this process. It ends with the process: the tests of a
// package are one process.
var browser = sync.OnceValues(func() (context.Context, error) {
	path := find()
	if path == "" {
		return nil, errNone
	}
	alloc, _ := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Flag("headless", true), chromedp.Flag("no-sandbox", true),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		// A microphone that beeps, and nobody to ask: no test waits for a person or hears the room.
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", true))
	ctx, _ := chromedp.NewContext(alloc)
	return ctx, chromedp.Do(ctx)
})

var errNone = errors.New("no Chromium was found: install the package chromium, or put a Chrome on the PATH")

func find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Tab is one page of one person.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu     sync.Mutex
	faults []string // exceptions and errors on the console
}

// Option changes a new tab.
type Option func(*settings)

type settings struct {
	width, height int64
	scheme        string
	locale        string
	scripts       []string
	sameAs        *Tab
}

// Size sets the viewport in CSS px. The default is 1200 by 800.
func Size(width, height int64) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Dark asks for the dark colour scheme.
func Dark() Option { return func(s *settings) { s.scheme = "dark" } }

// Locale sets the language of the browser, as "zh-CN".
func Locale(tag string) Option { return func(s *settings) { s.locale = tag } }

// Before runs a script in every page before its own scripts.
func Before(script string) Option {
	return func(s *settings) { s.scripts = append(s.scripts, script) }
}

// Beside opens the tab in the browser context of another: the same person.
func Beside(other *Tab) Option { return func(s *settings) { s.sameAs = other } }

// New opens an empty tab that closes when the test ends.
func New(t testing.TB, options ...Option) *Tab {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	root, err := browser()
	if err != nil {
		if errors.Is(err, errNone) && os.Getenv("CI") != "true" {
			t.Skipf("SKIPPED, nothing was tested in a browser: %v", err)
		}
		t.Fatal(err)
	}
	s := settings{width: 1200, height: 800, scheme: "light", locale: "en-US"}
	for _, o := range options {
		o(&s)
	}
	parent, where := root, chromedp.WithNewBrowserContext()
	if s.sameAs != nil {
		where = chromedp.WithExistingBrowserContext(chromedp.FromContext(s.sameAs.ctx).BrowserContextID)
	}
	ctx, cancel := chromedp.NewContext(parent, where)
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx}
	tab.do(s.prepare(tab))
	return tab
}

// prepare applies the settings and begins to listen.
func (s *settings) prepare(tab *Tab) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if err := chromedp.Listen(tab.ctx, tab.heard); err != nil {
			return err
		}
		steps := []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(s.width, s.height)}
		if _, err := chromedp.Steps(steps...)(ctx, target); err != nil {
			return err
		}
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.scheme}}}
		if _, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, media); err != nil {
			return err
		}
		agent, err := chromedp.Evaluate[string]("navigator.userAgent")(ctx, target)
		if err != nil {
			return err
		}
		speaks := emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: s.locale}
		if _, err := cdp.Call(ctx, target, emulation.SetUserAgentOverride, speaks); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, target, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: s.locale}); err != nil {
			return err
		}
		for _, script := range s.scripts {
			if _, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
				return err
			}
		}
		return nil
	})
}

// heard collects what went wrong in the page.
func (tab *Tab) heard(ev any) {
	text := ""
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		text = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError {
			return
		}
		text = "console.error:"
		for _, a := range e.Args {
			text += " " + string(a.Value) + a.Description
		}
	default:
		return
	}
	tab.mu.Lock()
	tab.faults = append(tab.faults, text)
	tab.mu.Unlock()
}

// Faults returns the exceptions and console errors so far.
func (tab *Tab) Faults() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.faults...)
}

// NoFaults fails the test when there were any.
func (tab *Tab) NoFaults() {
	tab.t.Helper()
	for _, f := range tab.Faults() {
		tab.t.Errorf("in the page: %s", f)
	}
}

// Context is for what this package does not offer.
func (tab *Tab) Context() context.Context { return tab.ctx }

func (tab *Tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, steps...); err != nil {
		tab.t.Fatal(err)
	}
}

// Open goes to an address and waits for the page to load.
func (tab *Tab) Open(url string) {
	tab.t.Helper()
	tab.do(chromedp.Navigate(url))
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.do(chromedp.Reload())
}

// Eval runs a JavaScript expression, awaiting promises.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Run runs JavaScript for its effect.
func (tab *Tab) Run(script string) {
	tab.t.Helper()
	Eval[bool](tab, "(async () => {"+script+"; return true})()")
}

// Wait waits until an expression is true.
func (tab *Tab) Wait(expression string) {
	tab.t.Helper()
	deadline := time.Now().Add(patience)
	for !Eval[bool](tab, "!!("+expression+")") {
		if time.Now().After(deadline) {
			tab.Shot(tab.t.Name() + "-gave-up")
			tab.t.Fatalf("never true: %s\nfaults: %q", expression, tab.Faults())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Shot writes a screenshot to the folder named by SCREENSHOTS, if any.
func (tab *Tab) Shot(name string) {
	tab.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, filepath.Base(name)+".png"), data, 0o644)
	}
	if err != nil {
		tab.t.Errorf("screenshot %s: %v", name, err)
	}
}

// point is the middle of what finds an element, in CSS px of the viewport.
func (tab *Tab) point(find string) (x, y float64) {
	tab.t.Helper()
	tab.Wait(find)
	box := Eval[[]float64](tab, fmt.Sprintf(`(async () => {
		const e = %s;
		e.scrollIntoView({block: "center", behavior: "instant"});
		let last;
		for (;;) {
			const r = e.getBoundingClientRect();
			const now = [r.x + r.width / 2, r.y + r.height / 2];
			if (last && last[0] === now[0] && last[1] === now[1]) return now;
			last = now;
			await new Promise((done) => setTimeout(done, 30));
		}
	})()`, find))
	return box[0], box[1]
}
