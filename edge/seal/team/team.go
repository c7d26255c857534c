// Package team makes and changes the team file: who can open what pages seal.
// It is what `playground seal` runs on the operator's own machine; neither the
// edge nor a page links it.
//
// Randomness is an io.Reader, so that tests can repeat it.
package team

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
)

// Secrets are a team's secrets by epoch.
type Secrets map[uint32][]byte

// ID is the id of a public key: its fingerprint in hex.
func ID(public []byte) string {
	sum := operator.Fingerprint(public)
	return hex.EncodeToString(sum[:])
}

// New makes a team of nobody with its first epoch. Add the agents next.
func New(site string, recovery []byte, now int64, random io.Reader) (*directory.Team, Secrets, error) {
	if err := operator.CheckPublic(recovery); err != nil {
		return nil, nil, fmt.Errorf("the recovery key: %w", err)
	}
	t := &directory.Team{Site: site, Recovery: recovery, Agents: []directory.Agent{}}
	secrets := Secrets{}
	if err := begin(t, secrets, now, random); err != nil {
		return nil, nil, err
	}
	return t, secrets, nil
}

// begin adds the next epoch: a fresh secret, the last one wrapped to it.
func begin(t *directory.Team, secrets Secrets, now int64, random io.Reader) error {
	secret, err := draw(random, seal.SeedSize)
	if err != nil {
		return err
	}
	public, err := operator.Public(secret)
	if err != nil {
		return err
	}
	e := directory.Epoch{Epoch: uint32(len(t.Epochs)) + 1, Key: public, Since: now}
	if e.ForRecovery, err = operator.WrapSecret(t.Site, e.Epoch, seal.ForRecovery, t.Recovery, secret, random); err != nil {
		return err
	}
	if len(t.Epochs) > 0 {
		last := t.Current()
		if last.Next, err = operator.WrapSecret(t.Site, last.Epoch, seal.ForNext, public, secrets[last.Epoch], random); err != nil {
			return err
		}
	}
	t.Epochs = append(t.Epochs, e)
	secrets[e.Epoch] = secret
	return nil
}

// Add lets an agent open everything from now on and everything before.
func Add(t *directory.Team, secrets Secrets, name string, public []byte, random io.Reader) error {
	if err := operator.CheckPublic(public); err != nil {
		return fmt.Errorf("the key of %s: %w", name, err)
	}
	id := ID(public)
	if slices.ContainsFunc(t.Agents, func(a directory.Agent) bool { return a.ID == id }) {
		return fmt.Errorf("the key %s is in the team already", id)
	}
	now := t.Current()
	share, err := operator.WrapSecret(t.Site, now.Epoch, seal.ForAgent, public, secrets[now.Epoch], random)
	if err != nil {
		return err
	}
	t.Agents = append(t.Agents, directory.Agent{ID: id, Name: name, Key: public, Share: share})
	return nil
}

// Rotate begins a new epoch for everybody who stays. Whoever is in leave can
// still open what was sealed before, if they kept it; not what comes.
func Rotate(t *directory.Team, secrets Secrets, leave []string, now int64, random io.Reader) error {
	for _, id := range leave {
		if !slices.ContainsFunc(t.Agents, func(a directory.Agent) bool { return a.ID == id }) {
			return fmt.Errorf("there is no agent %s in the team", id)
		}
	}
	if err := CheckSecrets(t, secrets); err != nil {
		return err
	}
	stay := slices.DeleteFunc(slices.Clone(t.Agents), func(a directory.Agent) bool { return slices.Contains(leave, a.ID) })
	if err := begin(t, secrets, now, random); err != nil {
		return err
	}
	t.Agents = t.Agents[:0]
	for _, a := range stay {
		if err := Add(t, secrets, a.Name, a.Key, random); err != nil {
			return err
		}
	}
	return nil
}

// OpenShare gives an agent's secrets: the share opens the current epoch, and
// each epoch the one before.
func OpenShare(t *directory.Team, seed []byte) (Secrets, error) {
	public, err := operator.Public(seed)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(t.Agents, func(a directory.Agent) bool { return bytes.Equal(a.Key, public) })
	if i < 0 {
		return nil, errors.New("this key is not in the team: it was never added, or was removed")
	}
	secret, err := operator.UnwrapSecret(t.Site, t.Current().Epoch, seal.ForAgent, seed, t.Agents[i].Share)
	if err != nil {
		return nil, err
	}
	return back(t, secret)
}

// back walks from the current epoch's secret to the first.
func back(t *directory.Team, secret []byte) (Secrets, error) {
	secrets := Secrets{t.Current().Epoch: secret}
	for i := len(t.Epochs) - 2; i >= 0; i-- {
		e := t.Epochs[i]
		older, err := operator.UnwrapSecret(t.Site, e.Epoch, seal.ForNext, secret, e.Next)
		if err != nil {
			return nil, fmt.Errorf("epoch %d: %w", e.Epoch, err)
		}
		secrets[e.Epoch], secret = older, older
	}
	return secrets, CheckSecrets(t, secrets)
}

// OpenRecovery gives the secrets to whoever holds the recovery key.
func OpenRecovery(t *directory.Team, seed []byte) (Secrets, error) {
	secrets := Secrets{}
	for _, e := range t.Epochs {
		secret, err := operator.UnwrapSecret(t.Site, e.Epoch, seal.ForRecovery, seed, e.ForRecovery)
		if err != nil {
			return nil, fmt.Errorf("epoch %d: %w", e.Epoch, err)
		}
		secrets[e.Epoch] = secret
	}
	return secrets, CheckSecrets(t, secrets)
}

// CheckSecrets wants the secret of every epoch, and each to be the right one.
func CheckSecrets(t *directory.Team, secrets Secrets) error {
	for _, e := range t.Epochs {
		if err := operator.CheckSecret(secrets[e.Epoch], e.Key); err != nil {
			return fmt.Errorf("epoch %d: %w", e.Epoch, err)
		}
	}
	return nil
}

func draw(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(random, b)
	return b, err
}
