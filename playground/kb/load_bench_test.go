package kb

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/wasm/host"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// articles is a folder of n articles of about 1.5 KB with an anchor and a
// signal; every tenth has three questions, as a documentation with a support
// team's articles among it. Training on the questions is most of the time
// that publishing takes, and none of what loading does.
func articles(n int) fs.FS {
	subjects := strings.Fields("password card refund coupon fund statement phone address limit transfer invoice receipt session device language")
	verbs := strings.Fields("change find stop cancel download confirm repair explain share delete")
	fsys := fstest.MapFS{}
	for i := range n {
		s, v := subjects[i%len(subjects)], verbs[i/len(subjects)%len(verbs)]
		text := fmt.Sprintf("---\nid: a%04d\nlocale: en\ntitle: %s a %s (%d)\nanchors: {help: h%d}\nsignals: [dead-click]\n", i, v, s, i, i)
		if i%10 == 0 {
			text += fmt.Sprintf("questions:\n  - how do I %s my %s number %d\n  - %s %s does not work %d\n  - where is %s %d\n", v, s, i, s, v, i, s, i)
		}
		text += "---\n\n"
		text += strings.Repeat(fmt.Sprintf("To %s the %s, open it and look for case %d. ", v, s, i), 25) + "\n\n1. First\n2. Second\n"
		fsys[fmt.Sprintf("a%04d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func bundleOf(b *testing.B, n int) []byte {
	b.Helper()
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		b.Fatal(err)
	}
	p, err := publish.Publish(publish.Options{Site: "demo", FS: articles(n), Keys: keys, Version: 1, Now: 1})
	if err != nil {
		b.Fatal(err)
	}
	return p.Bundles[p.Head.Bundles["en"].Hash]
}

// BenchmarkReady1000 is what stands between the arrival of the bytes and the
// first answer, natively: open, open the index, search, decode one article.
func BenchmarkReady1000(b *testing.B) {
	bundle := bundleOf(b, 1000)
	for b.Loop() {
		v, err := kb.Open(bundle)
		if err != nil {
			b.Fatal(err)
		}
		x, err := index.Open(v.Index())
		if err != nil {
			b.Fatal(err)
		}
		hits := x.Search("how do I change my password", index.Context{}, 3)
		if _, err := v.Article(hits[0].Article); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(bundle)), "bundle_bytes")
}

// BenchmarkReady1000Wasm is the same in the engine that ships, under wazero:
// announce the bundle, which answers Ready, and ask. Copying the bytes into
// the instance's memory is not counted; a new one is made for each round.
func BenchmarkReady1000Wasm(b *testing.B) {
	bundle := bundleOf(b, 1000)
	module, err := host.Compile(context.Background(), buildtest.Engine(b, build.TinyGo))
	if err != nil {
		b.Fatal(err)
	}
	defer module.Close()
	var say []byte
	for _, e := range []wire.Event{
		{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(bundle))}},
		{Act: wire.Act{Kind: wire.EventAsk, At: 1}, Body: &wire.Words{Text: "how do I change my password"}},
	} {
		say = wire.AppendEvent(say, &e)
	}
	memory := uint32(0)
	for b.Loop() {
		b.StopTimer()
		h := loaded(b, module, bundle)
		b.StartTimer()
		if out, err := h.Handle(say); err != nil || len(out) == 0 {
			b.Fatal("no answer: ", err)
		}
		b.StopTimer()
		memory = h.MemorySize()
		h.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(memory), "memory_bytes")
}

// loaded is an instance with the bundle's bytes in its memory.
func loaded(b *testing.B, module *host.Module, bundle []byte) *host.Host {
	b.Helper()
	h, err := module.New()
	if err != nil {
		b.Fatal(err)
	}
	hello := wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Site: "demo", Locale: "en"}}
	if _, err := h.Handle(wire.AppendEvent(nil, &hello)); err != nil {
		b.Fatal(err)
	}
	if err := h.Bundle(bundle); err != nil {
		b.Fatal(err)
	}
	return h
}

// BenchmarkPublish1000 is the author's side: parse, index, sign.
func BenchmarkPublish1000(b *testing.B) {
	for b.Loop() {
		bundleOf(b, 1000)
	}
}
