package edgebench

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
	"github.com/lamplight-help/lamplight/playground/command"
)

// tabs is how many sockets share a conversation, at most edge's 8.
const tabs = 8

// dialling is how many sockets are opened at once.
const dialling = 16

// sockets measures what an idle socket costs natively, and how long it takes
// until everybody is back after a restart, natively and under workerd.
func sockets(env *command.Env, p plan, dir string) error {
	if err := hold(env, p.idle, filepath.Join(dir, "idle")); err != nil {
		return fmt.Errorf("bench edge: idle sockets: %w", err)
	}
	if err := resumeNative(env, p.resume, filepath.Join(dir, "resume")); err != nil {
		return fmt.Errorf("bench edge: resume natively: %w", err)
	}
	if err := resumeWorkerd(env, p.resume, filepath.Join(dir, "resume-workerd")); err != nil {
		return fmt.Errorf("bench edge: resume under workerd: %w", err)
	}
	return nil
}

// hold opens n sockets on one site and reports what they cost the process.
func hold(env *command.Env, n int, dir string) error {
	fmt.Fprintf(env.Stderr, "holding %d idle sockets natively\n", n)
	r, err := startNative(env.Ctx, dir)
	if err != nil {
		return err
	}
	defer r.stop()
	tokens, err := ask(r.url, n)
	if err != nil {
		return err
	}
	before, err := residentKB(r.pid)
	if err != nil {
		return err
	}
	begin := time.Now()
	conns, err := dialAll(env.Ctx, r.url, tokens)
	defer closeAll(conns)
	if err != nil {
		return err
	}
	took := time.Since(begin)
	after, err := residentKB(r.pid)
	if err != nil {
		return err
	}
	if err := alive(env.Ctx, conns); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "native holds %d idle sockets: %.1f KB each (%d MB before, %d MB after), opened in %.1f s\n",
		n, float64(after-before)/float64(n), before>>10, after>>10, took.Seconds())
	return nil
}

// alive pings every tenth socket.
func alive(ctx context.Context, conns []*websocket.Conn) error {
	for i := 0; i < len(conns); i += 10 {
		if err := conns[i].Write(ctx, websocket.MessageText, []byte(edge.PingFrame)); err != nil {
			return err
		}
		if _, err := await(ctx, conns[i], edgetest.Is("pong")); err != nil {
			return fmt.Errorf("socket %d does not answer: %w", i, err)
		}
	}
	return nil
}

func resumeNative(env *command.Env, n int, dir string) error {
	r, err := startNative(env.Ctx, dir)
	if err != nil {
		return err
	}
	url := func() string { return r.url }
	return comeBack(env, "native", n, url, func() error { return r.stop() }, func() error {
		r, err = startNative(env.Ctx, dir)
		return err
	}, func() { r.stop() })
}

func resumeWorkerd(env *command.Env, n int, dir string) error {
	h, err := workertest.Launch(env.Ctx, workertest.Options{Tags: []string{"open"}, Data: dir})
	if err != nil {
		return err
	}
	defer h.Stop()
	if err := h.Put(settings()); err != nil {
		return err
	}
	return comeBack(env, "workerd", n, h.DirectURL, func() error { h.Kill(); return nil }, h.Relaunch, func() {})
}

// comeBack opens n sockets, ends the host with SIGKILL, and times from its
// next word until every socket has resumed.
func comeBack(env *command.Env, name string, n int, url func() string, kill, start func() error, stop func()) error {
	fmt.Fprintf(env.Stderr, "restarting %s under %d sockets\n", name, n)
	defer func() { stop() }()
	tokens, err := ask(url(), n)
	if err != nil {
		return err
	}
	conns, err := dialAll(env.Ctx, url(), tokens)
	closeAll(conns)
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := errors.Join(kill(), start()); err != nil {
		return err
	}
	up := time.Since(begin)
	conns, err = dialAll(env.Ctx, url(), tokens)
	defer closeAll(conns)
	if err != nil {
		return err
	}
	if err := resumeAll(env.Ctx, conns); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s restarted under %d sockets: listening after %.2f s, all resumed after %.2f s\n",
		name, n, up.Seconds(), time.Since(begin).Seconds())
	return nil
}

// ask makes enough conversations for n sockets and returns a token for each socket.
func ask(url string, n int) ([]string, error) {
	c := edgetest.Client{Base: url, Site: site, Origin: origin}
	tokens := make([]string, 0, n)
	for len(tokens) < n {
		asked, err := c.Ask("bench")
		if err != nil {
			return nil, err
		}
		for range min(tabs, n-len(tokens)) {
			tokens = append(tokens, asked.Token)
		}
	}
	return tokens, nil
}

// dialAll opens one socket per token, a few at a time.
func dialAll(ctx context.Context, url string, tokens []string) ([]*websocket.Conn, error) {
	c := edgetest.Client{Base: url, Site: site, Origin: origin}
	conns := make([]*websocket.Conn, len(tokens))
	return conns, each(len(tokens), func(i int) (err error) {
		conns[i], err = dialToken(ctx, c, tokens[i])
		return err
	})
}

func resumeAll(ctx context.Context, conns []*websocket.Conn) error {
	return each(len(conns), func(i int) error {
		if err := conns[i].Write(ctx, websocket.MessageText, []byte(`{"t":"resume","cursor":0}`)); err != nil {
			return err
		}
		_, err := await(ctx, conns[i], edgetest.Is("resumed"))
		return err
	})
}

// each calls f for 0 to n-1, a few at once, and returns the first error.
func each(n int, f func(int) error) error {
	errs := make([]error, dialling)
	var wg sync.WaitGroup
	for w := range dialling {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += dialling {
				errs[w] = f(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func closeAll(conns []*websocket.Conn) {
	for _, c := range conns {
		if c != nil {
			c.CloseNow()
		}
	}
}

// residentKB is the memory of a process as ps knows it.
func residentKB(pid int) (int64, error) {
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, fmt.Errorf("ps: %w", err)
	}
	return strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
}
