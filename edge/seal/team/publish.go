package team

import (
	"github.com/lamplight-help/lamplight/edge/seal/directory"
)

// Publish makes what the edge stores: the signed directory of a version, and
// the team file that it names. sign is as for directory.Sign.
func Publish(t *directory.Team, version int64, mode directory.Mode, now int64, sign func([]byte) []directory.Signature) (envelope, file []byte, err error) {
	if file, err = t.Bytes(); err != nil {
		return nil, nil, err
	}
	current := t.Current()
	envelope, err = directory.Sign(directory.Directory{
		Site: t.Site, Version: version, Issued: now, Expires: now + directory.Lifetime, Mode: mode, Suite: directory.Suite,
		Epoch: current.Epoch, Key: current.Key, Recovery: t.Recovery, Team: directory.Hash(file),
	}, sign)
	return envelope, file, err
}
