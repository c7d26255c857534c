package edge_test

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// BenchmarkHandleSend is the core's own work for one message: parse, check,
// store, acknowledge, on SQLite in memory.
func BenchmarkHandleSend(b *testing.B) {
	w := newWorld(b, fast)
	visitor := w.dial(w.ask("question").Token)
	frames := make([]string, 0, 1<<16)
	b.ReportAllocs()
	for b.Loop() {
		if len(frames) == 0 {
			b.StopTimer()
			for range 1000 {
				frames = append(frames, `{"t":"send","id":"`+w.id()+`","text":"My card is not accepted, what can I do?"}`)
			}
			w.sockets[visitor] = nil
			b.StartTimer()
		}
		w.do(edge.Input{Kind: edge.KindFrame, Socket: visitor, Frame: &edge.Frame{Text: frames[len(frames)-1]}})
		frames = frames[:len(frames)-1]
	}
}
