package searchbench

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// ours is what the engine loads: the passages' headings and the index. The
// texts are left out, because the peers' indexes do not hold them either. It
// also returns the size of the index alone.
func ours(passages []Passage, locale string) (bundle []byte, indexed int, err error) {
	docs := make([]index.Document, len(passages))
	src := &kb.Source{Site: "bench", Locale: locale}
	for i, p := range passages {
		docs[i] = index.Document{Title: p.Title, Body: p.Text}
		src.Articles = append(src.Articles, kb.Article{ID: fmt.Sprintf("%05d", i), Locale: locale, Title: p.Title})
	}
	if src.Index, err = index.BuildDocuments(docs, locale); err != nil {
		return nil, 0, fmt.Errorf("the index of %d passages: %w", len(passages), err)
	}
	bundle, err = kb.Marshal(src)
	return bundle, len(src.Index), err
}
