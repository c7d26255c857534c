package loop

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// TestHardening82FilesAndVoices: a visitor sends a picture that says where it
// was taken and a voice note; the agent sees one, hears the other and
// downloads the picture, which tells nothing any more; the agent's file comes
// back. On a page whose policy allows neither blob: pictures nor media.
func TestHardening82FilesAndVoices(t *testing.T) {
	for _, h := range hosts {
		t.Run(h.name, func(t *testing.T) {
			s := h.open(t)
			for i, l := range languages {
				if i == 0 || h.name == "native" {
					t.Run(l.name, func(t *testing.T) { filesAndVoices(t, s, l.words, l.name) })
				}
			}
		})
	}
}

// downloaded is what the desk fetches when the agent saves the first file.
const downloaded = `(async () => {
	const conversation = new URLSearchParams(location.search).get("conversation");
	const { session } = JSON.parse(sessionStorage.getItem("lamplight-desk-session-demo"));
	const get = (path) => fetch("/v1/demo/" + path, { headers: { Authorization: "Bearer " + session } });
	const { messages } = await (await get("conversations/" + conversation)).json();
	const answer = await get("attachments/" + conversation + "." + messages.find((m) => m.attachments).attachments[0].id);
	return answer.headers.get("Content-Disposition") + (await answer.text());
})()`

// drop hands files to a page as if somebody had dropped or pasted them.
func drop(tab *browsertest.Tab, on, event, name, typ string, data []byte) {
	tab.Run(fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.items.add(new File([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))], %q, { type: %q }));
		const kind = %q === "paste" ? ClipboardEvent : DragEvent;
		%s.dispatchEvent(new kind(%q, { bubbles: true, composed: true, cancelable: true, dataTransfer: data, clipboardData: data }));
	})()`, base64.StdEncoding.EncodeToString(data), name, typ, event, on, event))
}

// panelCount is how many elements of the chat a selector finds.
func panelCount(selector string) string {
	return fmt.Sprintf(`document.querySelector("lamplight-panel").shadowRoot.querySelectorAll(%q).length`, selector)
}

func filesAndVoices(t *testing.T, s stage, w words, name string) {
	var options []browsertest.Option
	if name == "Chinese" { // a small phone at night
		options = []browsertest.Option{browsertest.Size(360, 740), browsertest.Dark()}
	}
	tab := visitor(t, s, w, "/demo/security", options...)
	ask(tab, w.question)
	tab.Click(browsertest.Text(".ll.panel button", w.asks))
	tab.Click(browsertest.Text(".consent button", w.send))
	tab.Wait(browsertest.CSS(".tool"))
	desk := agent(t, s, w, "Mei")
	pick(desk, w.question)

	photo := edgetest.Photo()
	if !strings.Contains(string(photo), "GPS") {
		t.Fatal("the picture says nothing to begin with")
	}
	drop(tab, browsertest.CSS(".composer"), "drop", "card.png", "image/png", photo)
	tab.Wait(browsertest.CSS(".mine:not(.pending) .get"))
	desk.Wait(`document.querySelector(".file img")?.naturalWidth === 24`)
	got := browsertest.Eval[string](desk, downloaded)
	if strings.Contains(got, "GPS") || !strings.Contains(got, "IDAT") || !strings.HasPrefix(got, `attachment; filename="card.png"`) {
		t.Errorf("the agent has %q", got)
	}

	// A pasted picture waits while there is no network, and over a reload.
	tab.Offline(true)
	drop(tab, browsertest.CSS(".composer textarea"), "paste", "image.png", "image/png", photo)
	tab.Wait(browsertest.CSS(".pending progress"))
	tab.Shot("file-offline-" + name)
	tab.Offline(false)
	tab.Reload()
	ready(tab)
	open(tab)
	tab.Wait(panelCount(".mine:not(.pending) .get") + ` === 2`)
	desk.Wait(`document.querySelectorAll(".file img").length === 2`)

	drop(tab, browsertest.CSS(".composer"), "drop", "page.svg", "image/svg+xml", []byte("<svg/>"))
	tab.Wait(browsertest.CSS(".refused .trouble"))
	if why := browsertest.Eval[string](tab, browsertest.CSS(".trouble")+".innerText"); !strings.Contains(why, "PDF") {
		t.Errorf("the visitor is not told what may be sent: %q", why)
	}
	tab.Shot("file-refused-" + name)
	tab.Click(browsertest.CSS(".trouble button:last-child"))

	tab.Click(browsertest.CSS(".tool:nth-of-type(2)"))
	tab.Wait(browsertest.CSS(".timer") + `?.textContent === "0:01"`)
	tab.Shot("voice-" + name)
	tab.Click(browsertest.CSS(".voice .plain")) // stop
	tab.Wait(browsertest.CSS(".voice .primary"))
	tab.Click(browsertest.CSS(".voice .plain")) // listen
	tab.Shot("voice-done-" + name)
	tab.Click(browsertest.CSS(".voice .primary"))
	tab.Wait(browsertest.CSS(".mine:not(.pending) .round"))
	desk.Wait(`document.querySelectorAll(".log .file").length === 3`)
	desk.Click(`[...document.querySelectorAll(".log .file > button:not(.quiet)")].at(-1)`)
	desk.Wait(`document.querySelector("audio")?.readyState >= 1`)

	desk.Run(`(() => {
		const field = document.querySelector(".attach input"), data = new DataTransfer();
		data.items.add(new File(["1. press\n2. wait\n"], "steps.txt", { type: "text/plain" }));
		field.files = data.files;
		field.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
	desk.Wait(`document.querySelector(".composer .file")?.textContent.startsWith("steps.txt") && !document.querySelector(".composer .primary").disabled`)
	desk.Shot("desk-file-" + name)
	desk.Click(`document.querySelector(".composer .primary")`)
	tab.Wait(browsertest.CSS(".theirs .get"))
	tab.Shot("files-" + name)
	clean(t, tab)
	desk.NoFaults()
}
