package site

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// peopleCommands is the group `site people`.
func peopleCommands() []command.Command {
	return []command.Command{
		{Name: "add", Usage: "[-data DIR] [-role ROLE] [-lines A,B] [-email ADDRESS] SITE NAME", Summary: "add a person and print their key, once", Run: addPerson},
		{Name: "list", Usage: "[-data DIR] SITE", Summary: "who works for the site", Run: with(1, listPeople)},
		{Name: "role", Usage: "[-data DIR] SITE PERSON ROLE", Summary: "make somebody an agent, lead, author or admin", Run: with(3, changeRole)},
		{Name: "key", Usage: "[-data DIR] SITE PERSON", Summary: "print a new key in the place of a lost one", Run: with(2, newKey)},
		{Name: "remove", Usage: "[-data DIR] SITE PERSON", Summary: "end somebody's sessions and key; what they held goes back to the queue", Run: with(2, removePerson)},
	}
}

// addPerson has flags of its own.
func addPerson(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("add", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	data := flags.String("data", filepath.Join(".cache", "data"), "data directory of the playground")
	role := flags.String("role", "agent", "agent, lead, author or admin")
	lines := flags.String("lines", "", "the lines that concern an agent, separated by commas; none is all")
	email := flags.String("email", "", "address that binds the first sign-in through an identity provider")
	if err := flags.Parse(args); err != nil || flags.NArg() != 2 {
		return command.ErrUsage
	}
	dir := filepath.Join(*data, "sites")
	if _, err := os.Stat(dir); err != nil {
		return noData(dir, err)
	}
	body := map[string]any{"name": flags.Arg(1), "role": *role, "email": *email}
	if *lines != "" {
		body["lines"] = strings.Split(*lines, ",")
	}
	return job{env, dir, flags.Args()}.printKey("people", body)
}

// printKey runs a request that makes a key, and prints it: it is stored as a
// hash only.
func (j job) printKey(path string, body any) error {
	var made struct{ Person, Key string }
	if err := j.fetch("POST", path, body, &made); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s  key %s\nThe key is shown this once. Whoever has it signs in with it at the desk or the console.\n", made.Person, made.Key)
	return nil
}

// fetch runs one operator's request and reads the answer.
func (j job) fetch(method, path string, body, into any) error {
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
		if into == nil {
			return nil
		}
		return json.Unmarshal(e.Body, into)
	})
}

func listPeople(j job) error {
	var out struct{ People []edge.Person }
	if err := j.fetch("GET", "people", nil, &out); err != nil {
		return err
	}
	for _, p := range out.People {
		lines := "all lines"
		if len(p.Lines) > 0 {
			lines = strings.Join(p.Lines, ",")
		}
		fmt.Fprintf(j.Stdout, "%-16s %-7s %-24s %-6s %-20s last sign-in %s\n", p.ID, p.Role, p.Name, p.Via, lines, clock(p.Seen))
	}
	if len(out.People) == 0 {
		fmt.Fprintln(j.Stdout, "nobody yet; the first to sign in with the first-start token becomes the admin")
	}
	return nil
}

func clock(at int64) string {
	if at == 0 {
		return "never"
	}
	return time.UnixMilli(at).UTC().Format(time.RFC3339)
}

// changeRole keeps the rest of a person as it is.
func changeRole(j job) error {
	var out struct{ People []edge.Person }
	if err := j.fetch("GET", "people", nil, &out); err != nil {
		return err
	}
	for _, p := range out.People {
		if p.ID != j.args[1] {
			continue
		}
		body := map[string]any{"name": p.Name, "role": j.args[2], "lines": p.Lines, "email": p.Email}
		if err := j.fetch("PUT", "people/"+p.ID, body, nil); err != nil {
			return err
		}
		fmt.Fprintf(j.Stdout, "%s (%s) is %s now\n", p.Name, p.ID, j.args[2])
		return nil
	}
	return &command.Problem{What: fmt.Sprintf("There is nobody with the id %s.", j.args[1]), Remedy: "`site people list` shows who there is."}
}

func newKey(j job) error { return j.printKey("people/"+j.args[1], struct{}{}) }

func removePerson(j job) error {
	if err := j.fetch("DELETE", "people/"+j.args[1], nil, nil); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s is removed\n", j.args[1])
	return nil
}

func sessions(j job) error {
	var out struct{ Sessions []edge.OpenSession }
	if err := j.fetch("GET", "sessions", nil, &out); err != nil {
		return err
	}
	for _, s := range out.Sessions {
		fmt.Fprintf(j.Stdout, "%s  %-16s %-7s %-24s %-6s since %s until %s, %d sockets\n",
			s.ID, s.Person, s.Role, s.Name, s.Via, clock(s.Created), clock(s.Expires), s.Sockets)
	}
	if len(out.Sessions) == 0 {
		fmt.Fprintln(j.Stdout, "nobody is signed in")
	}
	return nil
}

func revoke(j job) error { return j.ask("DELETE", "sessions/"+j.args[1], nil) }
