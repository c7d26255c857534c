package edge

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// call is a request on its way to its function.
type call struct {
	*Request
	settings *Settings
	arg      string // the path's last segment where the route has one
	token    *token // who asks, where the route wants to know
}

type route struct {
	method, path string // path after the site; {} stands for one segment
	access       access
	content      string // content type of the body; "" for none
	run          func(*turn, *call) *Error
}

var routes []route

// An init breaks the cycle between the table and functions that look into it.
func init() {
	const jsonType, bytesType = "application/json", "application/octet-stream"
	routes = []route{
		{"GET", "head", public, "", (*turn).getHead},
		{"PUT", "head", authors, jsonType, (*turn).putHead},
		{"GET", "bundle/{}", public, "", (*turn).getBundle},
		{"PUT", "bundle/{}", authors, bytesType, (*turn).putBundle},
		{"GET", "root", public, "", (*turn).getRoot},
		{"GET", "root/{}", public, "", (*turn).getRootNumber},
		{"PUT", "root/{}", authors, jsonType, (*turn).putRoot},
		{"GET", "seal", public, "", (*turn).getSeal},
		{"PUT", "seal", authors, jsonType, (*turn).putSeal},
		{"GET", "seal/team", staff, "", (*turn).getSealTeam},
		{"GET", "seal/keys", staff, "", (*turn).getSealKeys},
		{"POST", "seal/keys", agents, jsonType, (*turn).postSealKey},
		{"GET", "tokens", public, "", (*turn).getTokens},
		{"POST", "tokens", visitorWrite, jsonType, (*turn).postTokens},
		{"GET", "tokens/keys", authors, "", (*turn).getTokenKeys},
		{"GET", "tokens/counts", admins, "", (*turn).getTokenCounts},
		{"GET", "presence", public, "", (*turn).getPresence},
		{"POST", "escalations", visitorWrite, jsonType, (*turn).postEscalation},
		{"GET", "signin", public, "", (*turn).getSignIn},
		{"GET", "signin/oidc", public, "", (*turn).beginSignIn},
		{"GET", "signin/callback", public, "", (*turn).endSignIn},
		{"POST", "signin/access", signIn, jsonType, (*turn).postAccess},
		{"POST", "session", signIn, jsonType, (*turn).postSession},
		{"GET", "session", staff, "", (*turn).getSession},
		{"DELETE", "session", staff, "", (*turn).deleteSession},
		{"GET", "sessions", staff, "", (*turn).getSessions},
		{"DELETE", "sessions/{}", staff, "", (*turn).revokeSession},
		{"GET", "people", staff, "", (*turn).getPeople},
		{"POST", "people", admins, jsonType, (*turn).postPerson},
		{"PUT", "people/{}", admins, jsonType, (*turn).putPerson},
		{"POST", "people/{}", admins, jsonType, (*turn).postKey},
		{"DELETE", "people/{}", admins, "", (*turn).deletePerson},
		{"POST", "tickets", anyToken, jsonType, (*turn).postTicket},
		{"GET", "socket", visitorWrite, "", (*turn).openSocket},
		{"GET", "queue", agents, "", (*turn).getQueue},
		{"GET", "search", agents, "", (*turn).getSearch},
		{"GET", "conversations/{}", anyToken, "", (*turn).getConversation},
		{"DELETE", "conversations/{}", anyToken, "", (*turn).deleteConversation},
		{"POST", "attachments/{}", anyToken, jsonType, (*turn).postAttachment},
		{"PUT", "attachments/{}", anyToken, bytesType, (*turn).putAttachment},
		{"GET", "attachments/{}", anyToken, "", (*turn).getAttachment},
		{"DELETE", "attachments/{}", anyToken, "", (*turn).deleteAttachment},
		{"GET", "transcript/{}", agents, "", (*turn).getTranscript},
		{"POST", "visitor", admins, jsonType, (*turn).postVisitor},
		{"POST", "forget", admins, jsonType, (*turn).postForget},
		{"POST", "tallies", visitorWrite, jsonType, (*turn).postTallies},
		{"POST", "ask", visitorWrite, jsonType, (*turn).postAsk},
		{"GET", "tallies", staff, "", (*turn).getTallies},
		{"GET", "audit", admins, "", (*turn).getAudit},
		{"GET", "audit/{}", admins, "", (*turn).getShardAudit},
		{"GET", "deadletters", admins, "", (*turn).getDeadLetters},
		{"GET", "outbox", admins, "", (*turn).getOutbox},
		{"POST", "outbox/{}", admins, jsonType, (*turn).postRetry},
		{"GET", "hooks", admins, "", (*turn).getHooks},
		{"POST", "hooks", admins, jsonType, (*turn).postHook},
		{"PUT", "hooks/{}", admins, jsonType, (*turn).putHook},
		{"DELETE", "hooks/{}", admins, "", (*turn).deleteHook},
		{"POST", "hooks/{}", signed, jsonType, (*turn).postHookEvent},
		{"GET", "counted", public, "", (*turn).getCounted},
		{"POST", "counted", visitorWrite, jsonType, (*turn).postCounted},
		{"GET", "counted/results", staff, "", (*turn).getCountedResults},
		{"POST", "counted/collect", admins, jsonType, (*turn).postCollect},
		{"GET", "shards", admins, "", (*turn).getLayout},
		{"POST", "shards", admins, jsonType, (*turn).postLayout},
	}
}

