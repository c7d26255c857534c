package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// focused says which element has the focus, by its id, class or words.
const focused = `(document.activeElement.id || document.activeElement.className || document.activeElement.textContent)`

// rest lets the page settle between two keys, as people do.
func rest() { time.Sleep(150 * time.Millisecond) }

// TestWalkThroughByKeyboard does an agent's day without a mouse: sign in, find
// a conversation, take it, answer, hand it over, resolve, reopen, sign out.
func TestWalkThroughByKeyboard(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	mei, bo := s.Join(t, admin, "Mei", edge.RoleLead), s.Join(t, admin, "Bo", edge.RoleAgent)
	for _, q := range []string{"Where is my invoice?", "The lamp does not light", "Can I change my plan?"} {
		if _, err := s.Ask(q); err != nil {
			t.Fatal(err)
		}
	}
	tab := browsertest.New(t, axe(t))
	s.signIn(t, tab, mei.Key)
	tab.Wait(`document.querySelectorAll(".entry").length === 3`)
	tab.Shot("desk-queue")
	accessible(t, tab, "queue")

	tab.Press("?")
	tab.Wait(`document.querySelector("dialog[open]")`)
	accessible(t, tab, "shortcuts")
	tab.Shot("desk-keys")
	tab.Press(kb.Escape)
	tab.Wait(`!document.querySelector("dialog")`)

	tab.Press("/")
	tab.Wait(`document.activeElement.id === "search"`)
	tab.Run(`document.activeElement.select()`) // the driver's "/" arrives after the key that was handled
	tab.Type("LAMP")
	tab.Wait(`document.querySelectorAll(".entry").length === 1`)
	tab.Press(kb.ArrowDown)
	tab.Wait(`document.activeElement.classList.contains("entry")`)
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector(".bar h2")?.textContent === "The lamp does not light"`)
	rest()
	tab.Press("t")
	tab.Wait(`document.querySelector(".state-taken")`)
	rest()
	tab.Press("r")
	tab.Wait(`document.activeElement.id === "reply"`)
	tab.Run(`document.activeElement.select()`)
	tab.Type("Please turn it once, then t h e will not do anything here.")
	tab.Press(kb.Enter)
	tab.Wait(`[...document.querySelectorAll(".from-agent .receipt")].some((e) => e.textContent.includes("Sent"))`)
	accessible(t, tab, "conversation")
	tab.Shot("desk-conversation")

	tab.Press(kb.Escape)
	tab.Wait(`document.activeElement.classList.contains("log")`)
	tab.Press("h")
	tab.Wait(`document.querySelectorAll("dialog .choices button").length >= 3`) // two colleagues, another line
	accessible(t, tab, "hand over")
	tab.Shot("desk-hand")
	hop(t, tab, "Bo")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector(".log").textContent.includes("Mei handed it to Bo")`)
	tab.Wait(`document.querySelector(".bar").textContent.includes("Bo")`)

	atBo := browsertest.New(t)
	s.signIn(t, atBo, bo.Key)
	atBo.Wait(`document.querySelector(".entry")?.textContent.includes("The lamp")`) // his come first
	atBo.Press("j")
	rest()
	atBo.Press(kb.Enter)
	atBo.Wait(`document.querySelector(".log .from-agent")`)
	rest()
	atBo.Press("e")
	atBo.Wait(`document.activeElement.textContent === "Yes, resolve"`)
	atBo.Press(kb.Escape) // ending is confirmed: the first thought is not enough
	atBo.Wait(`!document.querySelector(".sure")`)
	atBo.Press("e")
	atBo.Wait(`document.activeElement.textContent === "Yes, resolve"`)
	atBo.Press(kb.Enter)
	atBo.Wait(`document.querySelector(".state-resolved")`)
	rest()
	atBo.Press("o")
	atBo.Wait(`document.querySelector(".state-reopened")`)
	rest()
	tab.Wait(`document.querySelector(".log").textContent.includes("Opened again")`) // Mei sees it all
	tab.NoFaults()
	atBo.NoFaults()
}

