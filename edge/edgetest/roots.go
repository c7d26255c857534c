package edgetest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// testRoots: other keys sign for the site, when the old ones say so. Lines 34
// and 38 at the edge.
func testRoots(t *testing.T, h Host) {
	s := NewSite(t, h)
	old, next, thief := s.Key, ed25519.NewKeyFromSeed(seed(1)), ed25519.NewKeyFromSeed(seed(2))
	bundle := largeBundle(t, s.Client.Site)
	ref := edge.BundleRef{Hash: Hash(bundle), Size: int64(len(bundle))}
	head := func(key ed25519.PrivateKey, version int64) Request {
		signer := *s
		signer.Key = key
		return Request{Method: "PUT", Path: "head", Token: s.Author, Body: signer.Sign(edge.Head{
			Site: s.Client.Site, Version: version, Issued: 1, Expires: 2, Bundles: map[string]edge.BundleRef{"en": ref}})}
	}
	root := func(site string, number int, key ed25519.PrivateKey, signers ...ed25519.PrivateKey) Request {
		return Request{Method: "PUT", Path: fmt.Sprint("root/", number), Token: s.Author, Body: signRoot(site, number, key, signers...)}
	}
	mine, anyone := s.Client.Site, root(s.Client.Site, 2, next, old, next)
	anyone.Token = ""
	wrongPlace := root(mine, 2, next, old, next)
	wrongPlace.Path = "root/3"
	runAll(t, s, []scenario{
		{name: "bundle", req: Request{Method: "PUT", Path: "bundle/" + ref.Hash, Token: s.Author, Body: bundle, ContentType: "application/octet-stream"}, status: 201},
		{name: "head by the first key", req: head(old, 900_000), status: 200},
		{name: "no root yet", req: Request{Method: "GET", Path: "root/2"}, status: 404},
		{name: "root without token", req: anyone, status: 401, code: "unauthorised"},
		{name: "root by the new key alone", req: root(mine, 2, next, next), status: 422, code: "bad-signature"},
		{name: "root by the old key alone", req: root(mine, 2, next, old), status: 422, code: "bad-signature"},
		{name: "root by a thief", req: root(mine, 2, thief, thief, next), status: 422, code: "bad-signature"},
		{name: "root of another site", req: root("another", 2, next, old, next), status: 422, code: "bad-root"},
		{name: "root out of turn", req: root(mine, 3, next, old, next), status: 422, code: "bad-root"},
		{name: "root under another number", req: wrongPlace, status: 422, code: "bad-root"},
		{name: "root that is none", req: Request{Method: "PUT", Path: "root/2", Token: s.Author, Body: "{}"}, status: 422, code: "bad-root"},
		{name: "root", req: root(mine, 2, next, old, next), status: 200, has: []string{`"root":2`}},
		{name: "the same root again", req: root(mine, 2, next, old, next), status: 200},
		{name: "read root", req: Request{Method: "GET", Path: "root/2"}, status: 200, has: []string{`"signatures"`}},
		{name: "keys for pages", req: Request{Method: "GET", Path: "root"}, status: 200,
			has: []string{`"root":2`, edge.KeyID(next.Public().(ed25519.PublicKey))}, hasNot: []string{edge.KeyID(old.Public().(ed25519.PublicKey))}},
		{name: "the old head is still served", req: Request{Method: "GET", Path: "head"}, status: 200},
		{name: "head by the old key", req: head(old, 900_001), status: 422, code: "bad-signature"},
		{name: "head by the new key, from the beginning", req: head(next, 1), status: 200},
		{name: "lower version under the new key", req: head(next, 1), status: 200},
		{name: "and from there on it grows", req: head(next, 0), status: 409, code: "rollback"},
		{name: "read head", req: Request{Method: "GET", Path: "head"}, status: 200, has: []string{`Etag: "1.2"`}},
	})
}

func seed(n byte) []byte {
	out := make([]byte, ed25519.SeedSize)
	out[0] = n
	return out
}

func signRoot(site string, number int, key ed25519.PrivateKey, signers ...ed25519.PrivateKey) []byte {
	b64 := base64.RawURLEncoding.EncodeToString
	keys := []map[string]string{{"alg": "ed25519", "key": b64(key.Public().(ed25519.PublicKey))}}
	raw, err := json.Marshal(map[string]any{"site": site, "root": number, "issued": 1, "keys": keys, "heads": keys})
	if err != nil {
		panic(err)
	}
	env := map[string]any{"root": b64(raw)}
	var list []edge.Signature
	for _, k := range signers {
		list = append(list, edge.Signature{Alg: "ed25519", Key: edge.KeyID(k.Public().(ed25519.PublicKey)),
			Signature: b64(ed25519.Sign(k, append([]byte(edge.RootDomain), raw...)))})
	}
	env["signatures"] = list
	out, err := json.Marshal(env)
	if err != nil {
		panic(err)
	}
	return out
}
