// Package widget_test opens the shipped widget in a real Chromium, on pages
// that are strict, broken or hostile.
//
// stage_test.go is the product around it: an edge with a small knowledge base
// and one page per test. inbox_test.go listens at the engine's door: every
// byte that the page hands over. The tests are named after the lines of the
// hardening list.
package widget_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// strict is a policy that leaves a script nothing but what it needs.
const strict = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
	"object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'"

// stage is one server for all tests: the widget's files, the edge, pages.
type stage struct {
	url  string
	dist build.Result
	keys *publish.Keys
	made *publish.Published

	mu    sync.Mutex
	pages map[string]page
	count int
	sent  string // body of the last escalation
}

type page struct {
	html   string
	policy string
	// file may replace one of the widget's files for this page.
	file func(name string, body []byte) []byte
}

var (
	theStage *stage
	once     sync.Once
	temp     string
)

func TestMain(m *testing.M) {
	code := m.Run()
	if temp != "" {
		os.RemoveAll(temp)
	}
	os.Exit(code)
}

// open returns the stage, built when the first test asks for it.
func open(t testing.TB) *stage {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	dist := buildtest.Dist(t)
	once.Do(func() { theStage = newStage(t, dist) })
	if theStage == nil {
		t.Fatal("the stage could not be built, see the first test")
	}
	return theStage
}

