package host_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/predict/model/modeltest"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/build"
)

// taughtBundle is a bundle with a model that knows the gestures of the
// benchmark.
func taughtBundle(tb testing.TB) []byte {
	tb.Helper()
	var events []wire.Event
	for b := append(opening(), gesture(gesture(nil, 1000), 1400)...); len(b) > 0; {
		ev, rest, code := wire.ParseEvent(b)
		if code != wire.ErrNone {
			tb.Fatal(code)
		}
		events, b = append(events, ev), rest
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		tb.Fatal(err)
	}
	p, err := publish.Publish(publish.Options{Site: "demo", Keys: keys, Version: 1, Now: 1, Model: modeltest.Of(tb, events), FS: fstest.MapFS{
		"en/a.md": &fstest.MapFile{Data: []byte("---\nid: a\nlocale: en\ntitle: A\nquestions:\n  - what is a\n---\nText.\n")}}})
	if err != nil {
		tb.Fatal(err)
	}
	return p.Bundles[p.Head.Bundles["en"].Hash]
}

func announce(bundle []byte) []byte {
	return wire.AppendEvent(nil, &wire.Event{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(bundle))}})
}

// BenchmarkEventTaught is the price of an event with a path model on, natively
// and in the engine that ships.
func BenchmarkEventTaught(b *testing.B) {
	bundle := taughtBundle(b)
	b.Run("native", func(b *testing.B) {
		e := engine.New(engine.Config{})
		var out []byte
		taught := false
		benchmarkEvents(b, func(batch []byte) (err error) {
			out, err = e.HandleBytes(batch, out[:0])
			if err == nil && !taught {
				taught = true
				e.Bundle(bundle)
				out, err = e.HandleBytes(announce(bundle), out[:0])
			}
			return err
		})
	})
	b.Run("wazero", func(b *testing.B) {
		h := newHost(b, shipped(b, build.TinyGo))
		taught := false
		benchmarkEvents(b, func(batch []byte) error {
			_, err := h.Handle(batch)
			if err != nil || taught {
				return err
			}
			taught = true
			if err := h.Bundle(bundle); err != nil {
				return err
			}
			_, err = h.Handle(announce(bundle))
			return err
		})
	})
}
