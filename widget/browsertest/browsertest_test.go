package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const counter = `<!doctype html><title>t</title><div id=host></div><script>
	const b = document.createElement("button");
	b.textContent = "Count";
	host.attachShadow({mode: "open"}).append(b);
	window.trusted = 0;
	b.addEventListener("click", (e) => { if (e.isTrusted) trusted++; });
	window.keys = "";
	addEventListener("keydown", (e) => { keys += e.key; });
</script>`

func TestInputIsTrusted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(counter))
	}))
	defer server.Close()
	tab := New(t, Size(360, 700), Dark())
	tab.Open(server.URL)
	tab.Click(CSS("button"))
	tab.Click(Text("button", "Coun"))
	tab.Type("ab")
	tab.Wait(`trusted === 2 && keys === "ab"`)
	if !Eval[bool](tab, `matchMedia("(prefers-color-scheme: dark)").matches && innerWidth === 360`) {
		t.Error("the settings of the tab do not hold")
	}
	tab.NoFaults()
	tab.Run(`setTimeout(() => { throw new Error("boom") })`)
	tab.Wait("true")
	other := New(t)
	other.Open(server.URL)
	tab.Run(`localStorage.setItem("a", "1")`)
	if Eval[bool](other, `localStorage.getItem("a") !== null`) {
		t.Error("two tabs share their storage")
	}
	if f := strings.Join(tab.Faults(), "\n"); !strings.Contains(f, "boom") {
		t.Errorf("the exception was not heard: %q", f)
	}
}
