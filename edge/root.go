package edge

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A root says which keys count. The keys in the settings are root 1; what
// authors upload after it are its signed successors, kept one by one for the
// pages that follow them (publish/FORMAT.md, Trusted keys). When the operator
// changes the keys in the settings, the chain begins anew.

// RootDomain goes before a root's bytes when they are signed.
const RootDomain = "lamplight-root-v1\n"

// maxRootKeys bounds each list of a root.
const maxRootKeys = 16

// rootFile is a root as it is signed.
type rootFile struct {
	Site   string    `json:"site"`
	Root   int64     `json:"root"` // counts up by one
	Issued int64     `json:"issued"`
	Keys   []rootKey `json:"keys"`  // may sign the next root
	Heads  []rootKey `json:"heads"` // may sign heads
}

type rootKey struct {
	Alg string `json:"alg"`
	ID  string `json:"id,omitempty"`
	Key string `json:"key"` // base64url
}

// trust is the root that counts now.
type trust struct {
	Pin    string   `json:"pin"` // the settings' keys that the chain began with
	Number int64    `json:"number"`
	Keys   [][]byte `json:"keys"`
	Heads  [][]byte `json:"heads"`
	// Reset: heads are signed by other keys since the last head, so that the
	// next one may have any version.
	Reset bool `json:"reset,omitempty"`
}

// trust reads it, beginning with the settings.
func (t *turn) trust(s *Settings) *trust {
	pin := make([]string, len(s.RootKeys))
	for i, key := range s.RootKeys {
		pin[i] = KeyID(key)
	}
	first := &trust{Pin: strings.Join(pin, " "), Number: 1, Keys: s.RootKeys, Heads: s.RootKeys}
	kept := &trust{}
	if raw := t.meta("root"); raw == "" || json.Unmarshal([]byte(raw), kept) != nil || kept.Pin != first.Pin {
		return first
	}
	return kept
}

func (t *turn) setTrust(now *trust) {
	raw, err := json.Marshal(now)
	if err != nil {
		panic(err)
	}
	t.setMeta("root", string(raw))
}

type rootReply struct {
	Root int64     `json:"root"`
	Keys []rootKey `json:"keys"`
}

// getRoot answers which keys sign heads, for pages whose embed names none.
func (t *turn) getRoot(c *call) *Error {
	now := t.trust(c.settings)
	reply := rootReply{Root: now.Number, Keys: []rootKey{}}
	for _, key := range now.Heads {
		reply.Keys = append(reply.Keys, rootKey{"ed25519", KeyID(key), base64.RawURLEncoding.EncodeToString(key)})
	}
	t.respondJSON(200, reply, [2]string{"Cache-Control", "no-cache"})
	return nil
}

// getRootNumber answers one root of the chain, as it was signed.
func (t *turn) getRootNumber(c *call) *Error {
	n, err := strconv.ParseInt(c.arg, 10, 64)
	envelope := ""
	if err == nil && n > 1 && n <= t.trust(c.settings).Number {
		envelope = t.meta("root:" + strconv.FormatInt(n, 10))
	}
	if envelope == "" {
		return fail("not-found", "There is no such root.")
	}
	t.respond(200, []byte(envelope), [2]string{"Content-Type", "application/json"}, [2]string{"Cache-Control", "no-cache"})
	return nil
}

// putRoot takes the successor of the present root.
func (t *turn) putRoot(c *call) *Error {
	now := t.trust(c.settings)
	if c.arg == strconv.FormatInt(now.Number, 10) && t.meta("root:"+c.arg) == string(c.Body) {
		t.respondJSON(200, map[string]int64{"root": now.Number})
		return nil
	}
	next, e := now.next(c)
	if e != nil {
		return e
	}
	number := strconv.FormatInt(next.Number, 10)
	t.setMeta("root:"+number, string(c.Body))
	t.setTrust(next)
	t.audit(c.actor(), "root", number)
	t.respondJSON(200, map[string]int64{"root": next.Number})
	return nil
}

// next checks an uploaded root as every reader does.
func (now *trust) next(c *call) (*trust, *Error) {
	var env struct {
		Root       string      `json:"root"`
		Signatures []Signature `json:"signatures"`
	}
	if e := decode(c.Body, &env); e != nil {
		return nil, e
	}
	raw, err := base64.RawURLEncoding.DecodeString(env.Root)
	var file rootFile
	if err != nil || json.Unmarshal(raw, &file) != nil {
		return nil, fail("bad-root", "The root is not base64url of the expected JSON object.")
	}
	keys, heads := file.ed25519Keys(file.Keys), file.ed25519Keys(file.Heads)
	switch {
	case !signedBy(RootDomain, raw, env.Signatures, now.Keys):
		return nil, fail("bad-signature", "The root is not signed by a key of the last root.")
	case !signedBy(RootDomain, raw, env.Signatures, keys):
		return nil, fail("bad-signature", "The root is not signed by a key of its own.")
	case file.Site != c.settings.Site:
		return nil, fail("bad-root", "This root is for another site.")
	case file.Root != now.Number+1 || c.arg != strconv.FormatInt(file.Root, 10):
		return nil, fail("bad-root", "The next root has the number %d.", now.Number+1)
	case len(heads) == 0:
		return nil, fail("bad-root", "The root names no Ed25519 key for heads.")
	}
	changed := !slices.EqualFunc(heads, now.Heads, func(a, b []byte) bool { return string(a) == string(b) })
	return &trust{Pin: now.Pin, Number: file.Root, Keys: keys, Heads: heads, Reset: now.Reset || changed}, nil
}

// ed25519Keys are those that the edge can check with.
func (rootFile) ed25519Keys(list []rootKey) (keys [][]byte) {
	for _, k := range list[:min(len(list), maxRootKeys)] {
		key, err := base64.RawURLEncoding.DecodeString(k.Key)
		if err == nil && k.Alg == "ed25519" && len(key) == ed25519.PublicKeySize {
			keys = append(keys, key)
		}
	}
	return keys
}