func newStage(t testing.TB, dist build.Result) *stage {
	t.Helper()
	var err error
	if temp, err = os.MkdirTemp("", "widget-*"); err != nil {
		t.Fatal(err)
	}
	server, err := native.Open(native.Config{Dir: filepath.Join(temp, "sites")})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{dist: dist, pages: map[string]page{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/escalations") && r.Method == "POST" {
			body, _ := io.ReadAll(r.Body)
			s.mu.Lock()
			s.sent = string(body)
			s.mu.Unlock()
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		server.Handler().ServeHTTP(w, r)
	})
	mux.HandleFunc("/p/{page}/{file...}", s.serve)
	s.url = httptest.NewServer(mux).URL

	keys, err := publish.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.keys = keys
	err = server.Configure(edge.Settings{Site: "test", Origins: []string{s.url}, DeskOrigins: []string{s.url},
		RootKeys: [][]byte{keys.Public()[0].Key}})
	if err != nil {
		t.Fatal(err)
	}
	made, err := publish.Publish(publish.Options{Site: "test", FS: articles(), Keys: keys, Version: 1, Now: time.Now().UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	s.made = made
	if err := server.Publish("test", made.Envelope, made.Files()...); err != nil {
		t.Fatal(err)
	}
	return s
}

// lastSent is what the last visitor who turned to people has sent.
func (s *stage) lastSent() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

// articles is a knowledge base that a page of one form needs.
func articles() fstest.MapFS {
	fs := fstest.MapFS{}
	add := func(locale, id, title, question, signals, body string) {
		text := fmt.Sprintf("---\nid: %s\nlocale: %s\ntitle: %q\nquestions: [%q]\nanchors: [{help: %s}]\n%s---\n\n%s\n", id, locale, title, question, id, signals, body)
		fs[locale+"/"+id+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	stuck := "signals: [rage-click, dead-click, disabled-pressed]\n"
	add("en", "next", "Why Next stays grey", "Why can I not press Next?", stuck, "Next works when **every** field is filled.\n\n1. Fill in the name.\n2. Press Next.\n\nSee [how to pay](article:pay).")
	add("en", "pay", "How to pay", "How do I pay?", "", "Choose a card and press Pay.")
	add("en", "refund", "Get a refund", "How do I get my money back?", "task: refund\n", "Open the order and press Refund.")
	add("en", "arrive", "When a refund arrives", "How long does a refund take?", "", "Within three working days.")
	add("en", "debit", "Add a debit card", "How do I add a debit card?", "", "Enter the number of your debit card.")
	add("en", "credit", "Add a credit card", "How do I add a credit card?", "", "Enter the number of your credit card.")
	add("en", "film", "Watch the tour", "Is there a film of the tour?", "media: [{file: tour.mp4, alt: The tour in 20 seconds, captions: tour.vtt}]\n", "![](tour.mp4)")
	add("en", "steps", "Sign up from start to end", "What are the steps to sign up?", "",
		"1. Write your name in [Name](help:fullname).\n2. Press [Next](help:below).\n3. Look at [Total](help:total).")
	fs["en/tour.mp4"] = &fstest.MapFile{Data: []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")}
	fs["en/tour.vtt"] = &fstest.MapFile{Data: []byte("WEBVTT\n\n00:00.000 --> 00:05.000\nFirst the name.\n")}
	add("zh", "refund", "申请退款", "怎么退款", "task: refund\n", "打开订单，点退款。")
	add("zh", "arrive", "退款到账时间", "退款多久到账", "", "三个工作日内到账。")
	add("zh", "debit", "绑定储蓄卡", "怎么绑定储蓄卡", "", "输入储蓄卡卡号。")
	add("zh", "credit", "绑定信用卡", "怎么绑定信用卡", "", "输入信用卡卡号。")
	add("zh", "next", "下一步为什么是灰的", "为什么不能点下一步", stuck, "所有必填项填好后,**下一步**就能点了。")
	return fs
}

// page registers a page of the host and returns its address.
func (s *stage) page(p page) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	name := fmt.Sprint("p", s.count)
	s.pages[name] = p
	return s.url + "/p/" + name + "/"
}

func (s *stage) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p, ok := s.pages[r.PathValue("page")]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	name := r.PathValue("file")
	kinds := map[string]string{".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm"}
	kind := kinds[path.Ext(name)]
	if kind == "" {
		if p.policy != "" {
			w.Header().Set("Content-Security-Policy", p.policy)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, p.html)
		return
	}
	body, err := os.ReadFile(filepath.Join(s.dist.Dir, name))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if p.file != nil {
		body = p.file(name, body)
	}
	w.Header().Set("Content-Type", kind)
	w.Write(body)
}

const (
	script = `<script src="lamplight.js" data-site="test" data-holdout="0" async></script>`
	// form has a button that never does anything, which is where help belongs.
	form = `<main><h1>Sign up</h1><form><label>Name <input name="fullname"></label>
		<button type="button" data-help="next" aria-disabled="true" id="next">Next</button></form></main>`
)

// host is a whole page around some content.
func host(content string) string {
	return "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Shop</title><body>" + content + script
}

// watch collects what the widget tells through its public API, and what the
// page's policy objects to.
const watch = `
	window.seen = {trace: [], shows: [], hides: [], degraded: [], escalated: [], violations: [], warnings: []};
	addEventListener("securitypolicyviolation", (e) => seen.violations.push(e.violatedDirective + " " + e.blockedURI));
	const warn = console.warn;
	console.warn = (...a) => { seen.warnings.push(a.join(" ")); warn(...a); };
	(window.lamplight ||= []).push(
		["on", "trace", (x) => seen.trace.push(x)], ["on", "show", (x) => seen.shows.push(x)],
		["on", "hide", (x) => seen.hides.push(x)], ["on", "degraded", (x) => seen.degraded.push(x)],
		["on", "escalated", (x) => seen.escalated.push(x)]);`

// visit opens a page and waits until the widget knows the articles.
func (s *stage) visit(t testing.TB, p page, options ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	tab := browsertest.New(t, append([]browsertest.Option{browsertest.Before(watch)}, options...)...)
	tab.Open(s.page(p))
	ready(tab)
	return tab
}

func ready(tab *browsertest.Tab) {
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles > 0)`)
	tab.Wait(launcher)
}

// clean fails the test when something was thrown or a policy was violated.
func clean(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	tab.NoFaults()
	for _, v := range browsertest.Eval[[]string](tab, "seen.violations") {
		t.Errorf("violated: %s", v)
	}
}

// Where things of the widget are.
var (
	launcher  = browsertest.CSS("lamplight-launcher") + `?.shadowRoot.querySelector("button")`
	panel     = browsertest.CSS("lamplight-panel") + `?.shadowRoot.querySelector(".panel")`
	tip       = browsertest.CSS("lamplight-tip") + `?.shadowRoot.querySelector(".tip[data-on]")`
	askPerson = browsertest.CSS(`.panel header button[aria-label="Ask a person"]`)
	composer  = browsertest.CSS(".composer textarea")
)

// rage presses an element until somebody would help.
func rage(tab *browsertest.Tab, find string) {
	for range 4 {
		tab.Click(find)
	}
}

// ask opens the chat and asks.
func ask(tab *browsertest.Tab, question string) {
	if !browsertest.Eval[bool](tab, "!!("+panel+")?.checkVisibility()") {
		tab.Click(launcher)
	}
	tab.Click(composer)
	tab.Type(question + "\r")
	time.Sleep(looks)
}

// looks is how long it takes to see an answer; it also scrolls into view.
const looks = 500 * time.Millisecond

func count(tab *browsertest.Tab, expression string) int {
	return browsertest.Eval[int](tab, expression)
}

func contains(t *testing.T, what, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%s does not hold %q: %.300s", what, part, text)
	}
}
