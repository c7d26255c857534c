package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/edge/seal/shares"
	"github.com/lamplight-help/lamplight/edge/seal/team"
	"github.com/lamplight-help/lamplight/playground/command"
)

// split prints the shares once and removes the key.
func split(j *job) error {
	path := j.vault.file(recoveryFile)
	key, err := j.vault.recovery()
	if errors.Is(err, os.ErrNotExist) {
		return &command.Problem{What: fmt.Sprintf("There is no recovery key in %s.", path),
			Remedy: "It was split already; two of its shares make it again with `seal recover`.", Cause: err}
	}
	if err != nil {
		return err
	}
	list, err := shares.Split(key)
	if err != nil {
		return err
	}
	again, err := shares.Combine(list[0], list[2])
	if err != nil || !bytes.Equal(again, key) {
		return errors.New("the shares do not give the key again; nothing was removed")
	}
	fmt.Fprintf(j.Stdout, "Three shares of the recovery key of %s. Any two of them open every conversation.\nGive each to another person, on paper.\n", j.site)
	for i, s := range list {
		fmt.Fprintf(j.Stdout, "\nshare %d\n%s\n", i+1, s)
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	fmt.Fprintf(j.Stderr, "\n%s is removed\n", path)
	return nil
}

// recoverTeam gives whoever holds two shares a new operator's key.
func recoverTeam(j *job) error {
	s, err := j.load()
	if err != nil {
		return err
	}
	key, err := shares.Combine(j.args...)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("These shares give no key: %v.", err), Remedy: "Compare them with the paper, and take two of one set.", Cause: err}
	}
	seed, err := shares.Seed(key)
	if err != nil {
		return err
	}
	if public, err := operator.Public(seed); err != nil || !bytes.Equal(public, s.team.Recovery) {
		return &command.Problem{What: fmt.Sprintf("These are shares of another site's key than that of %s.", j.site), Remedy: "Take those that `seal split " + j.site + "` printed."}
	}
	secrets, err := team.OpenRecovery(s.team, seed)
	if err != nil {
		return err
	}
	var lost []string // the operator's key that is replaced may be in strange hands
	for _, a := range s.team.Agents {
		if a.Name == operatorName {
			lost = append(lost, a.ID)
		}
	}
	if err := team.Rotate(s.team, secrets, lost, time.Now().UnixMilli(), random); err != nil {
		return err
	}
	if err := j.addOperator(s.team, secrets); err != nil {
		return err
	}
	if err := j.store(s.team, s.directory, s.directory.Mode); err != nil {
		return err
	}
	fmt.Fprintf(j.Stdout, "recovered: the operator's key in %s opens all %d epochs of %s\n", j.vault.file(operatorFile), len(s.team.Epochs), j.site)
	fmt.Fprintf(j.Stdout, "the shares stay good. `seal status` lists who can open; remove whom you do not know\n")
	return nil
}
