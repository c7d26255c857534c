package engine_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// team is a product with one way to close an account for its owners, another
// for members, and an article for everybody.
func team() fstest.MapFS {
	article := func(id, title, audience, question string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nid: " + id + "\nlocale: en\ntitle: " + title + "\n" + audience +
			"questions: [" + question + "]\nanchors: [{route: /account}]\n---\n\n" + title + " under Settings.\n")}
	}
	return fstest.MapFS{
		"owner.md":  article("close-owner", "Close the account of the team", "audience: [owner]\n", "How do I close the account?"),
		"member.md": article("close-member", "Leave a team account", "audience: [member, guest]\n", "How do I close my own account?"),
		"all.md":    article("language", "Choose a language", "", "How do I choose another language?"),
	}
}

// session is an engine with the team's articles, at the page of the account.
type session struct {
	*engine.Engine
	t testing.TB
}

func teamSession(t testing.TB) *session {
	s := &session{engine.New(engine.Config{}), t}
	bundle := publishBundle(t, team())
	s.Bundle(bundle)
	s.do(wire.EventHello, 0, &wire.Hello{ABI: wire.ABI, Site: "demo", Locale: "en"})
	s.do(wire.EventBundle, int32(len(bundle)), nil)
	s.do(wire.EventPlace, 0, &wire.Place{Route: "/account"})
	return s
}

func (s *session) do(kind wire.EventKind, n int32, body wire.Body) []wire.Command {
	return s.Handle(&wire.Event{Act: wire.Act{Kind: kind, At: 100, N: n}, Body: body})
}

// offered lists the articles that commands name.
func offered(commands []wire.Command) string {
	var ids []string
	for _, c := range commands {
		switch c := c.(type) {
		case *wire.Turn:
			ids = append(ids, c.ID)
			for _, o := range c.Options {
				ids = append(ids, o.ID)
			}
		case *wire.Suggest:
			for _, o := range c.Options {
				ids = append(ids, o.ID)
			}
		}
	}
	return strings.Join(ids, " ")
}

// TestAudience wants articles for other groups to be neither found, nor
// offered before the first word or while typing.
func TestAudience(t *testing.T) {
	for _, c := range []struct{ groups, sees, not string }{
		{"", "close-owner", "nothing"},
		{"owner", "close-owner", "close-member"},
		{"guest , free", "close-member", "close-owner"},
		{"stranger", "language", "close"},
		{",,", "close-owner", "nothing"},
	} {
		s := teamSession(t)
		s.do(wire.EventAudience, 0, &wire.Name{Name: c.groups})
		for what, got := range map[string]string{
			"opening": offered(s.do(wire.EventPanel, 0, nil)),
			"typing":  offered(s.do(wire.EventTyping, 0, &wire.Words{Text: "close accou"})),
			"asking":  offered(s.do(wire.EventAsk, 0, &wire.Words{Text: "How do I close the account?"})),
		} {
			if strings.Contains(got, c.not) {
				t.Errorf("%q, %s: offers %q", c.groups, what, got)
			}
			if what == "opening" && !strings.Contains(got, c.sees) {
				t.Errorf("%q, %s: %q, without %q", c.groups, what, got, c.sees)
			}
		}
	}
}

// TestAudienceOfTheNextBundle wants the groups to outlive a bundle, and to be
// taken back.
func TestAudienceOfTheNextBundle(t *testing.T) {
	s := teamSession(t)
	s.do(wire.EventAudience, 0, &wire.Name{Name: "member"})
	bundle := publishBundle(t, team())
	s.Bundle(bundle)
	s.do(wire.EventBundle, int32(len(bundle)), nil)
	if got := offered(s.do(wire.EventPanel, 0, nil)); strings.Contains(got, "close-owner") {
		t.Errorf("after another bundle: %q", got)
	}
	s.do(wire.EventAudience, 0, &wire.Name{})
	if got := offered(s.do(wire.EventPanel, 0, nil)); !strings.Contains(got, "close-owner") {
		t.Errorf("for everybody again: %q", got)
	}
}
