package kb

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

var (
	anyText = rapid.StringN(0, 12, 40)
	anyID   = rapid.StringMatching(`[a-z]{1,6}(/[a-z0-9-]{1,8})?`)
	someOf  = func(g *rapid.Generator[string]) *rapid.Generator[[]string] {
		return rapid.Map(rapid.SliceOfN(g, 0, 3), func(v []string) []string {
			if len(v) == 0 {
				return nil
			}
			return v
		})
	}
)

// anyBlocks draws a tree that keeps the rules.
func anyBlocks(t *rapid.T, holds group, depth int) []Block {
	var kinds []Kind
	for k := range specs {
		if specs[k].is == holds && holds != groupNone {
			kinds = append(kinds, Kind(k))
		}
	}
	var list []Block
	for range rapid.IntRange(0, max(0, 3-depth)).Draw(t, "blocks") {
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		s, b := specs[k], Block{Kind: k}
		if s.fields&hasArg != 0 {
			b.Arg = uint8(rapid.IntRange(0, int(s.maxArg)).Draw(t, "arg"))
		}
		if s.fields&hasText != 0 {
			b.Text = anyText.Draw(t, "text")
		}
		if s.fields&hasRef != 0 {
			b.Ref = anyText.Draw(t, "ref")
		}
		if s.fields&hasKids != 0 {
			b.Kids = anyBlocks(t, s.holds, depth+1)
		}
		list = append(list, b)
	}
	return list
}

func anyAnchor(t *rapid.T) Anchor {
	a := Anchor{Route: anyText.Draw(t, "route")}
	switch rapid.IntRange(0, 3).Draw(t, "by") {
	case 0:
		a.Help = anyID.Draw(t, "help")
	case 1:
		a.Role, a.Name = "button", anyID.Draw(t, "name")
	case 2:
		a.Selector = anyID.Draw(t, "selector")
	default:
		a.Route = "/" + a.Route
	}
	return a
}

func anyArticle(t *rapid.T) Article {
	a := Article{
		ID: anyID.Draw(t, "id"), Title: anyText.Draw(t, "title"), Task: anyText.Draw(t, "task"),
		Questions: someOf(anyText).Draw(t, "questions"), Keywords: someOf(anyText).Draw(t, "keywords"),
		Signals: someOf(anyID).Draw(t, "signals"), Audience: someOf(anyText).Draw(t, "audience"),
		Followups: someOf(anyID).Draw(t, "followups"), Blocks: anyBlocks(t, groupBlock, 0),
	}
	for range rapid.IntRange(0, 2).Draw(t, "anchors") {
		a.Anchors = append(a.Anchors, anyAnchor(t))
	}
	if rapid.Bool().Draw(t, "variant") {
		a.Variants = []Variant{{Name: "v", Form: "hint", Blocks: anyBlocks(t, groupBlock, 1)}}
	}
	return a
}

func anySource(t *rapid.T) *Source {
	src := &Source{Site: anyID.Draw(t, "site"), Locale: "en",
		Index: rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "index"), Model: rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "model")}
	seen := map[string]bool{}
	for range rapid.IntRange(0, 5).Draw(t, "articles") {
		if a := anyArticle(t); !seen[a.ID] {
			seen[a.ID] = true
			src.Articles = append(src.Articles, a)
		}
	}
	return src
}

func TestPropertyWhatWentInComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anySource(t)
		b, err := Marshal(src)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(b); err != nil {
			t.Fatal(err)
		}
		v, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range src.Articles {
			want.Locale = "en"
			n := v.ByID(want.ID)
			got, err := v.Article(n)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
			}
			if v.ID(n) != want.ID || v.Title(n) != want.Title || !reflect.DeepEqual(v.Questions(n), want.Questions) {
				t.Fatal("the short cuts differ from the article")
			}
		}
	})
}

// TestPropertyPlaces compares the sorted table with a walk over all articles.
func TestPropertyPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anySource(t)
		b, err := Marshal(src)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		want := map[place]bool{}
		for n := range v.Len() {
			a, _ := v.Article(n)
			for _, p := range placesOf(nil, uint32(n), &a) {
				want[p] = true
			}
		}
		if int(v.Places()) != len(want) {
			t.Fatalf("%d places, want %d", v.Places(), len(want))
		}
		for p := range want {
			found := false
			for _, f := range v.AppendPlaces(nil, p.kind, p.key) {
				found = found || f == Found{int32(p.article), int32(p.anchor)}
			}
			if !found {
				t.Fatalf("%+v is not found", p)
			}
		}
	})
}

func FuzzOpen(f *testing.F) {
	b, err := Marshal(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:headerSize])
	empty, _ := Marshal(&Source{})
	f.Add(empty)
	f.Fuzz(func(t *testing.T, b []byte) {
		readEverything(b)
		if Check(b) != nil {
			return
		}
		v, _ := Open(b)
		src, err := v.Source()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Marshal(src)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("marshal of parse is not the identity: %v", err)
		}
	})
}

func FuzzBlocks(f *testing.F) {
	b, err := AppendBlocks(nil, everyKind())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		blocks, err := DecodeBlocks(b)
		if err != nil {
			return
		}
		again, err := AppendBlocks(nil, blocks)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("marshal of parse is not the identity: %v", err)
		}
	})
}

// readEverything calls every reader; what matters is that it comes back.
func readEverything(b []byte) {
	v, err := Open(b)
	if err != nil {
		return
	}
	for n := int32(-1); n <= min(v.Len(), 50); n++ {
		_, _ = v.Article(n)
		_, _ = v.Blocks(n)
		_, _ = v.Anchor(Found{n, n})
		_, _, _, _ = v.Place(n)
		v.Questions(n)
		v.Title(n)
	}
	_, _ = v.Media()
	v.ByID("cards/bind")
	v.AppendRole(nil, "button", "Next")
	v.AppendPlaces(nil, BySignal, "rage_click")
	v.AppendRoute(nil, "/settings/1")
}
