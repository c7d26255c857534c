package index

import "testing"

// A word that every one of more than 255 articles has fills its row of the
// model; what does not fit is left out, and building ends.
func TestBuildWithMoreArticlesThanARowHolds(t *testing.T) {
	var docs []Document
	for i := range 600 {
		name := string([]byte{'k' + byte(i%10), 'a' + byte(i/10%10), 'p' + byte(i/100)})
		docs = append(docs, Document{Questions: []string{"help with " + name, "what is " + name, name + " please"}})
	}
	x := open(t, docs, "en")
	for _, at := range []int32{0, 299, 599} {
		if hits := x.Search(docs[at].Questions[0], Context{}, 1); len(hits) == 0 || hits[0].Article != at {
			t.Errorf("%q: %+v", docs[at].Questions[0], hits)
		}
	}
}
