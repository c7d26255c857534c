package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
)

// translations reports articles that one of the site's locales lacks. The
// locales are those of site.yaml, or all that occur. Where site.yaml is
// silent and most ids occur in one locale only, the locales are separate
// collections and not translations, and nothing is said.
func translations(f *publish.Folder, out *publish.Diagnostics) {
	have, shared := map[string][]string{}, 0
	all := slices.Concat(f.Pages, f.Spoilt)
	for _, p := range all {
		if have[p.ID] = append(have[p.ID], p.Locale); len(have[p.ID]) == 2 {
			shared++
		}
	}
	locales := f.Site.Locales
	if len(locales) == 0 {
		locales = f.Locales()
		if shared*2 < len(have) {
			return
		}
	}
	for _, p := range all {
		if have[p.ID][0] != p.Locale {
			continue // said once, at the first
		}
		var missing []string
		for _, l := range locales {
			if !slices.Contains(have[p.ID], l) {
				missing = append(missing, l)
			}
		}
		if len(missing) > 0 {
			out.Add(publish.Warning, p.At, "missing-translation", fmt.Sprintf("The article %q is missing in %s.", p.ID, strings.Join(missing, ", ")),
				"Translate it, or list the locales that must be complete in site.yaml.")
		}
	}
}

// reachability looks at the graph of links and follow-ups. A collection in
// which most articles have no question is documentation that is searched by
// its own words; there, nothing is unreachable.
func (l *locally) reachability() {
	byID, pointed, bare := map[string]*publish.Page{}, map[string]bool{}, 0
	for _, p := range l.pages {
		byID[p.ID] = p
		if len(p.Questions) == 0 {
			bare++
		}
	}
	for _, p := range l.pages {
		for i, id := range p.Followups {
			l.followup(p, byID[id], p.FollowAt[i])
			if id != p.ID {
				pointed[id] = true
			}
		}
		for _, link := range p.Links {
			if id, ok := strings.CutPrefix(link.Ref, "article:"); ok && id != p.ID {
				pointed[id] = true
			}
		}
	}
	if bare*2 > len(l.pages) {
		return
	}
	for _, p := range l.pages {
		if len(p.Questions)+len(p.Anchors)+len(p.Signals) == 0 && !pointed[p.ID] {
			l.warn(p.At, "unreachable", fmt.Sprintf("Nothing leads to %q but its words: no question, anchor, signal, link or follow-up.", p.ID),
				"Add two or three questions as users would ask them.")
		}
	}
}

func (l *locally) followup(from, to *publish.Page, at publish.Pos) {
	switch {
	case to == nil: // broken-link says it
	case to == from:
		l.warn(at, "unreachable-followup", "The article follows itself.", "Name another article.")
	case len(from.Audience) > 0 && len(to.Audience) > 0 && !slices.ContainsFunc(from.Audience, func(a string) bool { return slices.Contains(to.Audience, a) }):
		l.warn(at, "unreachable-followup", fmt.Sprintf("Nobody who reads this may read %q: it is for %s.", to.ID, strings.Join(to.Audience, ", ")),
			"Let the audiences overlap, or name another article.")
	}
}
