package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// crowd is how many articles may claim one place: the page offers three, and
// a fourth is never seen.
const crowd = 3

// roles are the ARIA roles of things that people operate or read; an anchor
// by another role never matches.
var roles = strings.Fields(`alert alertdialog article banner button cell checkbox columnheader combobox complementary
	contentinfo dialog figure form grid gridcell group heading img link list listbox listitem main menu menubar menuitem
	menuitemcheckbox menuitemradio meter navigation option progressbar radio radiogroup region row rowheader scrollbar
	search searchbox slider spinbutton status switch tab table tablist tabpanel textbox timer toolbar tooltip tree treeitem`)

func (l *locally) anchors() {
	claims := map[kb.Anchor][]string{}
	for _, p := range l.pages {
		for i, a := range p.Anchors {
			l.anchor(a, p.AnchorAt[i])
			if claims[a] = append(claims[a], p.ID); len(claims[a]) == crowd+1 {
				l.warn(p.AnchorAt[i], "crowded-anchor", fmt.Sprintf("This place already has %s.", strings.Join(claims[a][:crowd], ", ")),
					"Anchor the article closer, or join articles.")
			}
		}
		for _, link := range p.Links {
			if id, ok := strings.CutPrefix(link.Ref, "help:"); ok {
				l.helpID(id, link.At)
			}
		}
	}
}

func (l *locally) anchor(a kb.Anchor, at publish.Pos) {
	if a.Help != "" {
		l.helpID(a.Help, at)
	}
	if a.Role != "" && !slices.Contains(roles, a.Role) {
		l.warn(at, "broken-anchor", fmt.Sprintf("%q is no ARIA role that an element of a page has.", a.Role), "Look it up with the browser's accessibility inspector.")
	}
	if problem := selectorProblem(a.Selector); problem != "" {
		l.out.Add(publish.Error, at, "bad-selector", fmt.Sprintf("The selector %q %s.", a.Selector, problem), "Try it in the browser's console with document.querySelector.")
	}
	if a.Route != "" && len(l.site.Routes) > 0 && !slices.ContainsFunc(l.site.Routes, func(r string) bool { return kb.MatchRoute(a.Route, r) }) {
		l.warn(at, "broken-anchor", fmt.Sprintf("No route of the product matches %q.", a.Route), "The routes are listed in site.yaml.")
	}
}

func (l *locally) helpID(id string, at publish.Pos) {
	if len(l.site.Help) > 0 && !slices.Contains(l.site.Help, id) {
		l.warn(at, "broken-anchor", fmt.Sprintf("The product has no help id %q.", id), "The ids are listed in site.yaml; add data-help to the element, or correct the id.")
	}
}

// selectorProblem finds what no browser would parse: open brackets, strings
// or combinators. It is no CSS parser.
func selectorProblem(s string) string {
	var stack []byte
	closing := map[byte]byte{'(': ')', '[': ']'}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			i++
		case '"', '\'':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return "has an open string"
			}
			i += end + 1
		case '(', '[':
			stack = append(stack, closing[c])
		case ')', ']':
			if len(stack) == 0 || stack[len(stack)-1] != c {
				return "has brackets that do not match"
			}
			stack = stack[:len(stack)-1]
		case '{', '}', ';', '<':
			return fmt.Sprintf("has a %q", c)
		}
	}
	trimmed := strings.TrimSpace(s)
	switch {
	case len(stack) > 0:
		return "has an open bracket"
	case trimmed != "" && strings.ContainsRune(">+~,", rune(trimmed[len(trimmed)-1])):
		return "ends in a combinator"
	}
	return ""
}
