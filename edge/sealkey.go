package edge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// An agent makes a key pair in the desk and hands in the public half. Nothing
// follows from that: whoever runs the site compares its fingerprint with the
// agent, and adds it with `playground seal agent add`. A key that the edge
// slips in has another fingerprint.

// sealKeysCap bounds the keys that wait; the oldest goes first.
const sealKeysCap = 100

// SealKey is a public key that waits to be added to the team.
type SealKey struct {
	ID   string `json:"id"`   // fingerprint, 20 hex characters
	Name string `json:"name"` // of the agent who handed it in
	Key  []byte `json:"key"`
	At   int64  `json:"at"` // ms since 1970
}

type sealKeyPost struct {
	Key []byte `json:"key"`
}

type sealKeysReply struct {
	Keys []SealKey `json:"keys"`
}

// SealKeyID is seal.Fingerprint in hex, without the rest of that package.
func SealKeyID(public []byte) string {
	sum := sha256.Sum256(append([]byte("lamplight seal v1 key"), public...))
	return hex.EncodeToString(sum[:10])
}

func (t *turn) postSealKey(c *call) *Error {
	var body sealKeyPost
	if e := decode(c.Body, &body); e != nil {
		return e
	}
	if len(body.Key) != 1216 {
		return fail("bad-request", "key must be the base64 of an X-Wing public key of 1216 bytes.")
	}
	id := SealKeyID(body.Key)
	t.exec(`INSERT INTO sealkeys (id, name, key, at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		id, c.token.name, base64.StdEncoding.EncodeToString(body.Key), t.now)
	t.exec(`DELETE FROM sealkeys WHERE id IN (SELECT id FROM sealkeys ORDER BY at DESC, id LIMIT -1 OFFSET ?)`, int64(sealKeysCap))
	t.respondJSON(201, map[string]string{"id": id})
	return nil
}

func (t *turn) getSealKeys(*call) *Error {
	reply := sealKeysReply{Keys: []SealKey{}}
	for _, r := range t.query(`SELECT id, name, key, at FROM sealkeys ORDER BY at, id`) {
		key, err := base64.StdEncoding.DecodeString(text(r[2]))
		if err != nil {
			panic(err)
		}
		reply.Keys = append(reply.Keys, SealKey{text(r[0]), text(r[1]), key, integer(r[3])})
	}
	t.respondJSON(200, reply)
	return nil
}
