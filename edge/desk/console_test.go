package desk_test

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// TestConsolePeople: an admin adds somebody, who signs in with the key that
// was shown once; changes their role; removes them, which ends their desk.
func TestConsolePeople(t *testing.T) {
	s := newStage(t)
	admin := s.Admin(t)
	s.Join(t, admin, "Li Na", edge.RoleAgent, "billing")
	ada := s.Join(t, admin, "Ada", edge.RoleAdmin)
	for _, look := range []struct {
		name    string
		options []browsertest.Option
		add     string
	}{
		{"wide", nil, "Add"},
		{"phone-dark-zh", []browsertest.Option{browsertest.Size(360, 740), browsertest.Dark(), browsertest.Locale("zh-CN")}, "添加"},
	} {
		t.Run(look.name, func(t *testing.T) {
			tab := browsertest.New(t, append(look.options, axe(t))...)
			tab.Open(s.page("console"))
			tab.Wait(`document.querySelector("#token")`)
			tab.Run(`document.querySelector("#token").focus()`)
			tab.Type(ada.Key + "\r")
			tab.Wait(`document.querySelector(".team tbody tr")`)
			tab.Run(`document.querySelector(".add input[name=name]").focus()`)
			tab.Type("Bo " + look.name)
			tab.Click(browsertest.Text(".add button", look.add))
			tab.Wait(`document.querySelector(".key code")?.textContent.startsWith("k.")`)
			accessible(t, tab, "people")
			fits(t, tab, "people")
			tab.Run(`document.querySelector("#team").scrollIntoView()`)
			tab.Shot("console-people-" + look.name)
			key := browsertest.Eval[string](tab, `document.querySelector(".key code").textContent`)

			bo := browsertest.New(t)
			s.signIn(t, bo, key)
			bo.Wait(`document.querySelector(".role").textContent === "Agent"`)
			row := `[...document.querySelectorAll(".team tbody tr")].find((e) => e.textContent.includes("Bo ` + look.name + `"))`
			tab.Run(`const s = ` + row + `.querySelector("select"); s.value = "lead"; s.dispatchEvent(new Event("change", {bubbles: true}))`)
			bo.Wait(`document.querySelector(".line.up")`) // it comes back with the new rights
			tab.Wait(row + `.querySelector("select").value === "lead"`)
			tab.Click(row + `.querySelector("td .row button:last-child")`)
			tab.Click(browsertest.CSS("dialog .primary"))
			tab.Wait(`!` + row)
			bo.Wait(`document.querySelector("#token")`) // signed out, sockets and all
			tab.NoFaults()
		})
	}
	t.Run("an agent sees no people", func(t *testing.T) {
		agent := s.Join(t, admin, "Uma", edge.RoleAgent)
		tab := browsertest.New(t)
		tab.Open(s.page("console"))
		tab.Wait(`document.querySelector("#token")`)
		tab.Run(`document.querySelector("#token").focus()`)
		tab.Type(agent.Key + "\r")
		tab.Wait(`document.querySelector(".sessions li")`)
		if browsertest.Eval[bool](tab, `!!document.querySelector(".team")`) {
			t.Error("an agent manages people")
		}
	})
}
