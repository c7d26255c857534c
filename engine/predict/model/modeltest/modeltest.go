// Package modeltest makes models for tests: they have something to say about
// the very journeys that a test plays.
package modeltest

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Of returns a model that knows the places and ways of journeys. What it says
// of them is drawn from their numbers: the same on every machine, true of
// nothing.
func Of(t testing.TB, journeys ...[]wire.Event) []byte {
	t.Helper()
	ways, outlooks := map[uint32]course.Known{}, map[uint32]float64{}
	parts := model.Parts{Places: map[uint32]model.Place{}, Mix: model.Mix{Base: -2, Place: 1, Seek: 0.7, Course: 0.8, Effort: 0.6, Signals: 0.9}}
	risks := effort.Parts{Slope: 1, Places: map[uint32]float64{}}
	var places []uint32
	for _, events := range journeys {
		p, c, h := journey.New(), new(course.Course), new(history.History)
		for i := range events {
			ev := events[i]
			if !p.Apply(&ev) {
				continue
			}
			c.Observe(p, &ev)
			outlook.Follow(h, nil, &ev, p.Stay().Place)
			for _, key := range c.Present(p.Now(), p.Gap.Median(0)) {
				ways[key] = course.Known{Odds: drawn(key), Left: drawn(key) + 3}
			}
			for _, key := range h.Situations(p.Now()) {
				outlooks[key] = drawn(key)
			}
			if key := p.Stay().Place; key != 0 && ev.Kind == wire.EventPlace && len(places) < model.MaxPlaces {
				places = append(places, key)
				parts.Places[key] = model.Place{Median: key % 20_000, P90: key % 60_000, Goal: uint16(key % 1000), Lean: drawn(key)}
				risks.Places[key] = drawn(key)
			}
		}
	}
	parts.Outlook = encoded(t, &outlook.Parts{Slope: 1, Known: places[:min(len(places), history.MaxKnown)], Contexts: most(outlooks, 2000), Trees: Forest(outlook.Columns, 60)})
	parts.Course = encoded(t, &course.Parts{Slope: 1, Contexts: most(ways, 3000), Trees: Forest(course.Columns, 60)})
	risks.Trees = Forest(effort.Whole, 60)
	parts.Effort = encoded(t, &risks)
	return encoded(t, &parts)
}

// encoder is a part that is being made.
type encoder interface{ Encode() ([]byte, error) }

func encoded(t testing.TB, e encoder) []byte {
	t.Helper()
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// drawn is a number from -1.5 to 1.5.
func drawn(key uint32) float64 { return float64(key*2654435761>>20)/4096*3 - 1.5 }

// most keeps the entries with the lowest keys, which are as good as any.
func most[V any](all map[uint32]V, n int) map[uint32]V {
	for limit := uint32(1 << 31); len(all) > n; limit -= limit / 8 {
		for key := range all {
			if key > limit {
				delete(all, key)
			}
		}
	}
	return all
}

// Forest is n trees of 16 leaves over all columns in turn.
func Forest(columns, n int) []byte {
	var list [][]trees.Node
	for k := range n {
		var nodes []trees.Node
		for i := range 15 {
			nodes = append(nodes, trees.Node{Feature: (k*15 + i) % columns, Threshold: float32(i%5) / 2, Left: 2*i + 1, Right: 2*i + 2})
		}
		for i := range 16 {
			nodes = append(nodes, trees.Node{Feature: -1, Mean: float64((i*7+k)%16-8) / 100})
		}
		list = append(list, nodes)
	}
	return trees.Encode(columns, 0, list)
}
