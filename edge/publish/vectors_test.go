package publish

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

// vectors are for readers in other languages: the same file must give the
// same outcomes there.
type vectors struct {
	Site  string       `json:"site"`
	Keys  []string     `json:"keys"` // as an embed names them
	Now   int64        `json:"now"`
	Heads []headVector `json:"heads"`
	Delta deltaVector  `json:"delta"`
}

type headVector struct {
	Name     string          `json:"name"`
	Seen     uint64          `json:"seen"`
	Envelope json.RawMessage `json:"envelope"`
	Want     string          `json:"want"` // "good", "stale", or the refusal
}

type deltaVector struct {
	Base, Delta, Result string // base64url
}

// TestVectors fails when the format changes: then FORMAT.md and every reader
// must change too.
func TestVectors(t *testing.T) {
	const file = "testdata/vectors.json"
	made, err := json.MarshalIndent(makeVectors(t), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, append(made, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(raw) != string(made)+"\n" {
		t.Error("what is signed today differs from testdata/vectors.json")
	}
	var v vectors
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(v.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Heads {
		if got := outcome(c, Trust{Site: v.Site, Keys: []PublicKey{key}, Seen: c.Seen}, v.Now); got != c.Want {
			t.Errorf("%s: %s, want %s", c.Name, got, c.Want)
		}
	}
	base, _ := b64.DecodeString(v.Delta.Base)
	delta, _ := b64.DecodeString(v.Delta.Delta)
	if got, err := applyDelta(base, delta); err != nil || b64.EncodeToString(got) != v.Delta.Result {
		t.Errorf("delta: %v", err)
	}
}

func outcome(c headVector, t Trust, now int64) string {
	v, err := Verify(c.Envelope, t, now)
	var r *Refusal
	switch {
	case errors.As(err, &r):
		return string(r.Code)
	case err != nil:
		return err.Error()
	case v.Stale:
		return "stale"
	}
	return "good"
}

func makeVectors(t *testing.T) vectors {
	keys := testKeys(t, 1)
	v := vectors{Site: "demo", Keys: []string{keys.Public()[0].String()}, Now: start}
	entry := Entry{Hash: strings.Repeat("ab", 32), Size: 1234, Articles: 2}
	add := func(name, want string, seen uint64, signer *Keys, change func(*Head)) {
		h := Head{Site: "demo", Version: 7, Issued: start - 1000, Expires: start + day, Bundles: map[string]Entry{"en": entry, "zh-Hant": entry}}
		change(&h)
		payload, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		env, err := seal(envelope{Head: b64.EncodeToString(payload)}, headContext, payload, signer)
		if err == nil && name != "good" {
			env, err = Light(env)
		}
		if err != nil {
			t.Fatal(err)
		}
		v.Heads = append(v.Heads, headVector{name, seen, env, want})
	}
	same := func(*Head) {}
	add("good", "good", 0, keys, same)
	add("light", "good", 7, keys, same)
	add("another key", "bad-signature", 0, testKeys(t, 2), same)
	add("another site", "other-site", 0, keys, func(h *Head) { h.Site = "other" })
	add("older than seen", "rollback", 8, keys, same)
	add("a jump", "fast-forward", 1, keys, func(h *Head) { h.Version = 2 + MaxJump })
	add("beyond the last version", "fast-forward", 0, keys, func(h *Head) { h.Version = MaxVersion + 1 })
	add("version zero", "fast-forward", 0, keys, func(h *Head) { h.Version = 0 })
	add("expired", "stale", 0, keys, func(h *Head) { h.Issued, h.Expires = start-2*day, start-1 })
	add("from the future", "stale", 0, keys, func(h *Head) { h.Issued, h.Expires = start+day+1, start+9*day })
	add("expires before it is issued", "bad-head", 0, keys, func(h *Head) { h.Expires = h.Issued })
	add("no bundle", "bad-head", 0, keys, func(h *Head) { h.Bundles = nil })
	add("a locale that is a path", "bad-name", 0, keys, func(h *Head) { h.Bundles = map[string]Entry{"../en": entry} })
	add("a hash that is a path", "bad-name", 0, keys, func(h *Head) {
		h.Bundles = map[string]Entry{"en": {Hash: "../" + entry.Hash[3:], Size: 1}}
	})
	base := []byte(strings.Repeat("The quick brown fox jumps over the lazy dog. ", 8))
	next := []byte(strings.Replace(string(base), "lazy", "sleeping", 1) + "And more.")
	v.Delta = deltaVector{b64.EncodeToString(base), b64.EncodeToString(Diff(base, next)), b64.EncodeToString(next)}
	return v
}
