// Package toolchain is `playground toolchain`: it builds TinyGo once for
// this user, so that the engine becomes small.
package toolchain

import (
	"fmt"

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
		return err
	}
	fmt.Fprintln(env.Stdout, t.Binary)
	return nil
}
