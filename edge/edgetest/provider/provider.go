// Package provider runs a real OpenID provider for tests of the sign-in:
// panva's oidc-provider, certified by the OpenID Foundation, on 127.0.0.1.
//
// It needs Node and npm, which install package-lock.json once. Without them
// tests skip, with one loud line; with CI=true they fail.
package provider

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/lamplight-help/lamplight/widget/build"
)

// Client is what the provider knows of an edge.
type Client struct {
	ID       string `json:"id"`
	Secret   string `json:"secret,omitempty"` // "" is a public client
	Redirect string `json:"redirect"`         // the exact address
	Alg      string `json:"alg"`              // of ID tokens: RS256 or ES256
}

// Provider is a running provider. Whoever signs in as NAME@GROUP is that
// person, in that group; the person "unverified" has an unverified address.
type Provider struct {
	URL string // its issuer

	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Reader
}

// patience is how long a start may take on a busy machine.
const patience = 60 * time.Second

// Start runs a provider until the test ends.
func Start(t testing.TB, clients ...Client) *Provider {
	t.Helper()
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "edge", "edgetest", "provider")
	require(t, root, dir)
	node := exec.Command("node", filepath.Join(dir, "provider.mjs"))
	node.Stderr = os.Stderr
	in, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		timer := time.AfterFunc(10*time.Second, func() { _ = node.Process.Kill() })
		defer timer.Stop()
		_ = node.Wait()
	})
	timer := time.AfterFunc(patience, func() { _ = node.Process.Kill() })
	defer timer.Stop()
	p := &Provider{in: in, out: bufio.NewReader(out)}
	var started struct{ URL string }
	if err := p.exchange(map[string]any{"clients": clients}, &started); err != nil {
		t.Fatalf("the OpenID provider does not start: %v", err)
	}
	p.URL = started.URL
	return p
}

// Rotate gives the provider new signing keys; the old ones are gone.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	if err := p.exchange(map[string]bool{"rotate": true}, &struct{}{}); err != nil {
		t.Fatal(err)
	}
}

func (p *Provider) exchange(line, into any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	data, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(data, '\n')); err != nil {
		return err
	}
	answer, err := p.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

// require installs the packages when they are missing.
func require(t testing.TB, root, dir string) {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			unavailable(t, tool+" is not on the PATH; install Node 20")
		}
	}
	if err := install(root, dir); err != nil {
		unavailable(t, err.Error())
	}
}

func unavailable(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("the sign-in tests cannot run: %s", why)
	}
	t.Skipf("SKIPPED: the sign-in tests cannot run: %s", why)
}

// install runs npm ci once for the lock file; test binaries run side by side.
func install(root, dir string) error {
	if installed(dir) {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(root, ".cache"), 0o755); err != nil {
		return err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(root, ".cache", "provider-packages.lock")).Lock()
	if err != nil {
		return err
	}
	defer unlock()
	if installed(dir) {
		return nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--prefer-offline")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in edge/edgetest/provider: %w: %s", err, out)
	}
	return nil
}

// installed compares npm's own record of what it installed with the lock file.
func installed(dir string) bool {
	want, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return false
	}
	have, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	return err == nil && !have.ModTime().Before(want.ModTime())
}
