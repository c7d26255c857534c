// Package site is the playground's `site`: what an operator does with the data
// of one site, on the native edge's data directory.
//
// Looking (list, backup, export) works beside a running edge. Changing
// (restore, import, forget, retry) needs the directory for itself.
package site

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// Commands returns the group `site`.
func Commands() []command.Command {
	return []command.Command{{
		Name: "site", Summary: "backup, restore, export, import and erase what a site has stored",
		Sub: []command.Command{
			{Name: "list", Usage: "[-data DIR]", Summary: "the sites in a data directory and their sizes", Run: with(0, list)},
			{Name: "backup", Usage: "[-data DIR] SITE FILE", Summary: "copy a site's database while the edge may be running", Run: with(2, backup)},
			{Name: "restore", Usage: "[-data DIR] SITE FILE", Summary: "put a backup in the place of a site; what was there is kept beside it", Run: with(2, restore)},
			{Name: "export", Usage: "[-data DIR] SITE > FILE", Summary: "everything a site owns as JSON Lines", Run: with(1, export)},
			{Name: "import", Usage: "[-data DIR] SITE FILE", Summary: "make a site from an export", Run: making(2, load)},
			{Name: "reshard", Usage: "[-data DIR] SITE [--shards N]", Summary: "spread a site's conversations over N objects, 1 for none; without --shards say how they are", Run: with(open, reshard)},
			{Name: "counted", Usage: "[-data DIR SITE]", Summary: "put together what pages reported unseen; without a site, show how that works", Run: unseen},
			{Name: "visitor", Usage: "[-data DIR] SITE VISITOR", Summary: "everything that is stored about a visitor", Run: with(2, visitor)},
			{Name: "forget", Usage: "[-data DIR] SITE VISITOR", Summary: "erase every conversation of a visitor, to the last byte", Run: with(2, forget)},
			{Name: "tallies", Usage: "[-data DIR] SITE > FILE", Summary: "what the pages counted, day by day, as `kb publish -counts` reads it", Run: with(1, tallies)},
			{Name: "effect", Usage: "[-data DIR] SITE", Summary: "what help brings: how many get on with it and, of those held out, without", Run: with(1, effect)},
			{Name: "people", Summary: "who works for a site: add, list, role, key, remove", Sub: peopleCommands()},
			{Name: "hook", Summary: "where other systems answer conversations: add, list, rotate, remove", Sub: hookCommands()},
			{Name: "sessions", Usage: "[-data DIR] SITE", Summary: "who is signed in, and since when", Run: with(1, sessions)},
			{Name: "revoke", Usage: "[-data DIR] SITE SESSION|PERSON", Summary: "end one session, or every session of a person", Run: with(2, revoke)},
			{Name: "audit", Usage: "[-data DIR] SITE", Summary: "who did what, with the hash chain checked", Run: with(1, audit)},
			{Name: "outbox", Usage: "[-data DIR] SITE", Summary: "hand-offs that have not arrived, dead letters too", Run: with(1, outbox)},
			{Name: "deadletters", Usage: "[-data DIR] SITE > FILE", Summary: "hand-offs that were given up, as JSON Lines", Run: with(1, deadLetters)},
			{Name: "retry", Usage: "[-data DIR] SITE DELIVERY", Summary: "try a delivery again when the edge next runs", Run: with(2, retry)},
		},
	}}
}

// job is a parsed command line.
type job struct {
	*command.Env
	dir  string // holds the database files
	args []string
}

// open is for commands that look at their arguments themselves.
const open = -1

// with is a command that looks at or changes what is there.
func with(n int, run func(job) error) func(*command.Env, []string) error {
	return parsed(n, func(j job) error {
		if _, err := os.Stat(j.dir); err != nil {
			return noData(j.dir, err)
		}
		return run(j)
	})
}

// making is a command that may be the first on a new machine.
func making(n int, run func(job) error) func(*command.Env, []string) error {
	return parsed(n, func(j job) error {
		if err := os.MkdirAll(j.dir, 0o700); err != nil {
			return err
		}
		return run(j)
	})
}

// parsed reads the flags that all commands share and wants n arguments.
func parsed(n int, run func(job) error) func(*command.Env, []string) error {
	return func(env *command.Env, args []string) error {
		flags := flag.NewFlagSet("site", flag.ContinueOnError)
		flags.SetOutput(env.Stderr)
		data := flags.String("data", filepath.Join(".cache", "data"), "data directory of the playground")
		if err := flags.Parse(args); err != nil || n != open && flags.NArg() != n {
			return command.ErrUsage
		}
		return run(job{env, filepath.Join(*data, "sites"), flags.Args()})
	}
}

func noData(dir string, cause error) error {
	return &command.Problem{What: fmt.Sprintf("There is no data directory %s.", dir),
		Remedy: "Start the playground once, or choose another directory with -data DIR.", Cause: cause}
}

