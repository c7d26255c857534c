package model_test

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/predict/model/modeltest"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// large is a model as large as they get: 200 places, 240 trees of 16 leaves.
func large(t testing.TB) []byte {
	t.Helper()
	path := outlook.Parts{Slope: 1, Contexts: map[uint32]float64{}, Trees: modeltest.Forest(outlook.Columns, 100)}
	way := course.Parts{Slope: 1, Contexts: map[uint32]course.Known{}, Trees: modeltest.Forest(course.Columns, 50)}
	risk := effort.Parts{Slope: 1, Places: map[uint32]float64{}, Trees: modeltest.Forest(effort.Whole, 90)}
	places := map[uint32]model.Place{}
	for i := range uint32(200) {
		places[i*77] = model.Place{Median: 3000}
		risk.Places[i*77] = 0.1
		if i < 24 {
			path.Known = append(path.Known, i*77)
		}
	}
	for i := range uint32(2000) {
		path.Contexts[i*7919] = 0.5
		way.Contexts[i*7919] = course.Known{Odds: 0.5, Left: 2}
	}
	po, err := path.Encode()
	if err != nil {
		t.Fatal(err)
	}
	co, err := way.Encode()
	if err != nil {
		t.Fatal(err)
	}
	eo, err := risk.Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := (&model.Parts{Places: places, Outlook: po, Course: co, Effort: eo}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var routes = [7]string{"/a", "/b", "/c", "/d", "/e", "/f", "/g"}

// event is the i-th of an endless session: a click every half second, a move
// every 50 ms, a new place every ten seconds.
func event(i uint32) wire.Event {
	ev := wire.Event{Act: wire.Act{Kind: wire.EventMove, Flags: wire.FlagTrusted, At: i * 50, Target: i % 40}}
	switch {
	case i%200 == 0:
		ev.Kind, ev.Body = wire.EventPlace, &wire.Place{Route: routes[i/200%7]}
	case i%10 == 0:
		ev.Kind = wire.EventClick
	}
	return ev
}

// BenchmarkObserve prints the time of an event with a model on, and the bytes
// that a session keeps.
func BenchmarkObserve(b *testing.B) {
	m, err := model.Open(large(b))
	if err != nil {
		b.Fatal(err)
	}
	w, p := model.NewWatch(m), journey.New()
	b.ReportAllocs()
	for i := range uint32(b.N) {
		ev := event(i)
		p.Apply(&ev)
		w.Observe(p, &ev, 0.03)
	}
	b.ReportMetric(float64(unsafe.Sizeof(*w)), "B/session")
}

// BenchmarkJudge prints the time of one judgement, which walks every tree.
func BenchmarkJudge(b *testing.B) {
	m, err := model.Open(large(b))
	if err != nil {
		b.Fatal(err)
	}
	w, p := model.NewWatch(m), journey.New()
	for i := range uint32(1000) {
		ev := event(i)
		p.Apply(&ev)
		w.Observe(p, &ev, 0.03)
	}
	b.ResetTimer()
	for range b.N {
		w.Judge(p, 0.03)
	}
}

// TestMemoryIsConstant wants no byte more after many events than after few.
func TestMemoryIsConstant(t *testing.T) {
	m, err := model.Open(large(t))
	if err != nil {
		t.Fatal(err)
	}
	w, p := model.NewWatch(m), journey.New()
	i := uint32(0)
	session := func() {
		for range 10_000 {
			ev := event(i)
			p.Apply(&ev)
			w.Observe(p, &ev, 0.03)
			i++
		}
	}
	heap := func() uint64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	session()
	few := heap()
	for range 20 {
		session()
	}
	if many := heap(); many > few+64<<10 {
		t.Errorf("%d bytes after 10,000 events, %d after 210,000", few, many)
	}
	runtime.KeepAlive(w)
}
