package edgetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// testBodies: bodies that are too large, cut, compressed or of the wrong kind.
// Line 53.
func testBodies(t *testing.T, h Host) {
	s := NewSite(t, h)
	post := func(body any, contentType string, h http.Header) Request {
		return Request{Method: "POST", Path: "escalations", Body: body, ContentType: contentType, Header: h}
	}
	good := func(q string) string {
		quoted, err := json.Marshal(q)
		return fmt.Sprintf(`{"id":%q,"question":%s,"locale":"en"}`, NewID(), must(t, quoted, err))
	}
	runAll(t, s, []scenario{
		{name: "too large", req: post(good(strings.Repeat("x", edge.EscalationCap)), "", nil), status: 413, code: "too-large"},
		{name: "truncated JSON", req: post(good("q")[:30], "", nil), status: 400, code: "bad-json"},
		{name: "two values", req: post(good("q")+good("q"), "", nil), status: 400, code: "bad-json"},
		{name: "empty", req: post("", "", nil), status: 400, code: "bad-json"},
		{name: "array", req: post("[]", "", nil), status: 400, code: "bad-json"},
		{name: "null", req: post("null", "", nil), status: 400, code: "bad-request"},
		{name: "not UTF-8", req: post([]byte("{\"id\":\"\xff\"}"), "", nil), status: 400, code: "bad-json"},
		{name: "deep", req: post(strings.Repeat(`{"a":`, 9000), "", nil), status: 400, code: "bad-json"},
		{name: "wrong type", req: post(good("q"), "text/plain", nil), status: 415, code: "content-type"},
		{name: "form", req: post("id=1", "application/x-www-form-urlencoded", nil), status: 415, code: "content-type"},
		{name: "charset is fine", req: post(good("q"), "application/json; charset=utf-8", nil), status: 201},
		{name: "compressed", req: post(good("q"), "", http.Header{"Content-Encoding": {"gzip"}}), status: 415, code: "content-type"},
		{name: "unknown field", req: post(strings.Replace(good("q"), `"locale"`, `"colour":1,"locale"`, 1), "", nil), status: 400, code: "bad-json"},
		{name: "no id", req: post(`{"question":"q","locale":"en"}`, "", nil), status: 400, code: "bad-request", has: []string{"id must be"}},
		{name: "lower-case id", req: post(strings.Replace(good("q"), `"id":"0`, `"id":"o`, 1), "", nil), status: 400, code: "bad-request"},
		{name: "no question", req: post(good(""), "", nil), status: 400, code: "bad-request", has: []string{"question"}},
		{name: "long question", req: post(good(strings.Repeat("x", edge.TextCap+1)), "", nil), status: 400, code: "bad-request"},
		{name: "longest question", req: post(good(strings.Repeat("漢", edge.TextCap)), "", nil), status: 201},
		{name: "NUL", req: post(good("a\x00b"), "", nil), status: 400, code: "bad-request"},
		{name: "huge number", req: post(strings.Replace(good("q"), `"locale"`, `"context":{"page":"/","steps":[{"at":1e400,"kind":"k","label":""}]},"locale"`, 1), "", nil), status: 400, code: "bad-json"},
	})
	t.Run("chunked without length", func(t *testing.T) { chunked(t, s, good("q"), 201) })
	t.Run("chunked and too large", func(t *testing.T) { chunked(t, s, good(strings.Repeat("x", edge.EscalationCap)), 413) })
	t.Run("Hardening59 cut in the middle", func(t *testing.T) { cutBody(t, s) })
}

// chunked sends a body whose length the host cannot know before.
func chunked(t *testing.T, s *Site, body string, status int) {
	req, err := http.NewRequest("POST", s.Base+"/v1/"+s.Client.Site+"/escalations", io.NopCloser(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", PageOrigin)
	res, err := plain.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != status {
		t.Errorf("status %d, want %d", res.StatusCode, status)
	}
}

// cutBody promises more than it sends and goes away: nothing may be stored.
// Line 59.
func cutBody(t *testing.T, s *Site) {
	id := NewID()
	body := fmt.Sprintf(`{"id":%q,"question":"half","locale":"en"}`, id)
	u, err := url.Parse(s.Base)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /v1/%s/escalations HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		s.Client.Site, u.Host, PageOrigin, len(body)+10, body)
	conn.Close()
	time.Sleep(50 * time.Millisecond) // let the host notice; it may not store at any time
	r, err := s.Do(Request{Method: "POST", Path: "escalations", Body: strings.Replace(body, "half", "whole", 1)})
	if err != nil || r.Status != 201 {
		t.Errorf("after a cut body the id is taken: status %d %s %v", r.Status, r.Body, err)
	}
}
