package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/demo"
	"github.com/lamplight-help/lamplight/playground/demo/docs"
	"github.com/lamplight-help/lamplight/widget/build"
)

// DefaultAddr is where the playground listens unless told otherwise.
const DefaultAddr = "127.0.0.1:8787"

// Options say where to start. The zero value of each field takes the default.
type Options struct {
	Root   string      // the checkout; the one around the working directory
	Addr   string      // host:port; DefaultAddr
	Data   string      // .cache/data below Root
	Log    io.Writer   // progress and remarks; dropped
	Limits edge.Limits // the edge's rates and times
}

// Playground is a running one.
type Playground struct {
	URL   string         // http://host:port, without a slash at the end
	Token string         // opens the desk
	Edge  *native.Server // for what tests ask of it directly
	Build build.Result

	data   string
	places []place
	server *http.Server
	failed chan error
	log    io.Writer
}

// place is one address to print.
type place struct{ name, url string }

// Start builds what is missing, publishes what changed and serves until
// Close. The address and the data directory are tried first: building takes
// longer.
func Start(ctx context.Context, o Options) (p *Playground, err error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	listener, err := listen(o.Addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			listener.Close()
		}
	}()
	if err := writable(o.Data); err != nil {
		return nil, err
	}
	p = &Playground{URL: address(listener), data: o.Data, log: o.Log, failed: make(chan error, 1)}
	if p.Build, err = build.All(ctx, o.Root, build.Options{Log: o.Log}); err != nil {
		return nil, err
	}
	if err := build.CheckBudget(o.Root, p.Build); err != nil {
		fmt.Fprintln(o.Log, err)
	}
	if p.Edge, err = openEdge(o); err != nil {
		return nil, err
	}
	handler, err := p.assemble(o)
	if err != nil {
		return nil, errors.Join(err, p.Edge.Close())
	}
	p.server = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := p.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.failed <- err
		}
	}()
	return p, nil
}

func (o *Options) complete() (err error) {
	if o.Root == "" {
		if o.Root, err = build.Root(); err != nil {
			return err
		}
	}
	if o.Data == "" {
		o.Data = defaultData(o.Root)
	}
	if o.Data, err = filepath.Abs(o.Data); err != nil {
		return err
	}
	if o.Addr == "" {
		o.Addr = DefaultAddr
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return nil
}

func openEdge(o Options) (*native.Server, error) {
	server, err := native.Open(native.Config{
		Dir:              filepath.Join(o.Data, "sites"),
		Limits:           o.Limits,
		Log:              func(line string) { fmt.Fprintln(o.Log, line) },
		LoopbackWebhooks: true,
	})
	if errors.Is(err, native.ErrInUse) {
		return nil, &command.Problem{
			What:   fmt.Sprintf("Another playground is using the data directory %s.", o.Data),
			Remedy: "Stop that one, or choose another directory with -data DIR.",
			Cause:  err,
		}
	}
	return server, err
}

// assemble configures the sites, publishes to them, and mounts everything.
func (p *Playground) assemble(o Options) (http.Handler, error) {
	token, err := firstToken(o.Data)
	if err != nil {
		return nil, err
	}
	p.Token = token
	files, err := newStatic(p.Build)
	if err != nil {
		return nil, err
	}
	kite := filepath.Join(o.Data, "kite")
	if err := demo.Build(filepath.Join(o.Root, "widget", "node_modules"), kite); err != nil {
		return nil, err
	}
	summaries, err := p.answers("demo")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", p.Edge.Handler())
	mux.Handle("/v1/demo/answer", summaries)
	mux.Handle("/healthz", p.Edge.Handler())
	mux.Handle("/metrics", p.Edge.Handler())
	mux.Handle("/demo/", demo.Handler(os.DirFS(kite)))
	mux.Handle("/demo", demo.Handler(os.DirFS(kite)))
	mux.Handle("/demo/docs/", docs.Handler(filepath.Join(o.Root, docsExport)))
	mux.Handle("/{$}", http.RedirectHandler("/demo/", http.StatusFound))
	mux.Handle("/", files)

	p.places = []place{{"demo", p.URL + "/demo/"}}
	if err := p.publishAll(o); err != nil {
		return nil, err
	}
	for _, page := range []string{"desk", "console"} {
		if slices.Contains(p.Build.Files, page+"/index.html") {
			p.places = append(p.places, place{page, p.URL + "/" + page + "/?site=demo#token=" + token})
		}
	}
	return mux, nil
}

// publishAll opens the two sites and gives them their knowledge.
func (p *Playground) publishAll(o Options) error {
	if err := p.site(o, "demo", filepath.Join(o.Root, "playground", "demo", "kb")); err != nil {
		return err
	}
	export := filepath.Join(o.Root, docsExport)
	if _, err := os.Stat(export); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(o.Log, "The documentation demo has no text: %s is not there. Everything else works.\n", export)
		return nil
	}
	p.places = append(p.places, place{"docs", p.URL + docs.Base})
	articles := filepath.Join(o.Root, docsArticles)
	if err := importDocs(o, export, articles); err != nil {
		return err
	}
	return p.site(o, "docs", articles)
}

// firstToken is what opens the desk. It is made at the first start and kept
// in the data directory, for the address is printed at every start.
func firstToken(data string) (string, error) {
	path := filepath.Join(data, "first-start-token")
	text, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	token := native.NewToken()
	return token, os.WriteFile(path, []byte(token+"\n"), 0o600)
}

// address is how a browser on this machine reaches the listener.
func address(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// origins are the addresses under which pages on this machine come.
func origins(url string) []string {
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	list := []string{url, "http://localhost:" + port, "http://127.0.0.1:" + port}
	slices.Sort(list)
	return slices.Compact(list)
}

// Close stops in order: sockets are told to come back later, what was
// accepted is stored, open requests get two seconds.
func (p *Playground) Close() error {
	edgeErr := p.Edge.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := p.server.Shutdown(ctx); err != nil {
		p.server.Close()
	}
	return edgeErr
}
