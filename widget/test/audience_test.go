package widget_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// TestAudienceComesFromTheHost: the tag and the API say to which groups the
// visitor belongs.
func TestAudienceComesFromTheHost(t *testing.T) {
	s := open(t)
	a := s.author(t)
	a.publish(fstest.MapFS{
		"owner.md":  {Data: []byte("---\nid: owner\nlocale: en\ntitle: Close the team\naudience: [owner]\nquestions: [How do I close the account?]\n---\n\nFor owners.\n")},
		"member.md": {Data: []byte("---\nid: member\nlocale: en\ntitle: Leave the team\naudience: [member]\nquestions: [How do I leave the account?]\n---\n\nFor members.\n")},
	}, nil)
	html := strings.Replace(host(form), script, fmt.Sprintf(`<script src="lamplight.js" data-site="test" data-edge=%q data-key=%q data-audience="member, free" async></script>`, a.url, s.keys.Public()[0].String()), 1)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(s.page(page{html: html}))
	ready(tab)
	answered := func() string {
		return browsertest.Eval[string](tab, `[...`+panel+`.querySelectorAll(".answer h3, .options span")].map((e) => e.textContent).join()`)
	}
	ask(tab, "How do I close the account?")
	if got := answered(); strings.Contains(got, "Close the team") {
		t.Errorf("a member is shown %q", got)
	}
	tab.Run(`lamplight.audience("owner")`)
	ask(tab, "How do I close the account?")
	tab.Wait(`[...` + panel + `.querySelectorAll(".answer h3")].some((e) => e.textContent === "Close the team")`)
	clean(t, tab)
}
