package loop

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
	"github.com/lamplight-help/lamplight/playground/serve"
)

// stage is where a test plays: one address with the demo product, the desk
// and the edge, and the token that opens the desk.
type stage struct{ url, token string }

// hosts are the two homes of the edge.
var hosts = []struct {
	name string
	open func(t *testing.T) stage
}{{"native", onNative}, {"workerd", onWorkerd}}

func onNative(t *testing.T) stage {
	t.Helper()
	if testing.Short() {
		t.Skip("the whole product takes a browser and seconds to build; not with -short")
	}
	p, err := serve.Start(context.Background(), serve.Options{Addr: "127.0.0.1:0", Data: t.TempDir(), Log: testLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return stage{p.URL, p.Token}
}

type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// onWorkerd serves the pages as onNative does, and passes everything below
// /v1/ to a Worker with its own store.
func onWorkerd(t *testing.T) stage {
	t.Helper()
	pages := onNative(t)
	var front http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	keys, err := publish.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	first, author := native.NewToken(), native.NewToken()
	worker := workertest.Start(t, workertest.Options{Bindings: settings(server.URL, first, author, keys)})
	mux := http.NewServeMux()
	mux.Handle("/", proxy(t, pages.url))
	mux.Handle("/v1/", proxy(t, worker.URL()))
	front = mux
	upload(t, worker.URL(), author, keys)
	return stage{server.URL, first}
}

// settings are the variables of a Worker with the one site demo, as
// wrangler.toml and its secrets have them.
func settings(origin, first, author string, keys *publish.Keys) map[string]any {
	list := []string{origin}
	return map[string]any{
		"SITES": map[string]any{"demo": map[string]any{
			"origins": list, "desk_origins": list, "root_keys": [][]byte{keys.Public()[0].Key},
		}},
		"SITE_SECRETS": map[string]any{"demo": map[string]any{"tokens": []edge.NewToken{
			{Secret: first, Role: edge.RoleFirst, Name: "first start"}, {Secret: author, Role: edge.RoleAuthor, Name: "author"},
		}}},
	}
}

func proxy(t *testing.T, to string) http.Handler {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return httputil.NewSingleHostReverseProxy(target)
}

// upload publishes the demo's articles over HTTP, bundles first.
func upload(t *testing.T, base, author string, keys *publish.Keys) {
	t.Helper()
	made, err := publish.Publish(publish.Options{Site: "demo", FS: os.DirFS("../demo/kb"), Keys: keys, Version: 1, Now: time.Now().UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	for hash, b := range made.Bundles {
		put(t, base+"/v1/demo/bundle/"+hash, author, "application/octet-stream", b)
	}
	put(t, base+"/v1/demo/head", author, "application/json", made.Envelope)
}

func put(t *testing.T, url, token, kind string, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		var text bytes.Buffer
		text.ReadFrom(res.Body)
		t.Fatalf("PUT %s: %s %s", url, res.Status, text.String())
	}
}
