package kb_test

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// A bundle is written once by publish and read in place by every page.
func Example() {
	file, err := kb.Marshal(&kb.Source{
		Site: "demo", Locale: "en",
		Articles: []kb.Article{{
			ID: "password", Title: "Change your password",
			Anchors: []kb.Anchor{{Role: "button", Name: "Next"}, {Route: "/settings/*"}},
			Signals: []string{"dead-click"},
			Blocks: []kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{
				{Kind: kb.Text, Text: "Press "}, {Kind: kb.Strong, Kids: []kb.Block{{Kind: kb.Text, Text: "Next"}}},
			}}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	bundle, err := kb.Open(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, found := range bundle.AppendRole(nil, "button", "  NEXT ") {
		article, err := bundle.Article(found.Article)
		fmt.Println(article.Title, err)
		fmt.Print(kb.Plain(article.Blocks))
	}
	fmt.Println(len(bundle.AppendRoute(nil, "/settings/security")), len(bundle.AppendPlaces(nil, kb.BySignal, "dead-click")))
	// Output:
	// Change your password <nil>
	// Press Next
	// 1 1
}
