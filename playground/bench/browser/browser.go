// Package browser opens one page in Chromium for a measurement and asks it
// questions.
//
//	bundle.go   TypeScript to the one script of the page
//	engine.ts   an instance of the engine, as the widget's shell makes one
//	browser.go  the server on loopback, the browser, the questions
//
// The page is cross-origin isolated: that is what makes performance.now tick
// every 5 microseconds instead of every 100. The garbage collector can be
// called and the heap is told exactly, so that memory can be compared.
package browser

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/lamplight-help/lamplight/playground/command"
)

// patience bounds one question: the slowest peer needs half a minute to index
// 20,000 passages on a loaded machine.
const patience = 5 * time.Minute

var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// Files are what the page may load, by absolute path: "/bench.js".
type Files map[string][]byte

// Page is one page in one browser of its own.
type Page struct {
	ctx  context.Context
	url  string
	stop []func()
}

// Find returns the path of a Chromium, or a Problem.
func Find() (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &command.Problem{
		What:   "There is no Chromium on the PATH, and this is measured in one.",
		Remedy: "Install the package chromium, or put a Chrome on the PATH.",
	}
}

// Open serves files on loopback and opens a page that runs /bench.js as a
// module.
func Open(ctx context.Context, files Files) (*Page, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("browser: no port on loopback: %w", err)
	}
	server := &http.Server{Handler: files, ReadHeaderTimeout: time.Minute}
	go server.Serve(listener) // ends with Close
	p := &Page{url: "http://" + listener.Addr().String() + "/", stop: []func(){func() { server.Close() }}}
	if err := p.start(ctx, path); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// start starts the browser and loads the page.
func (p *Page) start(ctx context.Context, path string) error {
	alloc, stop := chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.Flag("headless", true), chromedp.Flag("no-sandbox", true),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("enable-precise-memory-info", true),
		chromedp.Flag("js-flags", "--expose-gc"))
	tab, leave := chromedp.NewContext(alloc)
	p.ctx = tab
	p.stop = append(p.stop, stop, leave)
	if err := p.Fresh(); err != nil {
		return fmt.Errorf("browser: %s does not open the page: %w", path, err)
	}
	return nil
}

// Fresh loads the page again: a heap in which nothing has happened.
func (p *Page) Fresh() error {
	if err := chromedp.Do(p.ctx, chromedp.Navigate(p.url)); err != nil {
		return err
	}
	_, err := Ask[bool](p, "import('/bench.js').then((m) => (Object.assign(window, m), crossOriginIsolated))")
	return err
}

// Close ends the browser and the server.
func (p *Page) Close() {
	for i := len(p.stop) - 1; i >= 0; i-- {
		p.stop[i]()
	}
}

// Ask evaluates a JavaScript expression, which may be a promise. What
// bench.js exports is in scope.
func Ask[T any](p *Page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return v, fmt.Errorf("in the page, %s: %w", expression, err)
	}
	return v, nil
}

// ServeHTTP answers with a file, and with an empty page at "/".
func (f Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cache-Control", "no-store")
	data, ok := f[r.URL.Path]
	switch {
	case r.URL.Path == "/":
		h.Set("Content-Type", "text/html; charset=utf-8")
		data = []byte("<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>bench</title>")
	case !ok:
		http.NotFound(w, r)
		return
	case len(r.URL.Path) > 3 && r.URL.Path[len(r.URL.Path)-3:] == ".js":
		h.Set("Content-Type", "text/javascript; charset=utf-8")
	case len(r.URL.Path) > 5 && r.URL.Path[len(r.URL.Path)-5:] == ".wasm":
		h.Set("Content-Type", "application/wasm")
	default:
		h.Set("Content-Type", "application/octet-stream")
	}
	w.Write(data)
}
