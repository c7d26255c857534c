package docs

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// TestDocsInABrowser: the strict policy refuses nothing, nothing scrolls
// sideways on a phone, the contents open, and axe-core has nothing to say.
func TestDocsInABrowser(t *testing.T) {
	options := []browsertest.Option{browsertest.Before(`window.refused = []; addEventListener("securitypolicyviolation", (e) => refused.push(e.violatedDirective))`)}
	if axe, err := os.ReadFile(filepath.Join("..", "..", "..", "widget", "node_modules", "axe-core", "axe.min.js")); err == nil {
		options = append(options, browsertest.Before(string(axe)))
	} else {
		t.Log("without axe-core: run npm ci in widget/ to test the accessibility as well")
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/docs/", Handler(exportFile(t, export)))
	mux.Handle("/demo/docs/en/missing/", http.StripPrefix("/demo/docs/en/missing", Handler("none.jsonl")))
	mux.HandleFunc("/lamplight.js", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/javascript") })
	server := httptest.NewServer(mux)
	defer server.Close()
	pages := []string{"en/overview", "en/installation/from-binary", "zh/installation/from-binary", "zh/none", "en/missing/demo/docs/en/overview"}
	for _, look := range [][]browsertest.Option{nil, {browsertest.Dark(), browsertest.Size(360, 740)}} {
		tab := browsertest.New(t, append(look, options...)...)
		for _, p := range pages {
			tab.Open(server.URL + Base + p)
			tab.Wait(browsertest.CSS("h1"))
			if wide := browsertest.Eval[int](tab, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
				t.Errorf("%s is %d px too wide", p, wide)
			}
			found := browsertest.Eval[[]string](tab, `(async () => window.axe ? (await axe.run(document, {resultTypes: ["violations"]}))
				.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160))) : [])()`)
			for _, f := range append(found, browsertest.Eval[[]string](tab, "refused")...) {
				t.Errorf("%s: %s", p, f)
			}
		}
		tab.NoFaults()
	}
}

func TestContentsOpenOnAPhone(t *testing.T) {
	server := httptest.NewServer(Handler(exportFile(t, export)))
	defer server.Close()
	tab := browsertest.New(t, browsertest.Size(360, 740))
	tab.Open(server.URL + Base + "en/overview")
	link := browsertest.Text(".menu a", "From binary")
	if browsertest.Eval[bool](tab, "!!"+link) {
		t.Error("the contents cover the page before anybody asked for them")
	}
	tab.Click(browsertest.CSS(".menu summary"))
	tab.Click(link)
	tab.Wait(`location.pathname.endsWith("/from-binary")`)
	tab.Click(browsertest.CSS("a.language"))
	tab.Wait(`document.documentElement?.lang === "zh-CN"`)
}
