package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// Team is what the desks need: for every epoch the public key and the ways to
// its secret, and for every agent a share of the current one. Secrets are
// wrapped as seal.WrapSecret does.
type Team struct {
	Site     string  `json:"site"`
	Recovery []byte  `json:"recovery"` // public key
	Epochs   []Epoch `json:"epochs"`   // oldest first, epoch 1, 2, 3 …
	Agents   []Agent `json:"agents"`   // who can open the current epoch, and with it all before
}

// Epoch is one generation of the team's key.
type Epoch struct {
	Epoch uint32 `json:"epoch"`
	Key   []byte `json:"key"`   // public
	Since int64  `json:"since"` // ms since 1970
	// Next is this epoch's secret, wrapped to the next epoch's key; absent in
	// the current one. So whoever can open today's messages can open older
	// ones, and nobody the other way around.
	Next []byte `json:"next,omitempty"`
	// ForRecovery is the secret, wrapped to the recovery key.
	ForRecovery []byte `json:"for_recovery"`
}

// Agent is somebody who can open.
type Agent struct {
	ID    string `json:"id"`    // Fingerprint of Key, 20 hex characters
	Name  string `json:"name"`  // for lists
	Key   []byte `json:"key"`   // public
	Share []byte `json:"share"` // the current epoch's secret, wrapped to Key
}

// Current is the newest epoch.
func (t *Team) Current() *Epoch { return &t.Epochs[len(t.Epochs)-1] }

// Bytes is the file as it is hashed and stored.
func (t *Team) Bytes() ([]byte, error) { return json.Marshal(t) }

// Hash names the file.
func Hash(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// OpenTeam reads a team file that d names.
func OpenTeam(file []byte, d *Directory) (*Team, error) {
	if len(file) > TeamCap || Hash(file) != d.Team {
		return nil, errors.New("directory: this is not the team file that the directory names")
	}
	var t Team
	if err := json.Unmarshal(file, &t); err != nil {
		return nil, errors.New("directory: the team file is not the expected JSON object")
	}
	if t.Site != d.Site || len(t.Epochs) == 0 {
		return nil, errors.New("directory: the team file is another site's, or empty")
	}
	for i, e := range t.Epochs {
		if e.Epoch != uint32(i)+1 || len(e.Key) != keySize {
			return nil, errors.New("directory: the team file's epochs are not 1, 2, 3 …")
		}
	}
	if now := t.Current(); now.Epoch != d.Epoch || string(now.Key) != string(d.Key) || string(t.Recovery) != string(d.Recovery) {
		return nil, errors.New("directory: the team file has other keys than the directory")
	}
	return &t, nil
}
