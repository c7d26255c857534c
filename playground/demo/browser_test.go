package demo

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// serveKite builds Kite and serves it with a script tag that loads nothing.
func serveKite(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	out := t.TempDir()
	if err := Build(nodeModules(t), out); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/", Handler(os.DirFS(out), WithoutLatency()))
	mux.HandleFunc("/lamplight.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// watch counts what the strict policy refused, and what the page changed.
const watch = `
	window.refused = [];
	addEventListener("securitypolicyviolation", (e) => refused.push(e.violatedDirective + " " + e.blockedURI));
	window.changes = 0;
	new MutationObserver((list) => { changes += list.length; }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
`

// every route of the app, and something that shows that its data is there.
var everyRoute = [][2]string{
	{"/demo/", ".balance"}, {"/demo/pay", "[data-help='pay.card'] input"}, {"/demo/cards", ".card"}, {"/demo/cards/bind", "#phone"},
	{"/demo/funds", ".rows"}, {"/demo/funds/steady-90", ".chart"}, {"/demo/funds/steady-90/rules", ".legal"}, {"/demo/funds/daily/redeem", "#amount"},
	{"/demo/coupons", ".ticket"}, {"/demo/orders", ".rows"}, {"/demo/orders/K-48213", ".facts"}, {"/demo/orders/K-48213/refund", "fieldset"},
	{"/demo/security", ".rows"}, {"/demo/security/password", "#current"}, {"/demo/nowhere", "main p"},
}

// TestKiteUnderTheStrictPolicy opens every page in both languages, on a phone
// and on a desk: nothing refused, no error, nothing to scroll sideways.
func TestKiteUnderTheStrictPolicy(t *testing.T) {
	url := serveKite(t)
	for _, size := range [][2]int64{{360, 740}, {1200, 800}} {
		tab := browsertest.New(t, browsertest.Size(size[0], size[1]), browsertest.Before(watch))
		for _, lang := range []string{"", "?lang=zh"} {
			for _, r := range everyRoute {
				tab.Open(url + r[0] + lang)
				tab.Wait(browsertest.CSS(r[1]))
				if wide := browsertest.Eval[int](tab, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
					t.Errorf("%s%s is %d px wider than %d", r[0], lang, wide, size[0])
				}
				if refused := browsertest.Eval[[]string](tab, "refused"); len(refused) > 0 {
					t.Errorf("%s%s: the policy refused %q", r[0], lang, refused)
				}
				if stored := browsertest.Eval[int](tab, "localStorage.length + sessionStorage.length + document.cookie.length"); stored > 0 {
					t.Errorf("%s%s stored something", r[0], lang)
				}
			}
		}
		tab.NoFaults()
	}
}

// TestKiteIsAccessible runs axe-core over every page, light and dark.
func TestKiteIsAccessible(t *testing.T) {
	url := serveKite(t)
	axe, err := os.ReadFile(filepath.Join(nodeModules(t), "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]browsertest.Option{nil, {browsertest.Dark(), browsertest.Size(360, 740)}} {
		tab := browsertest.New(t, append(options, browsertest.Before(string(axe)))...)
		for _, r := range everyRoute {
			tab.Open(url + r[0])
			tab.Wait(browsertest.CSS(r[1]))
			found := browsertest.Eval[[]string](tab, `axe.run(document, {resultTypes: ["violations"]}).then((r) =>
				r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160))))`)
			for _, f := range found {
				t.Errorf("%s: %s", r[0], f)
			}
		}
	}
}

func TestLanguageSwitchKeepsWhatWasTyped(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/cards/bind")
	tab.Click(browsertest.CSS("#name"))
	tab.Type("Maya")
	tab.Run("window.here = true")
	tab.Click(browsertest.CSS("button[lang=zh]"))
	tab.Wait(`document.querySelector("h1").textContent === "添加银行卡" && document.documentElement.lang === "zh-CN" && location.search === "?lang=zh"`)
	tab.Wait(`window.here && document.querySelector("#name").value === "Maya"`)
	tab.Click(browsertest.Text("nav a", "订单"))
	tab.Wait(`location.pathname + location.search === "/demo/orders?lang=zh" && document.activeElement === document.querySelector("h1")`)
	tab.Run("history.back()")
	tab.Wait(`location.pathname === "/demo/cards/bind" && document.querySelector("#name")`)
	tab.NoFaults()
}
