package kb

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/publish"
)

const authorToken = "an-author-token-for-tests"

// edgeFor starts a native edge that trusts the key at path.
func edgeFor(t *testing.T, keyPath string) string {
	t.Helper()
	keys, _, err := publish.LoadKeys(keyPath)
	if err != nil {
		t.Fatal(err)
	}
	server, err := native.Open(native.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	err = server.Configure(edge.Settings{Site: "demo", Origins: []string{"https://demo.example"}, RootKeys: [][]byte{keys.Public()[0].Key},
		Tokens: []edge.NewToken{{Secret: authorToken, Role: edge.RoleAuthor, Name: "author"}}})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server.Handler())
	t.Cleanup(listener.Close)
	return listener.URL
}

func TestPublishToAnEdge(t *testing.T) {
	tmp := t.TempDir()
	docs, key := filepath.Join(tmp, "docs"), filepath.Join(tmp, "site.key")
	to := edgeFor(t, key)
	for _, id := range []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta"} {
		write(t, filepath.Join(docs, id+".md"), articleFile(id, strings.Repeat("Words about "+id+". ", 60)))
	}
	// Another output folder each time, as on another machine: version and
	// deltas come from the edge.
	upload := func(n string) []string {
		return []string{"publish", docs, "-out", filepath.Join(tmp, n), "-key", key, "-to", to}
	}
	refused(t, "There is no author token", upload("1")...)
	t.Setenv(tokenVariable, "another-token-that-is-wrong")
	refused(t, "status 401 unauthorised", upload("1")...)
	t.Setenv(tokenVariable, authorToken)
	must(t, upload("2")...)
	write(t, filepath.Join(docs, "beta.md"), articleFile("beta", "Changed."))
	second := must(t, upload("3")...)
	if value(t, second, "version") != "2" || !strings.HasSuffix(value(t, second, "bundle:en"), "1 deltas") {
		t.Errorf("second upload: %s", second)
	}
	must(t, "renew", filepath.Join(tmp, "3"), "-key", key, "-to", to)
	if got := value(t, must(t, "verify", filepath.Join(tmp, "3"), "-key", key), "version"); got != "3" {
		t.Errorf("renewed to version %s", got)
	}
	refused(t, "no head.json", "renew", docs, "-key", key)
	res, err := http.Get(to + "/v1/demo/head")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 || res.Header.Get("ETag") != `"3"` {
		t.Errorf("head: %d %s", res.StatusCode, res.Header.Get("ETag"))
	}
	refused(t, "not of this site and key", "publish", docs, "-out", filepath.Join(tmp, "4"), "-key", filepath.Join(tmp, "other.key"), "-to", to)
	for _, bad := range []string{"ftp://x", "http://example.com", "https://user@x", "127.0.0.1:1"} {
		refused(t, "no address of an edge", "publish", docs, "-out", filepath.Join(tmp, "5"), "-key", key, "-to", bad)
	}
}
