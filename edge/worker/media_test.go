//go:build !js

package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// TestMediaFromR2: a film comes whole from the object first, then from the
// bucket, whole or in parts; what is no picture never goes there; another
// site's does not show.
func TestMediaFromR2(t *testing.T) {
	h := workertest.Start(t, workertest.Options{})
	s, other := edgetest.NewSite(t, h), edgetest.NewSite(t, h)
	film := "\x00\x00\x00\x18ftypmp42" + strings.Repeat("frame ", 100_000)
	script := "<script>alert(1)</script>"
	for _, data := range []string{film, script} {
		r, err := s.Do(edgetest.Request{Method: "PUT", Path: "bundle/" + edgetest.Hash([]byte(data)), Token: s.Author, Body: []byte(data), ContentType: "application/octet-stream"})
		if err != nil || r.Status != 201 {
			t.Fatalf("%d %v", r.Status, err)
		}
	}
	get := func(s *edgetest.Site, data, parts string) edgetest.Reply {
		t.Helper()
		c := s.Client
		c.Origin = "" // as an img or video element asks
		header := http.Header{}
		if parts != "" {
			header.Set("Range", parts)
		}
		r, err := c.Do(edgetest.Request{Method: "GET", Path: "bundle/" + edgetest.Hash([]byte(data)), Header: header})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, when := range []string{"first", "again"} {
		if r := get(s, film, ""); r.Status != 200 || string(r.Body) != film || r.Header.Get("Content-Type") != "video/mp4" || r.Header.Get("Accept-Ranges") != "bytes" ||
			r.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %d bytes, %v", when, r.Status, len(r.Body), r.Header)
		}
	}
	if r := get(s, film, "bytes=4-11"); r.Status != 206 || string(r.Body) != "ftypmp42" || r.Header.Get("Content-Range") != "bytes 4-11/600012" {
		t.Errorf("a part: %d %q %v", r.Status, r.Body, r.Header)
	}
	if r := get(s, script, ""); r.Status != 200 || r.Header.Get("Content-Type") != "application/octet-stream" || r.Header.Get("Accept-Ranges") != "" {
		t.Errorf("what is no picture: %d %v", r.Status, r.Header)
	}
	if r := get(other, film, ""); r.Status != 404 {
		t.Errorf("another site's: %d", r.Status)
	}
}
