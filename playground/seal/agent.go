package seal

import (
	"fmt"
	"os"
	"strings"

	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/playground/command"
)

// newAgent makes a key file. A desk takes it with "Use a key file".
func newAgent(env *command.Env, args []string) error {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return command.ErrUsage
	}
	seed, err := drawSeed()
	if err != nil {
		return err
	}
	public, err := operator.Public(seed)
	if err != nil {
		return err
	}
	if err := writeSecret(args[0], seed); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s holds a new key with the fingerprint %s\n", args[0], spaced(team.ID(public)))
	return nil
}

// addAgent adds a key that a desk has handed in, or that of a file.
func addAgent(j *job) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	secrets, err := j.secrets(s.team)
	if err != nil {
		return err
	}
	name := j.args[0]
	public, err := j.publicOf(j.args[1])
	if err != nil {
		return err
	}
	if err := team.Add(s.team, secrets, name, public, random); err != nil {
		return err
	}
	if err := j.store(s.team, s.directory, s.directory.Mode); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s can open the conversations of %s, with the key %s\n", name, j.site, spaced(team.ID(public)))
	return nil
}

// publicOf finds the key that an argument means.
func (j *job) publicOf(arg string) ([]byte, error) {
	if _, err := os.Stat(arg); err == nil {
		seed, err := readSecret(arg)
		if err != nil {
			return nil, err
		}
		return operator.Public(seed)
	}
	waiting, err := j.waiting()
	if err != nil {
		return nil, err
	}
	id := plain(arg)
	for _, k := range waiting {
		// The id is computed here: the edge's word for it does not count.
		if k.ID == id && team.ID(k.Key) == id {
			return k.Key, nil
		}
	}
	return nil, &command.Problem{What: fmt.Sprintf("No key with the fingerprint %s waits, and there is no such file.", arg),
		Remedy: "Ask the agent to open the desk and make a key; `seal status` lists those that wait."}
}

// removeAgent rotates without them.
func removeAgent(j *job) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	var leave []string
	for _, a := range s.team.Agents {
		if a.ID == plain(j.args[0]) || a.Name == j.args[0] {
			leave = append(leave, a.ID)
		}
	}
	if len(leave) == 0 {
		return &command.Problem{What: fmt.Sprintf("Nobody called %q can open conversations of %s.", j.args[0], j.site), Remedy: "`seal status` lists who can."}
	}
	if own, err := j.ownID(s.team); err == nil && contains(leave, own) {
		return &command.Problem{What: "This is the key on this machine.", Remedy: "Rotate from a machine with another key, or remove the others."}
	}
	if err := j.rotateWithout(leave); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s opens nothing that comes from now on. What they have read, they have read;\nend their sessions too: `site revoke %s`\n", j.args[0], j.site)
	return nil
}

func (j *job) ownID(*directory.Team) (string, error) {
	seed, err := j.vault.operator()
	if err != nil {
		return "", err
	}
	public, err := operator.Public(seed)
	return team.ID(public), err
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// spaced writes a fingerprint in groups of four, as the desk shows it.
func spaced(id string) string {
	var b strings.Builder
	for i, r := range id {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func plain(fingerprint string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(fingerprint))
}