// hop presses Tab until an element with these words has the focus.
func hop(t *testing.T, tab *browsertest.Tab, words string) {
	t.Helper()
	for range 30 {
		if strings.Contains(browsertest.Eval[string](tab, `document.activeElement.textContent ?? ""`), words) &&
			browsertest.Eval[bool](tab, `document.activeElement.matches("button, a, summary")`) {
			return
		}
		tab.Press(kb.Tab)
	}
	t.Fatalf("Tab never reaches %q; the focus is on %s", words, browsertest.Eval[string](tab, focused))
}

// TestLive: what visitors and colleagues do shows at once: typing, read marks,
// unread counts, lines, verified names, a lead's overview.
func TestLive(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	lead := s.Join(t, admin, "Lea", edge.RoleLead)
	billing := s.Join(t, admin, "Bill", edge.RoleAgent, "billing")
	asked, err := s.Escalate(edge.Escalation{ID: edgetest.NewID(), Question: "<img src=x onerror=alert(1)> why?", Locale: "en", Line: "billing", Visitor: "v_\"><b>",
		Context: []byte(`{"page":"/pay","steps":[{"at":1763686800000,"kind":"view","label":"Pay","detail":"/pay"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ask("of the general line"); err != nil {
		t.Fatal(err)
	}
	visitor, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer visitor.Cut()
	say := func(f edge.ClientFrame) {
		t.Helper()
		if err := visitor.Send(f); err != nil {
			t.Fatal(err)
		}
	}
	say(edge.ClientFrame{T: "resume"})

	tab := browsertest.New(t, axe(t))
	s.signIn(t, tab, lead.Key)
	tab.Wait(`document.querySelectorAll(".entry").length === 2 && document.querySelector(".overview")`)
	tab.Click(browsertest.CSS(".overview summary"))
	tab.Wait(`document.querySelector(".overview td")`)
	tab.Shot("desk-overview")
	accessible(t, tab, "overview")
	tab.Click(browsertest.Text(".chips button", "billing"))
	tab.Wait(`document.querySelectorAll(".entry").length === 1`)
	tab.Click(browsertest.CSS(".entry"))
	tab.Wait(`document.querySelector(".log .message")`)
	if n := browsertest.Eval[int](tab, `document.querySelectorAll(".log img, .entry img, .visitor b").length`); n != 0 {
		t.Error("markup of a visitor became elements")
	}
	say(edge.ClientFrame{T: "typing", On: true})
	tab.Wait(`document.querySelector(".typing").textContent.includes("visitor is writing")`)
	say(edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: "And one more thing"})
	tab.Wait(`document.querySelector("[role=log]").textContent.includes("And one more thing")`)
	tab.Press("t")
	tab.Wait(`document.querySelector(".state-taken")`)
	tab.Run(`document.querySelector("#reply").focus()`)
	tab.Type("Here you are\r")
	reply, _, err := visitor.Until(func(f edgetest.Frame) bool { return f.T == "message" && f.Text == "Here you are" })
	if err != nil {
		t.Fatal(err)
	}
	say(edge.ClientFrame{T: "read", Seq: reply.Seq})
	tab.Wait(`[...document.querySelectorAll(".from-agent .receipt")].some((e) => e.textContent.includes("Seen"))`)

	general := s.page("desk")
	atBill := browsertest.New(t)
	s.signIn(t, atBill, billing.Key)
	atBill.Wait(`document.querySelectorAll(".entry").length === 1`) // the other line is not Bill's
	atBill.Open(general + "&conversation=" + asked.Conversation)
	atBill.Wait(`document.querySelector(".log .message")`)
	tab.Run(`document.dispatchEvent(new Event("visibilitychange"))`) // looked at again
	tab.Wait(`document.querySelector(".here").textContent.includes("1 colleague")`)
	tab.NoFaults()
	atBill.NoFaults()
}

// TestStates: loading, empty, offline, failed and refused, in both languages,
// on a phone and in the dark. Nothing is wider than the screen.
func TestStates(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	mei, au := s.Join(t, admin, "Mei", edge.RoleAgent), s.Join(t, admin, "Au", edge.RoleAuthor)
	for _, look := range []struct {
		name    string
		options []browsertest.Option
		empty   string
		offline string
	}{
		{"wide", nil, "Nobody is waiting", "No connection"},
		{"phone-dark-zh", []browsertest.Option{browsertest.Size(360, 740), browsertest.Dark(), browsertest.Locale("zh-CN")}, "暂时没有人在等", "连接断开"},
	} {
		t.Run(look.name, func(t *testing.T) {
			tab := browsertest.New(t, append(look.options, axe(t))...)
			tab.Open(s.page("desk"))
			tab.Wait(`document.querySelector("#token")`)
			tab.Run(`document.querySelector("#token").focus()`)
			tab.Type("k.not-a-key-of-anybody\r")
			tab.Wait(`document.querySelector(".failure")`)
			fits(t, tab, "sign-in")
			accessible(t, tab, "sign-in")
			tab.Shot("desk-signin-" + look.name)
			s.signIn(t, tab, mei.Key)
			tab.Wait(fmt.Sprintf(`document.querySelector(".empty")?.textContent.includes(%q)`, look.empty))
			fits(t, tab, "empty")
			accessible(t, tab, "empty")
			tab.Shot("desk-empty-" + look.name)

			asked, err := s.Escalate(edge.Escalation{ID: edgetest.NewID(), Question: "怎么退款? " + strings.Repeat("long", 30), Locale: "zh", Line: "billing", Visitor: "v_" + strings.Repeat("9", 50)})
			if err != nil {
				t.Fatal(err)
			}
			tab.Click(browsertest.CSS(".entry"))
			tab.Wait(`document.querySelector(".log .message")`)
			tab.Click(browsertest.CSS(".bar button.primary"))
			tab.Wait(`document.querySelector(".state-taken")`)
			fits(t, tab, "conversation")
			accessible(t, tab, "conversation")
			tab.Shot("desk-open-" + look.name)

			tab.Offline(true)
			tab.Wait(fmt.Sprintf(`document.querySelector(".notice")?.textContent.includes(%q)`, look.offline))
			tab.Run(`document.querySelector("#reply").focus()`)
			tab.Type("typed while offline\r")
			tab.Wait(`document.querySelector(".log").lastElementChild.textContent.includes("typed while offline")`)
			fits(t, tab, "offline")
			tab.Shot("desk-offline-" + look.name)
			tab.Offline(false)
			tab.Wait(`!document.querySelector(".notice") && [...document.querySelectorAll("[data-seq]")].some((e) => e.textContent.includes("typed while offline"))`)
			scrap(t, s, admin, asked.Conversation)
			tab.Wait(`!document.querySelector(".bar")`) // erased: no copy stays on screen
		})
	}
	t.Run("author", func(t *testing.T) {
		tab := browsertest.New(t)
		tab.Open(s.page("desk"))
		tab.Wait(`document.querySelector("#token")`)
		tab.Run(`document.querySelector("#token").focus()`)
		tab.Type(au.Key + "\r")
		tab.Wait(`document.querySelector(".nothing a")?.textContent.includes("console")`)
	})
}

// scrap erases a conversation as an admin.
func scrap(t *testing.T, s *stage, admin, id string) {
	t.Helper()
	r, err := s.Do(edgetest.Request{Method: "DELETE", Path: "conversations/" + id, Token: admin})
	if err != nil || r.Status != 204 {
		t.Fatalf("%v %d %s", err, r.Status, r.Body)
	}
}
