//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/lamplight-help/lamplight/edge/worker/pack"
)

// On a developer's machine this program is the build step of wrangler.toml: it
// fills edge/worker/dist and prints what it weighs.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := build(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(ctx context.Context) error {
	root, err := pack.Root()
	if err != nil {
		return err
	}
	dir, err := pack.Build(ctx, pack.Options{Root: root})
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "edge", "worker", "dist", "modules")
	if err := pack.Install(dir, dist); err != nil {
		return err
	}
	return pack.Report(os.Stdout, dist)
}
