package desk_test

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest/provider"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// TestSignInAtAProvider goes through the pages of a real OpenID provider: who
// has a role lands at the desk with a cookie that no script sees, who has none
// is told so; signing out and coming back works.
func TestSignInAtAProvider(t *testing.T) {
	s := newStage(t)
	p := provider.Start(t, provider.Client{ID: "lamplight", Secret: "client-secret-of-tests", Alg: "ES256",
		Redirect: s.URL() + "/v1/" + s.Client.Site + "/signin/callback"})
	settings := s.Settings()
	settings.DeskOrigins = []string{s.URL()} // the first one is where people work
	settings.OIDC = &edge.OIDC{Issuer: p.URL, ClientID: "lamplight", ClientSecret: "client-secret-of-tests", Name: "Example", Scopes: []string{"groups"},
		Mapping: edge.Mapping{RoleClaim: "groups", Roles: map[string]edge.Role{"leads": edge.RoleLead}}}
	s.Configure(t, settings)
	if _, err := s.Ask("who signs in?"); err != nil {
		t.Fatal(err)
	}
	tab := browsertest.New(t, axe(t))
	authenticate := func(login string) {
		tab.Open(s.page("desk"))
		tab.Wait(`document.querySelector("a.button")`)
		accessible(t, tab, "sign-in with a provider")
		tab.Shot("desk-signin-provider")
		tab.Click(browsertest.CSS("a.button"))
		tab.Wait(`document.querySelector("input[name=login]")`)
		tab.Run(`document.querySelector("input[name=login]").focus()`)
		tab.Type(login)
		tab.Run(`document.querySelector("input[name=password]").focus()`)
		tab.Type("any\r")
		tab.Wait(`document.querySelector("input[name=prompt][value=consent]")`)
		tab.Click(browsertest.CSS("button[type=submit]"))
	}
	authenticate("mei@leads")
	tab.Wait(`document.querySelectorAll(".entry").length === 1 && document.querySelector(".line.up")`)
	if who := browsertest.Eval[string](tab, `document.querySelector(".who").textContent`); who != "mei of the provider Lead" {
		t.Errorf("signed in as %q", who)
	}
	if seen := browsertest.Eval[string](tab, `document.cookie + JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage}) + location.href`); len(seen) == 0 ||
		browsertest.Eval[bool](tab, `/c\.[\w-]{20}|code=|state=/.test(document.cookie + JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage}) + location.href)`) {
		t.Errorf("a script of the page sees %q", seen)
	}
	tab.Click(browsertest.CSS(".entry"))
	tab.Wait(`document.querySelector(".bar button.primary")`)
	tab.Click(browsertest.CSS(".bar button.primary")) // taking goes over a socket, whose ticket needed the CSRF token
	tab.Wait(`document.querySelector(".state-taken")`)
	tab.Reload()
	tab.Wait(`document.querySelector(".state-taken")`) // the cookie outlives the page
	tab.Click(browsertest.Text("button", "Sign out"))
	tab.Wait(`document.querySelector("#token")`)
	tab.Reload()
	tab.Wait(`document.querySelector("#token")`)

	other := browsertest.New(t, axe(t))
	tab = other
	authenticate("stranger@nowhere")
	other.Wait(`document.querySelector(".failure")?.textContent.includes("nobody has given you a role")`)
	other.Shot("desk-signin-refused")
}
