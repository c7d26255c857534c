package demo

import (
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