// serve opens the directory for itself.
func (j job) serve(do func(*native.Server) error) error {
	s, err := native.Open(native.Config{Dir: j.dir, Log: func(line string) { fmt.Fprintln(j.Stderr, line) }})
	if errors.Is(err, native.ErrInUse) {
		return &command.Problem{What: fmt.Sprintf("Another process is using %s.", j.dir), Remedy: "Stop it first; this command changes its data.", Cause: err}
	}
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

func list(j job) error {
	files, err := filepath.Glob(filepath.Join(j.dir, "*.db"))
	if err != nil {
		return err
	}
	sizes := map[string]int64{}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return err
		}
		name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".db"), "~") // a shard counts with its site
		sizes[name] += info.Size()
	}
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		fmt.Fprintf(j.Stdout, "%-24s %10d bytes\n", name, sizes[name])
	}
	return nil
}

func backup(j job) error {
	if err := native.Backup(j.dir, j.args[0], j.args[1]); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s is a copy of the site %s\n", j.args[1], j.args[0])
	return nil
}

func restore(j job) error {
	return j.serve(func(s *native.Server) error {
		if err := s.Restore(j.args[0], j.args[1]); err != nil {
			return err
		}
		fmt.Fprintf(j.Stdout, "the site %s is as in %s; what was there is %s.db.before\n", j.args[0], j.args[1], j.args[0])
		return nil
	})
}

func export(j job) error { return native.Export(j.dir, j.args[0], j.Stdout) }

func load(j job) error {
	file, err := os.Open(j.args[1])
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("%s cannot be read.", j.args[1]), Remedy: "Give a file that `site export` wrote.", Cause: err}
	}
	defer file.Close()
	return j.serve(func(s *native.Server) error {
		if err := s.Import(j.args[0], file); err != nil {
			return err
		}
		fmt.Fprintf(j.Stdout, "the site %s is imported\n", j.args[0])
		return nil
	})
}

// ask runs one operator's request on the site and prints the answer.
func (j job) ask(method, path string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return j.serve(func(s *native.Server) error {
		e, err := s.Do(edge.Request{Method: method, Path: "/v1/" + j.args[0] + "/" + path, ContentType: "application/json", Body: data})
		if err != nil {
			return err
		}
		if e.Status >= 300 {
			return fmt.Errorf("the edge answers %d: %s", e.Status, e.Body)
		}
		if len(e.Body) > 0 {
			fmt.Fprintf(j.Stdout, "%s\n", e.Body)
		}
		return nil
	})
}

func visitor(j job) error {
	return j.ask("POST", "visitor", map[string]string{"visitor": j.args[1]})
}

func forget(j job) error {
	return j.ask("POST", "forget", map[string]string{"visitor": j.args[1]})
}

// audit prints the log and says whether it is whole. Keep the last hash
// somewhere else: with it the log cannot be rewritten unnoticed.
func audit(j job) error {
	return j.serve(func(s *native.Server) error {
		if _, err := auditChain(j, s, "audit"); err != nil {
			return err
		}
		for shard := 1; ; shard++ { // what agents did in a shard's conversations is in its own log
			there, err := auditChain(j, s, fmt.Sprint("audit/", shard))
			if err != nil || !there {
				return err
			}
		}
	})
}

// auditChain prints one log. there is false when there is none.
func auditChain(j job, s *native.Server, path string) (there bool, err error) {
	prev, after := "", int64(0)
	for {
		e, err := s.Do(edge.Request{Method: "GET", Path: "/v1/" + j.args[0] + "/" + path, Query: fmt.Sprint("after=", after)})
		if err != nil {
			return false, err
		}
		if path != "audit" && (e.Status == 404 || e.Status == 503) {
			return false, nil
		}
		var page struct {
			Entries []edge.AuditEntry
			More    bool
		}
		if err := json.Unmarshal(e.Body, &page); err != nil || e.Status != 200 {
			return false, fmt.Errorf("the edge answers %d: %s", e.Status, e.Body)
		}
		if err := edge.CheckAudit(prev, page.Entries); err != nil {
			return false, &command.Problem{What: fmt.Sprintf("The log %s of %s is not whole: %v.", path, j.args[0], err), Remedy: "Compare it with a backup."}
		}
		for _, a := range page.Entries {
			fmt.Fprintf(j.Stdout, "%5d  %s  %-16s %-10s %s\n", a.Seq, time.UnixMilli(a.At).UTC().Format(time.RFC3339), a.Actor, a.Action, a.About)
			prev, after = a.Hash, a.Seq
		}
		if !page.More {
			fmt.Fprintf(j.Stdout, "%s is whole; last hash %s\n", path, prev)
			return true, nil
		}
	}
}

func outbox(j job) error { return j.ask("GET", "outbox", nil) }

func deadLetters(j job) error { return j.ask("GET", "deadletters", nil) }

func retry(j job) error { return j.ask("POST", "outbox/"+j.args[1], struct{}{}) }
