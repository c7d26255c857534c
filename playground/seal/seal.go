// Package seal is the playground's `seal`: who can read what visitors send to
// people. It runs on the operator's machine, makes and changes the key
// directory, signs it with the site's key and hands it to the edge.
//
//	seal.go    the commands and what they share
//	place.go   the edge: the data directory, or another one over HTTPS
//	vault.go   the secrets on this machine
//	agent.go   add, remove, list, new
//	change.go  init, rotate, renew, off, on, status
//	recover.go split, recover
//	open.go    an export, opened offline
package seal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/playground/command"
)

// Commands returns the group `seal`.
func Commands() []command.Command {
	const where = "[-data DIR] [-edge URL] "
	return []command.Command{{
		Name: "seal", Summary: "who can read what visitors send to people: keys, agents, rotation, recovery",
		Sub: []command.Command{
			{Name: "init", Usage: where + "SITE", Summary: "make the team's and the recovery key and switch sealing on", Run: with(1, initialise)},
			{Name: "status", Usage: where + "SITE", Summary: "whether a site seals, its epoch, and who can open", Run: with(1, status)},
			{Name: "agent", Summary: "who can open: new, add, remove, list", Sub: []command.Command{
				{Name: "new", Usage: "FILE", Summary: "make an agent's key in a file, for a desk that has none", Run: newAgent},
				{Name: "add", Usage: where + "SITE NAME FINGERPRINT|FILE", Summary: "let an agent open, by the fingerprint that the desk shows or by a key file", Run: with(3, addAgent)},
				{Name: "remove", Usage: where + "SITE NAME|FINGERPRINT", Summary: "rotate without this agent: they open nothing that comes after", Run: with(2, removeAgent)},
				{Name: "list", Usage: where + "SITE", Summary: "who can open, and whose keys wait", Run: with(1, status)},
			}},
			{Name: "rotate", Usage: where + "SITE", Summary: "begin a new epoch with a new team key", Run: with(1, rotate)},
			{Name: "renew", Usage: where + "SITE", Summary: "sign the directory again, which is good for 400 days; every other change does so too", Run: with(1, renew)},
			{Name: "split", Usage: "[-data DIR] SITE", Summary: "print the recovery key as three shares and remove it from this machine", Run: with(1, split)},
			{Name: "recover", Usage: where + "SITE SHARE SHARE", Summary: "restore access from two shares, after every key on this machine is lost", Run: with(3, recoverTeam)},
			{Name: "open", Usage: "-key FILE EXPORT", Summary: "read the sealed conversations of an export, offline", Run: openExport},
			{Name: "off", Usage: where + "SITE", Summary: "let pages send readable text again; what was sealed stays sealed", Run: with(1, switchTo(directory.Off))},
			{Name: "on", Usage: where + "SITE", Summary: "seal again after off", Run: with(1, switchTo(directory.On))},
		},
	}}
}

// job is a parsed command line.
type job struct {
	*command.Env
	site  string
	args  []string // after the site
	vault vault
	place place
}

// with parses the flags that the commands share and wants n arguments, the
// first of which is the site.
func with(n int, run func(*job) error) func(*command.Env, []string) error {
	return func(env *command.Env, args []string) (err error) {
		flags := flag.NewFlagSet("seal", flag.ContinueOnError)
		flags.SetOutput(env.Stderr)
		data := flags.String("data", filepath.Join(".cache", "data"), "data directory of the playground; holds the keys")
		remote := flags.String("edge", "", "address of a running edge; "+tokenVariable+" holds its author token")
		if err := flags.Parse(args); err != nil || flags.NArg() != n {
			return command.ErrUsage
		}
		j := &job{Env: env, site: flags.Arg(0), args: flags.Args()[1:], vault: openVault(*data, flags.Arg(0))}
		if j.place, err = openPlace(env, *data, *remote, j.site); err != nil {
			return err
		}
		defer func() {
			if e := j.place.close(); err == nil {
				err = e
			}
		}()
		return run(j)
	}
}

// state is what the edge has.
type state struct {
	directory *directory.Directory
	team      *directory.Team
}

// load reads and checks it; a site without sealing is a Problem.
func (j *job) load() (*state, error) {
	s, err := j.look()
	if err == nil && s == nil {
		err = &command.Problem{What: fmt.Sprintf("The site %s does not seal.", j.site), Remedy: "Begin with `seal init " + j.site + "`."}
	}
	return s, err
}

func (j *job) look() (*state, error) {
	keys, err := j.vault.siteKeys()
	if err != nil {
		return nil, err
	}
	envelope, err := j.place.get("seal")
	if envelope == nil || err != nil {
		return nil, err
	}
	d, err := directory.Open(envelope, j.site, [][]byte{keys.Public()[0].Key})
	if errors.Is(err, directory.ErrSigned) {
		return nil, &command.Problem{What: fmt.Sprintf("The key directory of %s is not signed by the site key on this machine.", j.site),
			Remedy: "Name the data directory that holds the site's key with -data DIR.", Cause: err}
	}
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("The key directory of %s is not one that can be used: %v.", j.site, err),
			Remedy: "Restore the site from a backup, or use the release that wrote it.", Cause: err}
	}
	file, err := j.place.get("seal/team")
	if err != nil {
		return nil, err
	}
	t, err := directory.OpenTeam(file, d)
	return &state{d, t}, err
}

// store signs the next version and hands it to the edge.
func (j *job) store(t *directory.Team, before *directory.Directory, mode directory.Mode) error {
	keys, err := j.vault.siteKeys()
	if err != nil {
		return err
	}
	version := int64(1)
	if before != nil {
		version = before.Version + 1
	}
	tokens, err := j.tokens()
	if err != nil {
		return err
	}
	envelope, file, err := team.Publish(t, team.Edition{Version: version, Mode: mode, Issued: time.Now().UnixMilli(), Tokens: tokens}, func(m []byte) []directory.Signature {
		return signatures(keys, m)
	})
	if err != nil {
		return err
	}
	body, err := json.Marshal(edge.SealPut{Envelope: envelope, Team: string(file)})
	if err != nil {
		return err
	}
	return j.place.put("seal", body)
}

// tokens commits to the keys of blind tokens that the edge will use while the
// directory is good.
func (j *job) tokens() (*directory.Tokens, error) {
	data, err := j.place.get("tokens/keys")
	if err != nil {
		return nil, err
	}
	var said edge.TokenKeys
	if err := json.Unmarshal(data, &said); err != nil {
		return nil, err
	}
	return directory.HashTokens(said.Epoch, said.Keys), nil
}

func signatures(keys *publish.Keys, message []byte) []directory.Signature {
	var list []directory.Signature
	for _, s := range keys.Sign("", message) {
		list = append(list, directory.Signature(s))
	}
	return list
}

// secrets opens the team with the key of whoever runs this.
func (j *job) secrets(t *directory.Team) (team.Secrets, error) {
	seed, err := j.vault.operator()
	if err != nil {
		return nil, &command.Problem{What: "The operator's key is not on this machine.",
			Remedy: "Copy it back to " + j.vault.file(operatorFile) + ", or restore access with `seal recover " + j.site + " SHARE SHARE`.", Cause: err}
	}
	return team.OpenShare(t, seed)
}

var random = rand.Reader
