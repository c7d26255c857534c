package kb

import (
	"strconv"
	"strings"
	"testing"
)

// thousand is a bundle of 1,000 articles of about 1.2 KB each.
func thousand(b *testing.B) []byte {
	b.Helper()
	src := &Source{Site: "demo", Locale: "en"}
	for i := range 1000 {
		a := password()
		a.ID = "article-" + strconv.Itoa(i)
		a.Anchors = []Anchor{{Help: "help-" + strconv.Itoa(i)}, {Route: "/area/" + strconv.Itoa(i%50) + "/**"}}
		a.Blocks = append(a.Blocks, para(text(strings.Repeat("words in a paragraph ", 30))))
		src.Articles = append(src.Articles, a)
	}
	return marshal(b, src)
}

// BenchmarkOpen1000 is what the page does when the bytes have arrived.
func BenchmarkOpen1000(b *testing.B) {
	bundle := thousand(b)
	b.ReportMetric(float64(len(bundle)), "bundle_bytes")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(bundle); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstAnswer1000 opens, finds an article by its place and decodes it.
func BenchmarkFirstAnswer1000(b *testing.B) {
	bundle := thousand(b)
	b.ReportAllocs()
	var found []Found
	for b.Loop() {
		v, err := Open(bundle)
		if err != nil {
			b.Fatal(err)
		}
		found = v.AppendPlaces(found[:0], ByHelp, "help-777")
		if _, err := v.Article(found[0].Article); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeAll1000 decodes every article, which no page does.
func BenchmarkDecodeAll1000(b *testing.B) {
	bundle := thousand(b)
	for b.Loop() {
		v, _ := Open(bundle)
		for n := range v.Len() {
			if _, err := v.Article(n); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkRoute1000 matches a route against every template.
func BenchmarkRoute1000(b *testing.B) {
	v, err := Open(thousand(b))
	if err != nil {
		b.Fatal(err)
	}
	var found []Found
	for b.Loop() {
		found = v.AppendRoute(found[:0], "/area/7/x")
	}
	if len(found) != 20 {
		b.Fatalf("%d articles", len(found))
	}
}
