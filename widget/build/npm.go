package build

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// minimumNode is the oldest Node.js that runs TypeScript 7 and binaryen.
const minimumNode = 20

// packages installs the widget's npm packages when they are missing or the
// lock file changed. Install scripts never run: none of the packages needs
// one, and a script is the usual way in for a hostile package.
func (b *builder) packages() error {
	widget := filepath.Join(b.root, "widget")
	stamp, err := hashFiles(b.root, "npm ci", []string{"widget/package.json", "widget/package-lock.json"})
	if err != nil {
		return err
	}
	mark := filepath.Join(widget, "node_modules", ".lamplight-stamp")
	if have, err := os.ReadFile(mark); err == nil && string(have) == stamp {
		return nil
	}
	if err := checkNode(b.ctx); err != nil {
		return err
	}
	fmt.Fprintln(b.log, "installing the widget's npm packages")
	c := exec.CommandContext(b.ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	c.Dir = widget
	if out, err := c.CombinedOutput(); err != nil {
		if b.ctx.Err() != nil {
			return b.ctx.Err()
		}
		return fmt.Errorf("npm ci failed in widget/. Check the network and the registry, then run it again.\n%w\n%s", err, bytes.TrimSpace(out))
	}
	return os.WriteFile(mark, []byte(stamp), 0o644)
}

// checkNode refuses a missing or old Node.js in words.
func checkNode(ctx context.Context) error {
	const remedy = "Install Node.js 20 or newer, from https://nodejs.org or your system's packages."
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			return fmt.Errorf("There is no %s on the PATH, and the widget's TypeScript needs it once. %s", name, remedy)
		}
	}
	out, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return fmt.Errorf("node does not start: %w. %s", err, remedy)
	}
	version := strings.TrimSpace(string(out))
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	if n, err := strconv.Atoi(major); err == nil && n < minimumNode {
		return fmt.Errorf("This is Node.js %s. %s", version, remedy)
	}
	return nil
}

// wasmOpt is binaryen's optimiser, a Node.js script from npm.
func (b *builder) wasmOpt() string {
	return filepath.Join(b.root, "widget", "node_modules", "binaryen", "bin", "wasm-opt")
}
