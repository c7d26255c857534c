//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/lamplight-help/lamplight/edge/worker/pack"
	"github.com/lamplight-help/lamplight/widget/build"
)

// On a developer's machine this program is the build step of wrangler.toml: it
// fills edge/worker/dist with the modules and the static files, and prints
// what the modules weigh.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := build.Root()
	if err != nil {
		return err
	}
	dir, err := pack.Build(ctx, pack.Options{Root: root})
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "edge", "worker", "dist")
	if err := pack.Install(dir, filepath.Join(dist, "modules")); err != nil {
		return err
	}
	if err := pack.Assets(ctx, root, filepath.Join(dist, "assets"), os.Stderr); err != nil {
		return err
	}
	return pack.Report(os.Stdout, filepath.Join(dist, "modules"))
}