// Routes lists every route as "METHOD path", {} standing for one segment, for
// tests that try them all.
func Routes() []string {
	list := make([]string, len(routes))
	for i, rt := range routes {
		list[i] = rt.method + " " + rt.path
	}
	return list
}

// request answers one HTTP request.
func (t *turn) request() {
	if e := t.serve(); e != nil && e != errFetching {
		t.problem(e)
	}
}

func (t *turn) serve() *Error {
	r := t.in.Request
	if r.Inner != nil {
		if r.Inner.Op != "" {
			return t.inner(r.Inner)
		}
		r.Body = r.Inner.Body
	}
	site, rest, ok := splitPath(r.Path)
	c := &call{Request: r, settings: t.settings()}
	if !ok || c.settings == nil || c.settings.Site != site {
		return fail("not-found", "There is nothing at this address.")
	}
	rt, arg, e := findRoute(r.Method, rest)
	if e != nil && e.Code == "not-found" {
		return e
	}
	if origin := t.checkOrigin(c, rt); origin != nil {
		return origin
	}
	if r.Method == "OPTIONS" {
		t.preflight(rest)
		return nil
	}
	if e != nil {
		return e
	}
	c.arg = arg
	if e := checkBody(r, rt); e != nil {
		return e
	}
	if e := t.authorise(c, rt.access); e != nil {
		return e
	}
	if r.Inner != nil && r.Inner.About != "" {
		if e := t.here(r.Inner.About); e != nil {
			return e
		}
	}
	if handled, e := t.elsewhere(c, rt); handled || e != nil {
		return e
	}
	return rt.run(t, c)
}

// splitPath cuts /v1/{site}/{rest}. Escapes, empty and dot segments occur in no
// route, so they lead nowhere.
func splitPath(path string) (site, rest string, ok bool) {
	tail, ok := strings.CutPrefix(path, "/v1/")
	if !ok || strings.Contains(path, "%") || strings.Contains(path, "//") || strings.Contains(path, "/.") {
		return "", "", false
	}
	site, rest, ok = strings.Cut(tail, "/")
	return site, rest, ok && validSite(site)
}

// SiteOf is the site that a request's path names, for hosts that choose the
// database by it. ok is false where no site can be meant.
func SiteOf(path string) (site string, ok bool) {
	site, _, ok = splitPath(path)
	return site, ok
}

