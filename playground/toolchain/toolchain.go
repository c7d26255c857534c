// Package toolchain is `playground toolchain`: it builds TinyGo once for
// this user, so that the engine becomes small.
package toolchain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build/tinygo"
)

// Commands returns the one command of this package.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "toolchain",
		Summary: "build TinyGo " + tinygo.Version + " into the user's cache, unless it is there",
		Run:     run,
	}}
}

func run(env *command.Env, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("toolchain takes no arguments: %w", command.ErrUsage)
	}
	t, err := tinygo.Install(env.Ctx, env.Stderr)
	if err != nil {
		return problem(err)
	}
	fmt.Fprintln(env.Stdout, t.Binary)
	return nil
}

// problem splits a sentence and its remedy where the first sentence ends.
func problem(err error) error {
	what, remedy, found := strings.Cut(err.Error(), ". ")
	if !found || errors.Is(err, command.ErrUsage) {
		return err
	}
	return &command.Problem{What: what + ".", Remedy: remedy, Cause: err}
}
