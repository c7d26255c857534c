package kb

// PlaceKind is what a place of the places table is found by.
type PlaceKind uint8

// The kinds, strongest first.
const (
	ByHelp     PlaceKind = 1 + iota // value of data-help
	ByRole                          // ARIA role and accessible name
	BySelector                      // CSS selector
	ByRoute                         // route template, whole page
	BySignal                        // name of a struggle
)

// kindOf returns the kind an anchor is filed under, or 0 for an empty one.
func kindOf(a *Anchor) PlaceKind {
	switch {
	case a.Help != "":
		return ByHelp
	case a.Role != "" && a.Name != "":
		return ByRole
	case a.Role != "" || a.Name != "":
		return 0
	case a.Selector != "":
		return BySelector
	case a.Route != "":
		return ByRoute
	}
	return 0
}

// keyOf returns the words an anchor is filed under.
func keyOf(a *Anchor) string {
	switch kindOf(a) {
	case ByHelp:
		return a.Help
	case ByRole:
		return roleKey(a.Role, a.Name)
	case BySelector:
		return a.Selector
	}
	return a.Route
}

// roleKey joins role and name; a role has no tab.
func roleKey(role, name string) string { return role + "\t" + FoldName(name) }

// FoldName brings an accessible name into the form in which names are
// compared: ASCII letters lower-case, runs of white space one blank, none at
// the ends.
func FoldName(name string) string {
	dst := make([]byte, 0, len(name))
	blank := false
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == ' ' || c >= '\t' && c <= '\r' {
			blank = len(dst) > 0
			continue
		}
		if blank {
			dst, blank = append(dst, ' '), false
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return view(dst)
}

// MatchRoute reports whether a route belongs to a template. Segments are
// compared one by one: ":name" and "*" in the template match any one segment,
// "**" at its end matches whatever is left, nothing included. A trailing
// slash makes no difference.
func MatchRoute(template, route string) bool {
	for {
		want, restWant, moreWant := segment(template)
		have, restHave, moreHave := segment(route)
		switch {
		case want == "**" && restWant == "":
			return true
		case !moreWant || !moreHave:
			return moreWant == moreHave
		case want != have && want != "*" && want[0] != ':':
			return false
		}
		template, route = restWant, restHave
	}
}

// segment cuts the first non-empty segment off a path.
func segment(path string) (first, rest string, ok bool) {
	for len(path) > 0 && path[0] == '/' {
		path = path[1:]
	}
	for i := 0; i < len(path); i++ {
		if path[i] == '/' {
			return path[:i], path[i:], true
		}
	}
	return path, "", path != ""
}
