package struggle_test

import (
	"runtime"
	"sort"
	"testing"
	"time"
	"unsafe"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// traffic is the whole corpus as one long session: every detector has work.
func traffic(tb testing.TB) []wire.Event {
	tb.Helper()
	var out []wire.Event
	base := uint32(0)
	for _, part := range []string{"quiet", "true"} {
		cases, err := corpus.Read("../testdata/journeys/" + part)
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range cases {
			last := base
			for _, e := range c.Events {
				e.At = base + e.At%600_000
				last = max(last, e.At)
				out = append(out, e)
			}
			base = last + 10_000
		}
	}
	return out
}

// TestHardening25Flood sends a million events and wants memory to stay where
// it was.
func TestHardening25Flood(t *testing.T) {
	events := traffic(t)
	p, d := journey.New(), struggle.New(struggle.Config{})
	feed := func(n int) {
		for i := range n {
			e := events[i%len(events)]
			if p.Apply(&e) {
				d.Observe(p, &e)
				p.ExpectTick(d.NextWake())
			}
		}
	}
	feed(10_000)
	few := heap()
	n := 1_000_000
	if testing.Short() {
		n = 100_000
	}
	feed(n)
	if many := heap(); many > few+1<<16 {
		t.Errorf("%d bytes after 10,000 events, %d after %d", few, many, n)
	}
	t.Logf("path %d bytes, detectors %d bytes, whatever happens", unsafe.Sizeof(*p), unsafe.Sizeof(*d))
}

// heap is what is reachable, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestHotPathAllocatesNothing wants gestures and signs of life to be free.
func TestHotPathAllocatesNothing(t *testing.T) {
	p, d := journey.New(), struggle.New(struggle.Config{})
	var hot []wire.Event
	for _, e := range traffic(t) {
		if e.Body == nil {
			hot = append(hot, e)
		} else {
			p.Apply(&e)
		}
	}
	if got := testing.AllocsPerRun(3, func() {
		for i := range hot {
			e := hot[i]
			if p.Apply(&e) {
				d.Observe(p, &e)
			}
		}
	}); got != 0 {
		t.Errorf("%.0f allocations in %d hot events", got, len(hot))
	}
}

// BenchmarkObserve is what the path and all detectors take per event.
func BenchmarkObserve(b *testing.B) {
	events := traffic(b)
	p, d := journey.New(), struggle.New(struggle.Config{})
	took := make([]time.Duration, 0, 1<<16)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		e := events[i%len(events)]
		start := time.Now()
		if p.Apply(&e) {
			d.Observe(p, &e)
		}
		if len(took) < cap(took) {
			took = append(took, time.Since(start))
		}
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
	b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
}
