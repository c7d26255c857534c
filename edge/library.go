package edge

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// Library is the Suggester that reads Lamplight's own bundles: the same index
// and ranking that answers in the page.
type Library struct{}

// answerCap bounds a suggestion's text in characters. Agents edit it before it
// goes out; a longer article is better linked than pasted.
const answerCap = 2000

// Suggest implements Suggester. Scores are the confidences of the search, 0 to 1.
func (Library) Suggest(bundle []byte, question string, n int) ([]Suggestion, error) {
	b, err := kb.Open(bundle)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	x, err := index.Open(b.Index())
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	var out []Suggestion
	for _, hit := range x.Search(question, index.Context{}, n) {
		a, err := b.Article(hit.Article)
		if err != nil {
			return out, fmt.Errorf("article %d: %w", hit.Article, err)
		}
		out = append(out, Suggestion{Article: a.ID, Title: a.Title,
			Text: cut(kb.Plain(a.Blocks), answerCap), Score: float64(hit.Confidence) / 1000})
	}
	return out, nil
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

// mediaOf lists the hashes of the files that a bundle shows, so that they are
// kept as long as the bundle is. Other files, as deltas and pictures, have none.
func mediaOf(file []byte) []string {
	b, err := kb.Open(file)
	if err != nil {
		return nil
	}
	assets, err := b.Media()
	if err != nil {
		return nil
	}
	var hashes []string
	for _, a := range assets {
		hashes = append(hashes, a.Ref)
	}
	return hashes
}
