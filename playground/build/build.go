// Package build is `playground build`: everything a page loads, with its
// size, and a failure when a part is over its budget.
package build

import (
	"flag"
	"fmt"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands returns the one command of this package.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "build",
		Usage:   "[--engine tinygo|go]",
		Summary: "build what pages load and print name, raw, gzip and brotli bytes of each part",
		Run:     run,
	}}
}

func run(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	flavour := flags.String("engine", "", "compiler of the engine, tinygo or go; the default is tinygo when it is found")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return command.ErrUsage
	}
	switch build.Flavour(*flavour) {
	case build.Auto, build.TinyGo, build.Go:
	default:
		return fmt.Errorf("--engine is %q, neither tinygo nor go: %w", *flavour, command.ErrUsage)
	}
	root, err := build.Root()
	if err != nil {
		return err
	}
	r, err := build.All(env.Ctx, root, build.Options{Flavour: build.Flavour(*flavour), Log: env.Stderr})
	if err != nil {
		return err
	}
	for _, p := range r.Parts {
		fmt.Fprintln(env.Stdout, p)
	}
	return build.CheckBudget(root, r)
}
