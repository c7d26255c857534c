package demo_test

import (
	"context"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/playground/serve"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// The one task that Kite registers: the assistant fills it in, a press runs
// it, and Kite shows what it did.
func TestCardIsFrozenFromTheChat(t *testing.T) {
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	p, err := serve.Start(context.Background(), serve.Options{Addr: "127.0.0.1:0", Data: t.TempDir(), Log: quietLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	tab := browsertest.New(t, browsertest.Before(watching))
	tab.Open(p.URL + "/demo/")
	tab.Wait("ready")
	tab.Run(`lamplight.ask("please freeze my card")`)
	slot := func(label, value string) {
		tab.Wait(browsertest.Text(".slot b", label))
		tab.Wait(`document.querySelector("lamplight-panel").shadowRoot.activeElement?.matches(".slot input")`)
		time.Sleep(looks)
		tab.Type(value + "\r")
	}
	run := browsertest.CSS(".task .run")
	slot("Last four digits", "9999")
	tab.Click(browsertest.Text(".choices button", "It was stolen"))
	tab.Wait(run)
	time.Sleep(looks)
	tab.Click(run)
	tab.Wait(browsertest.Text(".failure p", "None of your cards ends in 9999. Look under Cards"))
	tab.Click(browsertest.Text(".failure button", "Try again"))
	tab.Wait(run)
	time.Sleep(looks)
	tab.Click(browsertest.CSS(`.task [aria-label="Change: Last four digits of the card"]`))
	slot("Last four digits", "4821")
	tab.Wait(run)
	time.Sleep(looks)
	tab.Click(run)
	tab.Wait(browsertest.Text(".done", "The card is frozen"))
	tab.Shot("task-kite")
	tab.Click(browsertest.CSS(`nav a[href^="/demo/cards"]`))
	tab.Wait(browsertest.CSS(`.card.frozen [aria-label*="4821"]`))
	tab.NoFaults()
}
