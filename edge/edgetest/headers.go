package edgetest

import (
	"net/http"
	"strings"
	"testing"
)

// testHeaders: commas, quotes, bytes beyond ASCII and long values arrive
// whole, and a repeated header is not its first line. Line 56.
func testHeaders(t *testing.T, h Host) {
	s := NewSite(t, h)
	session := s.Admin(t)
	long := strings.Repeat(`u,"é;`, 3<<10) // about 16 KB
	runAll(t, s, []scenario{
		{name: "16 KB of user agent", req: Request{Method: "GET", Path: "queue", Token: session, Header: http.Header{"User-Agent": {long}}}, status: 200},
		{name: "a token with a comma", req: Request{Method: "GET", Path: "queue", Header: http.Header{"Authorization": {"Bearer " + session + `,b "c" é`}}}, status: 401, code: "unauthorised"},
		{name: "two tokens", req: Request{Method: "GET", Path: "queue", Header: http.Header{"Authorization": {"Bearer " + session, "Bearer x"}}}, status: 401, code: "unauthorised"},
		{name: "two origins", origin: "-", req: Request{Method: "GET", Path: "head", Header: http.Header{"Origin": {PageOrigin, "https://evil.example"}}}, status: 403, code: "origin"},
		{name: "an origin in quotes", origin: `"` + PageOrigin + `"`, req: Request{Method: "GET", Path: "head"}, status: 403, code: "origin"},
		{name: "two content types", req: Request{Method: "POST", Path: "tickets", Token: session, Body: "{}", Header: http.Header{"Content-Type": {"application/json", "text/html"}}}, status: 415, code: "content-type"},
		{name: "a cookie of anybody", req: Request{Method: "GET", Path: "queue", Header: http.Header{"Cookie": {"lamplight-" + s.Client.Site + "=c.guess; a=b,c", strings.Repeat("x=y; ", 2000)}}}, status: 401, code: "unauthorised"},
	})
}
