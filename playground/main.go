// Command playground is where Lamplight is built, started, tried and measured.
//
// Without arguments it builds what is missing and starts the native edge with
// the demo product, the desk and the console. `go run ./playground help` lists
// the rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/lamplight-help/lamplight/playground/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := &command.Env{Ctx: ctx, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	code := run(env, os.Args[1:])
	stop()
	os.Exit(code)
}

// run dispatches args and returns the exit status: 0, 1 for a problem, 2 for
// a call that was not understood.
func run(env *command.Env, args []string) int {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && args[0] != "-h" && args[0] != "--help" && args[0] != "-help" {
		args = append([]string{"serve"}, args...)
	}
	err := command.Dispatch(env, root(), args)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, command.ErrUsage):
		fmt.Fprintln(env.Stderr, err)
		return 2
	}
	fmt.Fprintln(env.Stderr, err)
	return 1
}
