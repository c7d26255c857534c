package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// passages makes documents whose words are as unevenly spread as in prose.
func passages(n int) []Document {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		u := r.Float64()
		return fmt.Sprintf("w%xo", int(15000*u*u*u*u))
	}
	docs := make([]Document, n)
	for i := range docs {
		var b strings.Builder
		for range 80 {
			b.WriteString(word())
			b.WriteByte(' ')
		}
		docs[i] = Document{Title: word() + " " + word(), Body: b.String()}
	}
	return docs
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1000, 5000, 20000} {
		built, err := BuildDocuments(passages(n), "")
		if err != nil {
			b.Fatal(err)
		}
		x, err := Open(built)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("words/%d", n), func(b *testing.B) {
			b.ReportMetric(float64(len(built)), "bytes")
			for b.Loop() {
				x.Search("w1ao w2bo w30o w0o", Context{}, 5)
			}
		})
		b.Run(fmt.Sprintf("typo/%d", n), func(b *testing.B) {
			for b.Loop() {
				x.Search("w1ao wx2bo w", Context{Typing: true}, 5)
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	built, err := BuildDocuments(passages(1000), "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(built); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	docs := passages(500)
	for b.Loop() {
		if _, err := BuildDocuments(docs, ""); err != nil {
			b.Fatal(err)
		}
	}
}

// asked gives every article three phrasings of six words.
func asked(n int) []Document {
	docs := passages(n)
	for i := range docs {
		words := strings.Fields(docs[i].Body)
		for at := 0; at < 18; at += 6 {
			docs[i].Questions = append(docs[i].Questions, strings.Join(words[at:at+6], " "))
		}
	}
	return docs
}

// Publishing grows with the number of articles, not with its square.
func BenchmarkBuildWithQuestions(b *testing.B) {
	for _, n := range []int{100, 200, 400, 800, 1600} {
		docs := asked(n)
		b.Run(fmt.Sprintf("articles/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := BuildDocuments(docs, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
