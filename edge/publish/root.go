package publish

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Root says which keys count. A reader starts from one that it was given
// with its code and follows signed successors.
type Root struct {
	Site    string
	Number  uint64      // counts up by one
	Issued  int64       // ms since 1970
	Keys    []PublicKey // may sign the next root
	Heads   []PublicKey // may sign heads
	Quantum bool        // not part of the file: ask for ML-DSA-65 as well
}

type rootFile struct {
	Site   string    `json:"site"`
	Root   uint64    `json:"root"`
	Issued int64     `json:"issued"`
	Keys   []rootKey `json:"keys"`
	Heads  []rootKey `json:"heads"`
}

type rootKey struct {
	Alg string `json:"alg"`
	Key string `json:"key"`
}

// SignRoot returns the envelope for r, signed by each of the signers: for a
// rotation the keys of the last root and those of the new one.
func SignRoot(r Root, signers ...*Keys) ([]byte, error) {
	payload, err := json.Marshal(rootFile{r.Site, r.Number, r.Issued, writeKeys(r.Keys), writeKeys(r.Heads)})
	if err != nil {
		return nil, err
	}
	return seal(envelope{Root: b64.EncodeToString(payload)}, rootContext, payload, signers...)
}

func writeKeys(keys []PublicKey) (list []rootKey) {
	for _, k := range keys {
		list = append(list, rootKey{k.Alg, b64.EncodeToString(k.Key)})
	}
	return list
}

func readKeys(list []rootKey) (keys []PublicKey, err error) {
	for _, k := range list[:min(len(list), 16)] {
		raw, err := b64.DecodeString(k.Key)
		if err != nil {
			return nil, err
		}
		keys = append(keys, PublicKey{k.Alg, raw})
	}
	return keys, nil
}

// NextRoot checks the successor of r: signed by a key of r and by one of its
// own, for the same site, numbered one more. headsChanged tells the reader to
// forget the highest version it has seen.
func NextRoot(r Root, env []byte) (next Root, headsChanged bool, err error) {
	bad := func(what string) (Root, bool, error) { return r, false, &Refusal{BadRoot, what} }
	e, err := openEnvelope(env)
	if err != nil {
		return r, false, err
	}
	payload, err := b64.DecodeString(e.Root)
	if err != nil || len(payload) == 0 {
		return bad("The root is not base64url.")
	}
	message := append([]byte(rootContext), payload...)
	if signed(e.Signatures, message, r.Keys, r.Quantum) != nil {
		return bad("The root is not signed by a key of the last root.")
	}
	var f rootFile
	if err := json.Unmarshal(payload, &f); err != nil {
		return bad("The root is not JSON.")
	}
	keys, err1 := readKeys(f.Keys)
	heads, err2 := readKeys(f.Heads)
	switch {
	case err1 != nil || err2 != nil || len(heads) == 0:
		return bad("The root's keys cannot be read.")
	case signed(e.Signatures, message, keys, r.Quantum) != nil:
		return bad("The root is not signed by a key of its own.")
	case f.Site != r.Site:
		return bad(fmt.Sprintf("The root is for the site %q.", clip(f.Site, 60)))
	case f.Root != r.Number+1:
		return bad(fmt.Sprintf("The root has number %d, not %d.", f.Root, r.Number+1))
	}
	same := slices.EqualFunc(r.Heads, heads, func(a, b PublicKey) bool { return a.ID() == b.ID() })
	return Root{f.Site, f.Root, f.Issued, keys, heads, r.Quantum}, !same, nil
}
