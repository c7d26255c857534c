// Package serve is what `go run ./playground` starts: the native edge with
// the demo products, the desk and the console, on one address.
//
//	listen.go     the address and the data directory, checked before anything slow
//	knowledge.go  signs and publishes the articles when they changed
//	static.go     what pages load, from the build
//	start.go      puts them together; tests start the same thing
//	serve.go      the command: flags, what it prints, Ctrl-C
package serve

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands returns the one command of this package.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "serve",
		Usage:   "[-addr HOST:PORT] [-data DIR] [-open]",
		Summary: "build what is missing and start the edge, the demo, the desk and the console; the default",
		Run:     run,
	}}
}

func run(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	o := Options{Log: env.Stderr}
	flags.StringVar(&o.Addr, "addr", DefaultAddr, "address to listen on; port 0 takes a free one")
	flags.StringVar(&o.Data, "data", "", "directory for conversations, keys and tokens (default .cache/data in the checkout)")
	open := flags.Bool("open", false, "show the demo in the browser")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return command.ErrUsage
	}
	p, err := Start(env.Ctx, o)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	p.print(env.Stdout)
	if *open {
		name, args := opener(p.URL + "/demo/")
		if err := exec.Command(name, args...).Start(); err != nil {
			fmt.Fprintf(env.Stderr, "%s does not start; open %s/demo/ yourself.\n", name, p.URL)
		}
	}
	select {
	case <-env.Ctx.Done():
		fmt.Fprintln(env.Stderr, "\nstopping")
		return p.Close()
	case err := <-p.failed:
		return errors.Join(err, p.Close())
	}
}

// print says which engine this is and where everything is.
func (p *Playground) print(w io.Writer) {
	e := p.Build.Parts[0]
	remark := ""
	if p.Build.Flavour == build.Go {
		remark = "; `go run ./playground toolchain` makes it about twenty times smaller"
	}
	fmt.Fprintf(w, "engine   %s: %d bytes raw, %d gzip, %d brotli%s\n", p.Build.Flavour, e.Raw, e.Gzip, e.Brotli, remark)
	for _, place := range p.places {
		fmt.Fprintf(w, "%-8s %s\n", place.name, place.url)
	}
	fmt.Fprintf(w, "data     %s\n", p.data)
	fmt.Fprintln(w, "Ctrl-C stops.")
}
