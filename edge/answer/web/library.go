package web

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Library finds published articles.
type Library interface {
	// Articles returns those of the ids that exist in a locale, in the order
	// of the ids. An id that nobody knows is passed over.
	Articles(locale string, ids []string) ([]kb.Article, error)
}

// Bundles is the Library over published bundles: it returns the bytes of the
// live bundle of a locale, nil when there is none.
type Bundles func(locale string) ([]byte, error)

// Articles implements Library.
func (open Bundles) Articles(locale string, ids []string) ([]kb.Article, error) {
	raw, err := open(locale)
	if err != nil || raw == nil {
		return nil, err
	}
	b, err := kb.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("answer: the bundle of %q: %w", locale, err)
	}
	var out []kb.Article
	seen := map[int32]bool{}
	for _, id := range ids {
		n := b.ByID(id)
		if n < 0 || seen[n] {
			continue
		}
		seen[n] = true
		a, err := b.Article(n)
		if err != nil {
			return nil, fmt.Errorf("answer: article %q: %w", id, err)
		}
		out = append(out, a)
	}
	return out, nil
}
