package seal

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/edge/seal/shares"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/playground/command"
)

// operatorName is how the operator stands in the list of agents.
const operatorName = "operator"

// initialise makes every key there is to make.
func initialise(j *job) error {
	if s, err := j.look(); err != nil || s != nil {
		if err == nil {
			err = &command.Problem{What: fmt.Sprintf("The site %s has a key directory already.", j.site), Remedy: "`seal rotate` gives it a new key, `seal on` switches it on."}
		}
		return err
	}
	key, err := shares.NewKey()
	if err != nil {
		return err
	}
	seed, err := shares.Seed(key)
	if err != nil {
		return err
	}
	public, err := operator.Public(seed)
	if err != nil {
		return err
	}
	t, secrets, err := team.New(j.site, public, time.Now().UnixMilli(), random)
	if err != nil {
		return err
	}
	if err := writeSecret(j.vault.file(recoveryFile), key); err != nil {
		return err
	}
	if err := j.addOperator(t, secrets); err != nil {
		return err
	}
	if err := j.store(t, nil, directory.On); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s seals from now on, in epoch 1\n", j.site)
	fmt.Fprintf(j.Stdout, "operator's key  %s\n", j.vault.file(operatorFile))
	fmt.Fprintf(j.Stdout, "recovery key    %s\n", j.vault.file(recoveryFile))
	fmt.Fprintf(j.Stdout, "next: `seal split %s` prints the recovery key as three shares and removes it here;\n", j.site)
	fmt.Fprintf(j.Stdout, "      each agent opens the desk and makes a key, you add it with `seal agent add`\n")
	return nil
}

// addOperator makes a key for whoever runs this and adds it to the team.
func (j *job) addOperator(t *directory.Team, secrets team.Secrets) error {
	seed, err := drawSeed()
	if err != nil {
		return err
	}
	public, err := operator.Public(seed)
	if err != nil {
		return err
	}
	if err := team.Add(t, secrets, operatorName, public, random); err != nil {
		return err
	}
	return writeSecret(j.vault.file(operatorFile), seed)
}

// status says how things stand; it needs no secret.
func status(j *job) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s: sealing is %s, version %d, epoch %d since %s\n", j.site, s.directory.Mode, s.directory.Version, s.directory.Epoch,
		time.UnixMilli(s.team.Current().Since).UTC().Format("2006-01-02 15:04"))
	left := time.UnixMilli(s.directory.Expires).Sub(time.Now())
	fmt.Fprintf(j.Stdout, "the directory is good until %s\n", time.UnixMilli(s.directory.Expires).UTC().Format("2006-01-02"))
	if left < soon {
		fmt.Fprintf(j.Stdout, "then no page sends anything to a person any more: run `seal renew %s`\n", j.site)
	}
	for _, a := range s.team.Agents {
		fmt.Fprintf(j.Stdout, "can open  %s  %s\n", spaced(a.ID), a.Name)
	}
	waiting, err := j.waiting()
	if err != nil {
		return err
	}
	for _, k := range waiting {
		fmt.Fprintf(j.Stdout, "waiting   %s  %s\n", spaced(k.ID), k.Name)
	}
	if _, err := j.vault.recovery(); err == nil {
		fmt.Fprintf(j.Stdout, "the recovery key is still in %s: run `seal split %s`\n", j.vault.file(recoveryFile), j.site)
	}
	return nil
}

// soon is when status begins to ask for a renewal.
const soon = 60 * 24 * time.Hour

// renew signs what there is once more.
func renew(j *job) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	if err := j.store(s.team, s.directory, s.directory.Mode); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "the directory of %s is good until %s\n", j.site, time.Now().Add(directory.Lifetime*time.Millisecond).UTC().Format("2006-01-02"))
	return nil
}

// waiting are the keys that desks have handed in.
func (j *job) waiting() ([]edge.SealKey, error) {
	data, err := j.place.get("seal/keys")
	if err != nil {
		return nil, err
	}
	var list struct{ Keys []edge.SealKey }
	return list.Keys, json.Unmarshal(data, &list)
}

// rotate begins a new epoch with the same agents.
func rotate(j *job) error { return j.rotateWithout(nil) }

func (j *job) rotateWithout(leave []string) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	secrets, err := j.secrets(s.team)
	if err != nil {
		return err
	}
	if err := team.Rotate(s.team, secrets, leave, time.Now().UnixMilli(), random); err != nil {
		return err
	}
	if err := j.store(s.team, s.directory, s.directory.Mode); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "%s is in epoch %d; %d can open it\n", j.site, s.team.Current().Epoch, len(s.team.Agents))
	return nil
}

// consequence is what a switch means, said when it is made.
var consequence = map[directory.Mode]string{
	directory.Off: "Questions, context and messages now reach the edge as readable text: in its database, its backups, webhooks and best answers. Pages that are open seal until they look again, within five minutes.",
	directory.On:  "The edge no longer sees questions, context or messages: no best answers from the edge, no question in webhooks. Only keys listed by `seal status` open them.",
}

func switchTo(mode directory.Mode) func(*job) error {
	return func(j *job) error {
		s, err := j.load()
		if err != nil {
			return err
		}
		if s.directory.Mode == mode {
			fmt.Fprintf(j.Stdout, "sealing of %s is %s already\n", j.site, mode)
			return nil
		}
		if err := j.store(s.team, s.directory, mode); err != nil {
			return err
		}
		fmt.Fprintf(j.Stdout, "sealing of %s is %s\n%s\n", j.site, mode, consequence[mode])
		return nil
	}
}

func drawSeed() ([]byte, error) {
	seed := make([]byte, seal.SeedSize)
	_, err := random.Read(seed)
	return seed, err
}
