package edge

import (
	"fmt"
	"slices"
	"strings"
)

// suggestions is how many best answers a queue item carries.
const suggestions = 3

// suggest finds the site's best answers in the bundle of the locale. Whatever
// goes wrong costs the suggestions only.
func (t *turn) suggest(locale, question string) (best []Suggestion) {
	if given := t.admittedHere(); given != nil {
		return given.Suggestions // the site object has the bundles
	}
	best = []Suggestion{}
	h := t.head()
	if h == nil {
		return best
	}
	hash, ok := bundleFor(h.bundles, locale)
	if !ok {
		return best
	}
	data := t.bundle(hash)
	defer func() {
		if p := recover(); p != nil {
			t.report(fmt.Sprintf("suggest: %v", p))
			best = []Suggestion{}
		}
	}()
	found, err := t.core.cfg.Suggest.Suggest(data, question, suggestions)
	if err != nil {
		t.report("suggest: " + err.Error())
		return best
	}
	return append(best, found[:min(len(found), suggestions)]...)
}

// bundleFor chooses the bundle of a locale: itself, its language, another
// region of its language, English, the first.
func bundleFor(bundles map[string]BundleRef, locale string) (hash string, ok bool) {
	language, _, _ := strings.Cut(locale, "-")
	locales := make([]string, 0, len(bundles))
	for l := range bundles {
		locales = append(locales, l)
	}
	slices.Sort(locales)
	for _, want := range []func(string) bool{
		func(l string) bool { return strings.EqualFold(l, locale) },
		func(l string) bool { return strings.EqualFold(l, language) },
		func(l string) bool { have, _, _ := strings.Cut(l, "-"); return strings.EqualFold(have, language) },
		func(l string) bool { return l == "en" },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(locales, want); i >= 0 {
			return bundles[locales[i]].Hash, true
		}
	}
	return "", false
}
