package edge_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// whoMay are the words of the column "who" in PROTOCOL.md.
var whoMay = map[string][]string{
	"visitor": {"visitor"},
	"agents":  {"agent", "lead", "admin"},
	"authors": {"author", "admin"},
	"admin":   {"admin"},
	"people":  {"agent", "lead", "author", "admin"},
	"anyone":  nil,
	"signed":  nil,
}

var routeRow = regexp.MustCompile("(?m)^\\| `([A-Z]+) /v1/\\{site\\}/([^`]+)` \\| ([^|]+) \\|")

// documented reads who may call which route, from PROTOCOL.md.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string][]string{}
	for _, row := range routeRow.FindAllStringSubmatch(string(text), -1) {
		route := row[1] + " " + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(row[2], "{}")
		roles := []string{}
		for word := range strings.SplitSeq(row[3], ", ") {
			more, ok := whoMay[word]
			if !ok {
				t.Errorf("%s: nobody is called %q", route, word)
			}
			roles = append(roles, more...)
		}
		list[route] = roles
	}
	return list
}

// TestHardening81EveryRouteEveryRole sends every request as everybody there
// is, and compares who gets in with the table in PROTOCOL.md.
func TestHardening81EveryRouteEveryRole(t *testing.T) {
	want := documented(t)
	for _, route := range edge.Routes() {
		if _, ok := want[route]; !ok {
			t.Errorf("PROTOCOL.md does not say who may call %s", route)
		}
	}
	tried := 0
	for _, route := range edge.Routes() {
		if len(want[route]) == 0 {
			continue // anyone; what they ask for besides is tried elsewhere
		}
		for _, role := range []string{"nobody", "visitor", "agent", "lead", "author", "admin", "key", "first"} {
			w := newWorld(t, edge.Limits{})
			tokens, asked := everybody(t, w)
			method, path, _ := strings.Cut(route, " ")
			var body any
			if method == "PUT" || method == "POST" {
				body = map[string]string{}
			}
			path = strings.Replace(path, "{}", asked.Conversation, 1)
			r := edge.Request{Method: method, Path: "/v1/demo/" + path, Origin: origin, ContentType: "application/json"}
			if strings.HasPrefix(path, "bundle/") || route == "PUT attachments/{}" {
				r.ContentType, body = "application/octet-stream", nil
			}
			e := w.requestAs(r, tokens[role], body)
			status, answer := e.Status, string(e.Body)
			in := status != 401 && !(status == 403 && strings.Contains(answer, `"code":"forbidden"`))
			if in != slices.Contains(want[route], role) {
				t.Errorf("%s as %s: status %d, %s", route, role, status, answer)
			}
			if status == 401 != (role == "nobody") {
				t.Errorf("%s as %s: status %d; 401 is for who is unknown, 403 for who is known", route, role, status)
			}
			tried++
		}
	}
	t.Logf("%d routes, %d requests", len(edge.Routes()), tried)
}

// everybody is a token of every role, and the visitor's conversation.
func everybody(t *testing.T, w *world) (map[string]string, edge.Escalated) {
	t.Helper()
	asked := w.ask("every role")
	tokens := map[string]string{"visitor": asked.Token, "first": "the-first-start-token", "admin": w.signIn("Ada")}
	for _, role := range []string{"agent", "lead", "author"} {
		tokens[role] = w.join(tokens["admin"], role, role).session
	}
	tokens["key"] = w.join(tokens["admin"], "keyholder", "agent").key
	return tokens, asked
}
