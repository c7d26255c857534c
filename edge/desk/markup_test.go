package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// hostile is what somebody may write into any field that the desk shows.
var hostile = []string{
	`<img src=x onerror="globalThis.pwned=1">`, `<svg onload="globalThis.pwned=1">`, `"><script>globalThis.pwned=1</script>`,
	`<a href="javascript:globalThis.pwned=1">click</a>`, `<iframe srcdoc="<script>parent.pwned=1</script>">`, `javascript:globalThis.pwned=1`,
	`<style>*{display:none}</style>`, `{{constructor.constructor("globalThis.pwned=1")()}}`, `https://pаypal.com/login`, "safe \u202egnp.exe",
}

// TestHardening79And83MarkupIsText: whatever a visitor or an agent writes is
// shown as the characters that it is, at the desk and on its way to the visitor.
func TestHardening79And83MarkupIsText(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	mei := s.Join(t, admin, `<b onmouseover="globalThis.pwned=1">Mei`, edge.RoleAgent)
	all := strings.Join(hostile, "\n")
	short := hostile[0]
	asked, err := s.Escalate(edge.Escalation{ID: edgetest.NewID(), Question: all, Locale: "en", Visitor: short, Context: fmt.Appendf(nil,
		`{"page":%[1]q,"steps":[{"at":1,"kind":%[2]q,"label":%[1]q,"detail":%[1]q}],"signals":[{"at":1,"kind":"x","label":%[1]q}]}`, short, `<i>`)})
	if err != nil {
		t.Fatal(err)
	}
	visitor, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer visitor.Cut()
	if err := visitor.Send(edge.ClientFrame{T: "resume"}); err != nil {
		t.Fatal(err)
	}
	tab := browsertest.New(t)
	s.signIn(t, tab, mei.Key)
	tab.Click(browsertest.CSS(".entry"))
	tab.Wait(`document.querySelector(".log .text")`)
	if got := browsertest.Eval[string](tab, `document.querySelector(".log .text").textContent`); got != all {
		t.Errorf("the desk shows %q", got)
	}
	tab.Click(browsertest.CSS(".bar button.primary"))
	tab.Wait(`document.querySelector(".state-taken")`)
	tab.Run(fmt.Sprintf(`const box = document.querySelector("#reply"); box.focus();
		const data = new DataTransfer(); data.setData("text/html", %[1]q); data.setData("text/plain", %[1]q);
		box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
		document.execCommand("insertText", false, %[1]q)`, short))
	tab.Click(browsertest.CSS(".composer .primary"))
	if _, _, err := visitor.Until(func(f edgetest.Frame) bool { return f.T == "message" && f.Text == short }); err != nil {
		t.Errorf("the visitor did not get the characters: %v", err)
	}
	tab.Wait(`[...document.querySelectorAll(".from-agent .text")].length === 1`)
	if n := browsertest.Eval[int](tab, `document.querySelectorAll("#desk :is(img, svg, script, iframe, style, b, i, a)").length`); n != 0 {
		t.Errorf("%d elements of somebody's making", n)
	}
	if browsertest.Eval[bool](tab, `"pwned" in globalThis`) {
		t.Error("something ran")
	}
	// What turns the direction stays inside its own box.
	loose := browsertest.Eval[[]string](tab, `[...document.querySelectorAll(".log .text, .entry-question, .bar h2")].filter((e) => !/isolate|plaintext/.test(getComputedStyle(e).unicodeBidi)).map((e) => e.className)`)
	if len(loose) > 0 {
		t.Errorf("text that can turn what stands beside it: %v", loose)
	}

	tab.Click(browsertest.CSS(".from-visitor .mark-secret"))
	tab.Wait(`document.querySelector(".from-visitor .secret")`)
	tab.Run(`URL.createObjectURL = (blob) => (globalThis.saved = blob, "blob:none"); HTMLAnchorElement.prototype.click = () => {};`)
	tab.Click(browsertest.Text(".visitor button", "CSV"))
	tab.Wait(`globalThis.saved`)
	file := browsertest.Eval[string](tab, `globalThis.saved.text()`)
	if strings.Contains(file, "paypal") || strings.Contains(file, "svg") || !strings.Contains(file, "●●●●") || !strings.Contains(file, "img src=x") {
		t.Errorf("transcript %s", file)
	}
	tab.NoFaults()
}
