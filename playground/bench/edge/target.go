package edgebench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/pack"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
	"github.com/lamplight-help/lamplight/widget/build"
)

const (
	site   = "bench"
	origin = "https://shop.example"
)

// target is a host to load.
type target struct {
	name  string
	path  string // of the request
	start func(context.Context) (*running, error)
	dial  dialer // nil: takes no messages
}

// running is a started target.
type running struct {
	url  string
	pid  int
	stop func() error
}

// dialer opens a socket that is ready for messages.
type dialer func(context.Context, *running) (*websocket.Conn, error)

func targets(dir string) []target {
	const root = "/v1/" + site + "/root"
	return []target{
		{"workerd", root, func(ctx context.Context) (*running, error) { return startWorkerd(ctx, dir) }, dialSite},
		{"native", root, func(ctx context.Context) (*running, error) { return startNative(ctx, filepath.Join(dir, "native")) }, dialSite},
		{"workerd, 4 shards", root, spread(func(ctx context.Context) (*running, error) { return startWorkerd(ctx, filepath.Join(dir, "spread")) }), dialSite},
		{"native, 4 shards", root, spread(func(ctx context.Context) (*running, error) {
			return startNative(ctx, filepath.Join(dir, "native-spread"))
		}), dialSite},
		{"stock", "/", func(ctx context.Context) (*running, error) { return startPeer(ctx, dir, "stock") }, nil},
		{"plain", "/", func(ctx context.Context) (*running, error) { return startPeer(ctx, dir, "plain") }, dialPlain},
	}
}

// settings are those of the one site.
func settings() edge.Settings {
	return edge.Settings{Site: site, Origins: []string{origin}, DeskOrigins: []string{origin},
		Tokens: []edge.NewToken{{Secret: firstStart, Role: edge.RoleFirst, Name: "first start"}}}
}

const (
	firstStart = "first-start-token-of-the-bench"
	shards     = 4
)

// spread starts a host whose site has its conversations in shards.
func spread(start func(context.Context) (*running, error)) func(context.Context) (*running, error) {
	return func(ctx context.Context) (*running, error) {
		r, err := start(ctx)
		if err != nil {
			return nil, err
		}
		if err := reshard(edgetest.Client{Base: r.url, Site: site, Origin: origin}); err != nil {
			return nil, errors.Join(err, r.stop())
		}
		return r, nil
	}
}

// reshard spreads the site and waits until it is.
func reshard(c edgetest.Client) error {
	admin, err := c.SignIn(firstStart, "bench")
	if err != nil {
		return err
	}
	if r, err := c.Do(edgetest.Request{Method: "POST", Path: "shards", Token: admin, Body: map[string]int{"shards": shards}}); err != nil || r.Err() != nil {
		return errors.Join(err, r.Err())
	}
	for end := time.Now().Add(edgetest.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var l edge.Layout
		r, err := c.Do(edgetest.Request{Method: "GET", Path: "shards", Token: admin})
		if err == nil && json.Unmarshal(r.Body, &l) == nil && l.Shards == shards && l.Next == 0 {
			return nil
		}
	}
	return errors.New("the site was not spread in time")
}

func startWorkerd(ctx context.Context, dir string) (*running, error) {
	h, err := workertest.Launch(ctx, workertest.Options{Tags: []string{"open"}, Data: filepath.Join(dir, "workerd")})
	if err != nil {
		return nil, err
	}
	stop := func() error { h.Stop(); return nil }
	if err := h.Put(settings()); err != nil {
		stop()
		return nil, err
	}
	return &running{h.DirectURL(), h.PID(), stop}, nil
}

// startNative runs `bench edge-host` in a process of its own, so that its
// memory can be told from the clients'.
func startNative(ctx context.Context, dir string) (*running, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "bench", "edge-host", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := func() error {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // says that it was killed
		return nil
	}
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("bench edge-host did not start: %w", err)
	}
	return &running{strings.TrimSpace(url), cmd.Process.Pid, stop}, nil
}

func startPeer(ctx context.Context, dir, name string) (*running, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	peers := filepath.Join(dir, "peers-"+name)
	if err := pack.Peers(ctx, root, peers); err != nil {
		return nil, err
	}
	config := filepath.Join(peers, name+".toml")
	text := "name = \"" + name + "\"\nmain = \"worker.mjs\"\ncompatibility_date = \"2026-04-01\"\n"
	if name == "plain" {
		text += "[[durable_objects.bindings]]\nname = \"SITE\"\nclass_name = \"Site\"\n[[migrations]]\ntag = \"v1\"\nnew_sqlite_classes = [\"Site\"]\n"
	}
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	h, err := workertest.Launch(ctx, workertest.Options{
		Modules: filepath.Join(peers, name), Wrangler: config, Data: filepath.Join(peers, "data"),
	})
	if err != nil {
		return nil, err
	}
	return &running{h.DirectURL(), h.PID(), func() error { h.Stop(); return nil }}, nil
}

// dialSite asks a question and opens the visitor's socket on it.
func dialSite(ctx context.Context, r *running) (*websocket.Conn, error) {
	c := edgetest.Client{Base: r.url, Site: site, Origin: origin}
	asked, err := c.Ask("bench")
	if err != nil {
		return nil, err
	}
	return dialToken(ctx, c, asked.Token)
}

func dialToken(ctx context.Context, c edgetest.Client, token string) (*websocket.Conn, error) {
	ticket, err := c.Ticket(token)
	if err != nil {
		return nil, err
	}
	conn, _, err := websocket.Dial(ctx, c.Base+"/v1/"+site+"/socket", &websocket.DialOptions{
		HTTPHeader:   map[string][]string{"Origin": {origin}},
		Subprotocols: []string{edge.Subprotocol, "ticket." + ticket},
	})
	if err != nil {
		return nil, err
	}
	_, err = await(ctx, conn, edgetest.Is("hello"))
	return conn, err
}

func dialPlain(ctx context.Context, r *running) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, r.url+"/socket", nil)
	return conn, err
}
