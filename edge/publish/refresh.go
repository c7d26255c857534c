package publish

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Refresh is Renew with what was learned since: every bundle of a live head is
// built anew with another model section, and nothing else in it changes. Blob
// returns a bundle by its hash; learned is given the present section and
// returns the next. A bundle for which that is the same keeps its name and is
// not uploaded.
func Refresh(env []byte, site string, keys *Keys, now, life int64, blob func(hash string) ([]byte, error), learned func(model []byte) []byte) (*Published, error) {
	p, err := Renew(env, site, keys, now, life)
	if err != nil {
		return nil, err
	}
	p.Bundles, p.Deltas = map[string][]byte{}, map[string][]byte{}
	for _, locale := range sortedLocales(p.Head.Bundles) {
		entry := p.Head.Bundles[locale]
		old, err := blob(entry.Hash)
		if err != nil {
			return nil, fmt.Errorf("the bundle %q: %w", locale, err)
		}
		b, err := relearned(old, learned)
		if err != nil {
			return nil, fmt.Errorf("the bundle %q: %w", locale, err)
		}
		next := Entry{Hash: Hash(b), Size: uint32(len(b)), Articles: entry.Articles}
		if next.Hash == entry.Hash {
			continue
		}
		p.Bundles[next.Hash] = b
		p.deltas(&next, b, locale, [][]byte{old})
		p.Head.Bundles[locale] = next
	}
	p.Envelope, err = SignHead(p.Head, keys)
	return p, err
}

// relearned is a bundle with another model section.
func relearned(b []byte, learned func([]byte) []byte) ([]byte, error) {
	v, err := kb.Open(b)
	if err != nil {
		return nil, err
	}
	src, err := v.Source()
	if err != nil {
		return nil, err
	}
	src.Model = learned(src.Model)
	return kb.Marshal(src)
}
