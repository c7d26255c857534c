package site

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/playground/command"
)

// hookCommands is the group `site hook`.
func hookCommands() []command.Command {
	return []command.Command{
		{Name: "add", Usage: "[-data DIR] SITE NAME", Summary: "make an address at which another system answers, and print its secret, once", Run: with(2, addHook)},
		{Name: "list", Usage: "[-data DIR] SITE", Summary: "the addresses, and when each secret was last used", Run: with(1, listHooks)},
		{Name: "rotate", Usage: "[-data DIR] [-keep 24h] SITE HOOK", Summary: "print a new secret; the old ones count a while longer", Run: rotateHook},
		{Name: "remove", Usage: "[-data DIR] SITE HOOK|HOOK.N", Summary: "end an address, or one of its secrets", Run: with(2, removeHook)},
	}
}

func addHook(j job) error {
	return j.printSecret("POST", "hooks", map[string]string{"name": j.args[1]})
}

// printSecret runs a request that makes a secret, and prints it.
func (j job) printSecret(method, path string, body any) error {
	var made edge.HookMade
	if err := j.fetch(method, path, body, &made); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "POST /v1/%s/hooks/%s  secret %d  %s\nThe secret is shown this once. Whoever has it speaks as this system.\n", j.args[0], made.ID, made.N, made.Secret)
	return nil
}

func listHooks(j job) error {
	var out struct{ Hooks []edge.Hook }
	if err := j.fetch("GET", "hooks", nil, &out); err != nil {
		return err
	}
	for _, h := range out.Hooks {
		fmt.Fprintf(j.Stdout, "%s  %s\n", h.ID, h.Name)
		for _, s := range h.Secrets {
			ends := ""
			if s.Expires > 0 {
				ends = ", ends " + clock(s.Expires)
			}
			fmt.Fprintf(j.Stdout, "  secret %d, made %s, last used %s%s\n", s.N, clock(s.Created), clock(s.Used), ends)
		}
	}
	if len(out.Hooks) == 0 {
		fmt.Fprintln(j.Stdout, "no other system answers here; `site hook add SITE NAME` makes an address for one")
	}
	return nil
}

// rotateHook has a flag of its own.
func rotateHook(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("rotate", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	data := flags.String("data", filepath.Join(".cache", "data"), "data directory of the playground")
	keep := flags.Duration("keep", 24*time.Hour, "how long the old secrets still count; 0 ends them now")
	if err := flags.Parse(args); err != nil || flags.NArg() != 2 {
		return command.ErrUsage
	}
	dir := filepath.Join(*data, "sites")
	if _, err := os.Stat(dir); err != nil {
		return noData(dir, err)
	}
	return job{env, dir, flags.Args()}.printSecret("PUT", "hooks/"+flags.Arg(1), map[string]int64{"keep": keep.Milliseconds()})
}

func removeHook(j job) error {
	if err := j.fetch("DELETE", "hooks/"+j.args[1], nil, nil); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s is removed\n", j.args[1])
	return nil
}
