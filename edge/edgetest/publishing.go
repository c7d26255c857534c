package edgetest

import (
	"bytes"
	"crypto/ed25519"
	"math"
	"net/http"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// testPublishing: heads and bundles. Lines 31, 32, 34 and 35 at the edge.
func testPublishing(t *testing.T, h Host) {
	s := NewSite(t, h)
	bundle := largeBundle(t, s.Client.Site)
	ref := edge.BundleRef{Hash: Hash(bundle), Size: int64(len(bundle))}
	head := func(version int64) edge.Head {
		return edge.Head{Site: s.Client.Site, Version: version, Issued: 1, Expires: 2, Bundles: map[string]edge.BundleRef{"en": ref}}
	}
	put := func(h edge.Head) Request {
		return Request{Method: "PUT", Path: "head", Token: s.Author, Body: s.Sign(h)}
	}
	file := func(hash string, data []byte) Request {
		return Request{Method: "PUT", Path: "bundle/" + hash, Token: s.Author, Body: data, ContentType: "application/octet-stream"}
	}
	stranger := *s
	_, stranger.Key, _ = ed25519.GenerateKey(bytes.NewReader(make([]byte, 64)))
	without := file(ref.Hash, bundle)
	without.Token = ""
	foreign, wrongSize := head(1), head(1)
	foreign.Site = "another"
	garbage := []byte("no bundle")
	unreadable, otherLocale := head(1), head(1)
	unreadable.Bundles = map[string]edge.BundleRef{"en": {Hash: Hash(garbage), Size: int64(len(garbage))}}
	otherLocale.Bundles = map[string]edge.BundleRef{"fr": ref}
	wrongSize.Bundles = map[string]edge.BundleRef{"en": {Hash: ref.Hash, Size: ref.Size + 1}}

	runAll(t, s, []scenario{
		{name: "head before bundle", req: put(head(1)), status: 409, code: "missing-bundle"},
		{name: "bundle without token", req: without, status: 401, code: "unauthorised"},
		{name: "bundle under a wrong name", req: file(Hash(nil), bundle), status: 422, code: "wrong-hash"},
		{name: "bundle too large", req: file(ref.Hash, make([]byte, edge.BundleCap+1)), status: 413, code: "too-large"},
		{name: "bundle", req: file(ref.Hash, bundle), status: 201},
		{name: "bundle again", req: file(ref.Hash, bundle), status: 200},
		{name: "wrong size in the head", req: put(wrongSize), status: 409, code: "missing-bundle"},
		{name: "any bytes", req: file(Hash(garbage), garbage), status: 201},
		{name: "head of unreadable bytes", req: put(unreadable), status: 422, code: "bad-bundle", has: []string{`for \"en\" cannot be used`}},
		{name: "head with a bundle of another locale", req: put(otherLocale), status: 422, code: "bad-bundle", has: []string{`\"fr\" is for the locale \"en\"`}},
		{name: "head of another site", req: put(foreign), status: 422, code: "bad-head"},
		{name: "head signed by a stranger", req: Request{Method: "PUT", Path: "head", Token: s.Author, Body: stranger.Sign(head(1))}, status: 422, code: "bad-signature"},
		{name: "head with a changed byte", req: Request{Method: "PUT", Path: "head", Token: s.Author, Body: tampered(s.Sign(head(1)))}, status: 422, code: "bad-signature"},
		{name: "not an envelope", req: Request{Method: "PUT", Path: "head", Token: s.Author, Body: "{}"}, status: 422, code: "bad-signature"},
		{name: "head", req: put(head(7)), status: 200, has: []string{`"version":7`}},
		{name: "same head again", req: put(head(7)), status: 200},
		{name: "lower version", req: put(head(6)), status: 409, code: "rollback"},
		{name: "far jump", req: put(head(math.MaxInt64)), status: 422, code: "bad-head"},
		{name: "next head", req: put(head(8)), status: 200},
		{name: "read head", req: Request{Method: "GET", Path: "head"}, status: 200, has: []string{`Etag: "8"`, "Cache-Control: no-cache"}},
		{name: "read head, unchanged", req: Request{Method: "GET", Path: "head", Header: http.Header{"If-None-Match": {`"8"`}}}, status: 304},
		{name: "bundle of another hash", req: Request{Method: "GET", Path: "bundle/" + Hash(nil)}, status: 404, code: "not-found"},
		{name: "visitor may not publish", req: Request{Method: "PUT", Path: "head", Token: s.ask(t, "q").Token, Body: s.Sign(head(9))}, status: 403, code: "forbidden"},
	})
	t.Run("Hardening38Roots", func(t *testing.T) { testRoots(t, h) })
	t.Run("media", func(t *testing.T) { testMedia(t, s) })
	t.Run("read bundle", func(t *testing.T) {
		r, err := s.Do(Request{Method: "GET", Path: "bundle/" + ref.Hash})
		if must(t, r, err).Status != 200 || !bytes.Equal(r.Body, bundle) {
			t.Errorf("status %d, %d bytes, want %d the same", r.Status, len(r.Body), len(bundle))
		}
		if got := r.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control %q", got)
		}
	})
}

// testMedia: pictures and films are files under their hash, with a type that
// their bytes show, and one that nobody runs where they show none.
func testMedia(t *testing.T, s *Site) {
	for want, data := range map[string]string{
		"image/png": "\x89PNG\r\n\x1a\n and the picture", "video/mp4": "\x00\x00\x00\x18ftypmp42 and the film", "text/vtt": "WEBVTT\n\n",
		"application/octet-stream": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
	} {
		path := "bundle/" + Hash([]byte(data))
		r, err := s.Do(Request{Method: "PUT", Path: path, Token: s.Author, Body: []byte(data), ContentType: "application/octet-stream"})
		if must(t, r, err).Status != 201 {
			t.Fatalf("%s: status %d", want, r.Status)
		}
		r, err = s.Do(Request{Method: "GET", Path: path})
		if must(t, r, err).Status != 200 || string(r.Body) != data || r.Header.Get("Content-Type") != want || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", want, r.Status, r.Header)
		}
	}
}

// largeBundle is a bundle of 3 MB: more than one row holds.
func largeBundle(t *testing.T, site string) []byte {
	src := &kb.Source{Site: site, Locale: "en", Index: bytes.Repeat([]byte("lamplight "), 300_000)}
	data, err := kb.Marshal(src)
	return must(t, data, err)
}

// tampered changes one character inside the signed head.
func tampered(envelope []byte) []byte {
	out := bytes.Clone(envelope)
	at := bytes.Index(out, []byte(`"head":"`)) + 20
	if out[at] == 'A' {
		out[at] = 'B'
	} else {
		out[at] = 'A'
	}
	return out
}
