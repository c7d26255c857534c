package widget_test

import (
	"encoding/base64"
	"testing"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// listen runs before the widget and copies every byte that is handed to the
// engine. The instance that the widget gets works as before.
const listen = `
	window.inbox = [];
	const instantiate = WebAssembly.instantiate;
	WebAssembly.instantiate = async (module, imports) => {
		const instance = await instantiate(module, imports);
		const x = instance.exports;
		if (!x.ll_handle) return instance;
		let at = 0;
		return {exports: {...x,
			ll_inbox: (n) => at = x.ll_inbox(n),
			ll_handle: (n) => {
				if (n) inbox.push(btoa(String.fromCharCode(...new Uint8Array(x.memory.buffer, at >>> 0, n))));
				return x.ll_handle(n);
			},
		}};
	};`

// inbox decodes everything that was handed over so far.
func inbox(t *testing.T, tab *browsertest.Tab) []wire.Event {
	t.Helper()
	tab.Run("await new Promise((done) => setTimeout(done, 80))") // what is in the stage goes out
	var events []wire.Event
	for _, text := range browsertest.Eval[[]string](tab, "inbox") {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		for len(b) > 0 {
			e, rest, code := wire.ParseEvent(b)
			if code != wire.ErrNone {
				t.Fatalf("the page handed over what cannot be parsed: %v", code)
			}
			events, b = append(events, e), rest
		}
	}
	return events
}

// raw is the same as text, to search for what must not be there.
func raw(t *testing.T, tab *browsertest.Tab) string {
	t.Helper()
	all := ""
	for _, text := range browsertest.Eval[[]string](tab, "inbox") {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		all += string(b)
	}
	return all
}

func kinds(events []wire.Event) map[wire.EventKind]int {
	n := map[wire.EventKind]int{}
	for _, e := range events {
		n[e.Kind]++
	}
	return n
}

// elements are the descriptions by number, the latest of each.
func elements(events []wire.Event) map[uint32]*wire.Element {
	all := map[uint32]*wire.Element{}
	for _, e := range events {
		if el, ok := e.Body.(*wire.Element); ok {
			all[e.Target] = el
		}
	}
	return all
}
