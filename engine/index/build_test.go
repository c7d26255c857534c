package index

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/kb"
)

func TestBuildReadsArticles(t *testing.T) {
	para := func(s string) kb.Block {
		return kb.Block{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: s}}}
	}
	b, err := Build([]kb.Article{
		{ID: "a", Title: "Alpha", Blocks: []kb.Block{para("about apples")}},
		{ID: "b", Title: "Beta", Keywords: []string{"banana"}, Blocks: []kb.Block{{Kind: kb.Heading, Arg: 2, Kids: []kb.Block{{Kind: kb.Text, Text: "Cherries"}}}}},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	x, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int32{"apple": 0, "bananas": 1, "cherry": 1, "alpha": 0} {
		if hits := x.Search(query, Context{}, 1); len(hits) != 1 || hits[0].Article != want {
			t.Errorf("%s: %+v, want %d", query, hits, want)
		}
	}
}