// findRoute returns the route for method and path. With another method than
// the path's routes have, the first of them comes back beside the error.
func findRoute(method, rest string) (*route, string, *Error) {
	if method == "HEAD" {
		method = "GET"
	}
	var found *route
	var arg string
	for i := range routes {
		rt := &routes[i]
		a, ok := matchPath(rt.path, rest)
		if !ok {
			continue
		}
		if rt.method == method {
			return rt, a, nil
		}
		if found == nil {
			found, arg = rt, a
		}
	}
	if found == nil {
		return nil, "", fail("not-found", "There is nothing at this address.")
	}
	e := fail("method", "This address does not take %s.", sanitiseMethod(method))
	e.Allow = strings.Join(methodsOf(rest), ", ")
	return found, arg, e
}

// sanitiseMethod keeps strange bytes out of the answer.
func sanitiseMethod(m string) string {
	if len(m) > 16 || strings.ContainsFunc(m, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return "that method"
	}
	return m
}

func methodsOf(rest string) []string {
	list := []string{"OPTIONS"}
	for _, rt := range routes {
		if _, ok := matchPath(rt.path, rest); ok {
			list = append(list, rt.method)
			if rt.method == "GET" {
				list = append(list, "HEAD")
			}
		}
	}
	slices.Sort(list)
	return list
}

func matchPath(pattern, rest string) (arg string, ok bool) {
	prefix, wild := strings.CutSuffix(pattern, "{}")
	if !wild {
		return "", pattern == rest
	}
	arg, ok = strings.CutPrefix(rest, prefix)
	return arg, ok && arg != "" && !strings.Contains(arg, "/")
}

// checkBody refuses a body that the route does not take.
func checkBody(r *Request, rt *route) *Error {
	if r.Truncated || r.Inner == nil && len(r.Body) > BodyCap(r.Method, r.Path) {
		return fail("too-large", "The body is larger than %d bytes.", BodyCap(r.Method, r.Path))
	}
	if r.Broken {
		return fail("bad-request", "The body did not arrive whole.")
	}
	if r.ContentEncoding != "" && r.ContentEncoding != "identity" {
		return fail("content-type", "Compressed bodies are not accepted.")
	}
	if rt.content == "" {
		return nil
	}
	got, _, _ := strings.Cut(r.ContentType, ";")
	if !strings.EqualFold(strings.TrimSpace(got), rt.content) {
		return fail("content-type", "The body must be %s.", rt.content)
	}
	return nil
}

// respond answers the request. Whatever allowed the page in has already put
// its CORS header into t.cors.
func (t *turn) respond(status int, body []byte, headers ...[2]string) {
	all := [][2]string{
		{"X-Request-Id", t.id}, {"X-Content-Type-Options", "nosniff"}, {"Vary", "Origin"},
	}
	if t.cors != "" {
		all = append(all, [2]string{"Access-Control-Allow-Origin", t.cors},
			[2]string{"Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id"})
	}
	if !slices.ContainsFunc(headers, func(h [2]string) bool { return h[0] == "Cache-Control" }) {
		all = append(all, [2]string{"Cache-Control", "no-store"})
	}
	t.emit(Effect{Kind: EffectRespond, Status: status, Headers: append(all, headers...), Body: body})
}

func (t *turn) respondJSON(status int, v any, headers ...[2]string) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	t.respond(status, body, append(headers, [2]string{"Content-Type", "application/json"})...)
}

// problem answers with an error and reports its private cause.
func (t *turn) problem(e *Error) {
	headers := [][2]string{{"Content-Type", "application/problem+json"}}
	if e.Retry > 0 {
		headers = append(headers, [2]string{"Retry-After", strconv.FormatInt((e.Retry+second-1)/second, 10)})
	}
	if e.Allow != "" {
		headers = append(headers, [2]string{"Allow", e.Allow})
	}
	if e.Cause != nil {
		t.report(e.Error())
	}
	t.respond(e.Status(), e.problem(t.id), headers...)
}
