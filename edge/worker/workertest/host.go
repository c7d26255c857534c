// Package workertest runs the built Worker under workerd for tests, as
// `wrangler dev` would: same modules, same wrangler.toml, offline, on
// 127.0.0.1, with its data in a folder.
//
//	host := workertest.Start(t, workertest.Options{})
//	host.Configure(t, settings)       a site, as the operator would
//	http.Get(host.URL() + "/v1/…")
//	host.Restart(t)                   SIGKILL to workerd, then again on the same data
//
// It needs Node and the packages of edge/worker/package-lock.json, which it
// installs once. Without them tests skip, with one loud line; with CI=true
// they fail.
package workertest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/worker/pack"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Options are what a caller may want otherwise.
type Options struct {
	// Tags are build tags of the resident core: "open" lifts the rate limits,
	// "faults" lets a test crash it, "hasty" shortens the heartbeat
	// (edge/worker/site).
	Tags []string
	// Assets is a folder of static files to serve; "" for none.
	Assets string
	// Data is where the objects' databases lie; Start takes a temporary folder
	// for "".
	Data string
	// Bindings are variables on top of those in wrangler.toml.
	Bindings map[string]any
	// Modules and Wrangler replace the built modules and wrangler.toml: for
	// other Workers, to compare with.
	Modules, Wrangler string
}

// Host is a running workerd. It is an edgetest.Host and an edgetest.Restarter.
type Host struct {
	harness string // the script that node runs
	setup   setup
	log     logBuffer

	mu      sync.Mutex
	node    *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	running running
}

// setup is the harness's first line.
type setup struct {
	Config   string         `json:"config"` // package.json, where node finds the packages
	Wrangler string         `json:"wrangler"`
	Modules  string         `json:"modules"`
	Files    []string       `json:"files"`
	Data     string         `json:"data"`
	Assets   string         `json:"assets,omitempty"`
	Bindings map[string]any `json:"bindings,omitempty"`
}

// running is what the harness says once workerd listens.
type running struct {
	URL    string `json:"url"`
	Direct string `json:"direct"`
	PID    int    `json:"pid"`
	Error  string `json:"error"`
}

// patience is how long a start of workerd may take on a busy machine.
const patience = 60 * time.Second

// Start builds the Worker, starts workerd and waits until it listens. It is
// stopped at the end of the test.
func Start(t testing.TB, o Options) *Host {
	t.Helper()
	Require(t)
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	h, err := Launch(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.Stop()
		if t.Failed() {
			t.Logf("workerd said:\n%s", h.Log())
		}
	})
	return h
}

// Launch is Start outside of tests. Somebody has to call Stop.
func Launch(ctx context.Context, o Options) (*Host, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	if err := installPackages(root); err != nil {
		return nil, err
	}
	if o.Modules == "" {
		if o.Modules, err = pack.Build(ctx, pack.Options{Root: root, Tags: o.Tags}); err != nil {
			return nil, err
		}
	}
	if o.Wrangler == "" {
		o.Wrangler = filepath.Join(root, "wrangler.toml")
	}
	files, err := moduleFiles(o.Modules)
	if err != nil {
		return nil, err
	}
	worker := filepath.Join(root, "edge", "worker")
	h := &Host{harness: filepath.Join(worker, "workertest", "harness.mjs"), setup: setup{
		Config: filepath.Join(worker, "package.json"), Wrangler: o.Wrangler,
		Modules: o.Modules, Files: files, Data: o.Data, Assets: o.Assets, Bindings: o.Bindings,
	}}
	return h, h.start()
}

