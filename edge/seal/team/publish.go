package team

import (
	"github.com/lamplight-help/lamplight/edge/seal/directory"
)

// Edition is what changes from one directory to the next beside the team.
type Edition struct {
	Version int64
	Mode    directory.Mode
	Issued  int64 // ms; it expires directory.Lifetime later
	Tokens  *directory.Tokens
}

// Publish makes what the edge stores: the signed directory of a version, and
// the team file that it names. sign is as for directory.Sign.
func Publish(t *directory.Team, e Edition, sign func([]byte) []directory.Signature) (envelope, file []byte, err error) {
	if file, err = t.Bytes(); err != nil {
		return nil, nil, err
	}
	current := t.Current()
	envelope, err = directory.Sign(directory.Directory{
		Site: t.Site, Version: e.Version, Issued: e.Issued, Expires: e.Issued + directory.Lifetime, Mode: e.Mode, Suite: directory.Suite,
		Epoch: current.Epoch, Key: current.Key, Recovery: t.Recovery, Team: directory.Hash(file), Tokens: e.Tokens,
	}, sign)
	return envelope, file, err
}
