package demo

import (
	"maps"
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/publish/lint"
)

// TestPublisherTakesTheArticles reads them as an author's publish would, and
// as its critical editor.
func TestPublisherTakesTheArticles(t *testing.T) {
	folder := publish.Read(Articles())
	for _, d := range lint.Check(folder) {
		t.Errorf("%+v", d)
	}
	if want := len(readArticles(t, "en")) + len(readArticles(t, "zh")); len(folder.Pages) != want {
		t.Errorf("%d pages, want %d", len(folder.Pages), want)
	}
}

// TestSiteListsWhatKiteHas: site.yaml is what the publisher checks anchors
// against, so it has every help id and every route of the app.
func TestSiteListsWhatKiteHas(t *testing.T) {
	ids, routes := map[string]bool{}, map[string]bool{"/demo/funds/daily": true}
	for _, text := range kiteSources(t) {
		for _, m := range helpID.FindAllStringSubmatch(text, -1) {
			ids[m[1]] = true
		}
		for _, m := range route.FindAllStringSubmatch(text, -1) {
			routes[m[1]] = true
		}
	}
	site := publish.Read(Articles()).Site
	if want, got := slices.Sorted(maps.Keys(ids)), slices.Sorted(slices.Values(site.Help)); !slices.Equal(got, want) {
		t.Errorf("help is %v, want %v", got, want)
	}
	if want, got := slices.Sorted(maps.Keys(routes)), slices.Sorted(slices.Values(site.Routes)); !slices.Equal(got, want) {
		t.Errorf("routes are %v, want %v", got, want)
	}
}