// moduleFiles lists the modules with the entry first, as workerd wants it.
func moduleFiles(dir string) ([]string, error) {
	files := []string{filepath.Join(dir, "worker.mjs")}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path != files[0] {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

func (h *Host) start() error {
	h.node = exec.Command("node", h.harness)
	h.node.Env = append(os.Environ(), Quiet...)
	h.node.Stderr = &h.log
	var err error
	if h.in, err = h.node.StdinPipe(); err != nil {
		return err
	}
	out, err := h.node.StdoutPipe()
	if err != nil {
		return err
	}
	h.out = bufio.NewReader(out)
	if err := h.node.Start(); err != nil {
		return fmt.Errorf("workertest: %w", err)
	}
	h.running = running{}
	if err := h.exchange(h.setup, &h.running); err != nil {
		h.Stop()
		return fmt.Errorf("workertest: %w\n%s", err, h.Log())
	}
	return nil
}

// Quiet are environment variables that keep wrangler and miniflare from the
// network.
var Quiet = []string{
	"WRANGLER_SEND_METRICS=false", "WRANGLER_HIDE_BANNER=true", "CLOUDFLARE_CF_FETCH_ENABLED=false",
	"NO_UPDATE_NOTIFIER=1", "DO_NOT_TRACK=1",
}

// exchange sends one line to the harness and reads one.
func (h *Host) exchange(line, into any) error {
	data, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := h.in.Write(append(data, '\n')); err != nil {
		return err
	}
	timer := time.AfterFunc(patience, func() { _ = h.node.Process.Kill() })
	defer timer.Stop()
	answer, err := h.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	var failed struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(answer, &failed); err != nil || failed.Error != "" {
		return fmt.Errorf("harness: %s (%w)", failed.Error, err)
	}
	return json.Unmarshal(answer, into)
}

// URL is where the Worker listens, as scheme://host:port.
func (h *Host) URL() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running.URL
}

// DirectURL leads to the Worker without miniflare's own entry in front. It
// knows no static files and no CF-Connecting-IP; benchmarks use it.
func (h *Host) DirectURL() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running.Direct
}

// Handler passes requests and sockets on to the Worker, wherever it listens
// after a restart. It lets a test serve pages and the edge from one origin.
func (h *Host) Handler() http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		to, err := url.Parse(h.URL())
		if err != nil {
			panic(err) // the harness said it
		}
		r.SetURL(to)
	}}
}

// Configure creates or replaces a site: it writes the SETTINGS namespace.
func (h *Host) Configure(t testing.TB, s edge.Settings) {
	t.Helper()
	if err := h.Put(s); err != nil {
		t.Fatal(err)
	}
}

// Put is Configure outside of tests.
func (h *Host) Put(s edge.Settings) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	type put struct {
		Key   string        `json:"key"`
		Value edge.Settings `json:"value"`
	}
	if err := h.exchange(map[string]put{"put": {s.Site, s}}, &struct{}{}); err != nil {
		return fmt.Errorf("workertest: configure: %w\n%s", err, h.Log())
	}
	return nil
}

// Enqueue puts something into the queue of hand-offs, as nobody should.
func (h *Host) Enqueue(t testing.TB, value any) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.exchange(map[string]any{"enqueue": value}, &struct{}{}); err != nil {
		t.Fatalf("workertest: enqueue: %v\n%s", err, h.Log())
	}
}

// Scheduled lets cron's time come.
func (h *Host) Scheduled(t testing.TB) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.exchange(map[string]any{"scheduled": true}, &struct{}{}); err != nil {
		t.Fatalf("workertest: scheduled: %v\n%s", err, h.Log())
	}
}

// Restart ends workerd with SIGKILL, as a power cut would, and starts it
// again on the same data. The URL changes.
func (h *Host) Restart(t testing.TB) {
	t.Helper()
	h.Kill()
	h.Resume(t)
}

// Kill ends workerd and its supervisor with SIGKILL.
func (h *Host) Kill() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p, err := os.FindProcess(h.running.PID); err == nil && h.running.PID > 0 {
		_ = p.Kill()
	}
	_ = h.node.Process.Kill()
	_ = h.node.Wait()
}

// Resume starts workerd again after Kill.
func (h *Host) Resume(t testing.TB) {
	t.Helper()
	if err := h.Relaunch(); err != nil {
		t.Fatal(err)
	}
}

// Relaunch is Resume outside of tests.
func (h *Host) Relaunch() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.start()
}

// PID is the process id of workerd itself.
func (h *Host) PID() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running.PID
}

// Logged waits until workerd has printed a text n times, and returns what it
// printed.
func (h *Host) Logged(text string, n int) string {
	for end := time.Now().Add(30 * time.Second); strings.Count(h.Log(), text) < n && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	return h.Log()
}

// Log is what workerd printed.
func (h *Host) Log() string { return h.log.String() }

// Stop ends workerd as an operator would.
func (h *Host) Stop() {
	_ = h.in.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	done := make(chan struct{})
	go func() { _ = h.node.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		_ = h.node.Process.Kill()
	}
}

type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
