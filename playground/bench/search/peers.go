package searchbench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/lamplight-help/lamplight/playground/command"
)

// packages are the peers on npm. The tokenizers are orama's, for Chinese.
var packages = []string{"minisearch", "flexsearch", "@orama/orama", "@orama/tokenizers", "lunr"}

// install puts the newest peers below the user's cache and returns their
// node_modules. They are fetched once, and again when update is true.
func install(ctx context.Context, update bool, log io.Writer) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", &command.Problem{What: "There is no cache folder for the peers.", Remedy: "Set HOME or XDG_CACHE_HOME.", Cause: err}
	}
	dir := filepath.Join(cache, "lamplight", "search-peers")
	modules := filepath.Join(dir, "node_modules")
	if _, err := versions(modules); err == nil && !update {
		return modules, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", &command.Problem{
			What:   "There is no npm on the PATH, and the peers come from there.",
			Remedy: "Install Node.js 20 or newer, or measure the engine alone with -only lamplight.",
			Cause:  err,
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name":"search-peers","private":true}`+"\n"), 0o644); err != nil {
		return "", err
	}
	fmt.Fprintln(log, "installing the newest peers from npm into", dir)
	args := []string{"install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"}
	for _, name := range packages {
		args = append(args, name+"@latest")
	}
	c := exec.CommandContext(ctx, npm, args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		return "", &command.Problem{
			What:   fmt.Sprintf("npm cannot install the peers: %s.", bytes.TrimSpace(out)),
			Remedy: "Check the network and the registry, or measure the engine alone with -only lamplight.",
			Cause:  err,
		}
	}
	return modules, nil
}

// versions reads the version of every peer, in the order of packages.
func versions(modules string) ([]string, error) {
	var list []string
	for _, name := range packages {
		raw, err := os.ReadFile(filepath.Join(modules, filepath.FromSlash(name), "package.json"))
		if err != nil {
			return nil, err
		}
		var p struct{ Version string }
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, p.Version)
	}
	return list, nil
}
