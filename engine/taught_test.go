package engine_test

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/predict/model/modeltest"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// follow feeds a stream to an engine that has a model, which may be anything,
// and fails when a number leaves its range. It returns whether the model was
// taken, and how often its parts were among the reasons.
func follow(t interface{ Fatalf(string, ...any) }, model []byte, events []wire.Event) (taken bool, spoke int) {
	e := engine.New(engine.Config{Trace: func(l wire.Traced) {
		if l.Stage != wire.StagePredict || len(l.Reasons) == 0 { // about the model itself
			return
		}
		sum := int32(0)
		for _, r := range l.Reasons {
			sum += int32(r.Weight)
			switch r.Cause {
			case wire.CausePath, wire.CausePace, wire.CauseProgress:
				spoke++
			}
		}
		if l.Value < 0 || l.Value > 1000 || sum != l.Value {
			t.Fatalf("a probability of %d in a thousand, whose reasons add up to %d: %v", l.Value, sum, l.Reasons)
		}
	}})
	taken = e.Teach(model)
	w := watcher{t: t, known: map[uint32]bool{0: true}}
	e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
	for i := range events {
		ev := events[i]
		if ev.Kind != wire.EventHello {
			w.now = max(w.now, ev.At)
		}
		w.take(e.Handle(&ev))
	}
	return taken, spoke
}

// damaged is a model with some bytes changed: not so many that all are refused.
func damaged(good []byte, random *rand.Rand) []byte {
	b := bytes.Clone(good)
	for range random.Intn(4) {
		b[random.Intn(len(b))] = byte(random.Intn(256))
	}
	return b
}

// TestStreamWithModels feeds arbitrary events to engines with good models and
// with damaged ones that can still be read.
func TestStreamWithModels(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	bytesOf := func(n int) []byte {
		b := make([]byte, n)
		random.Read(b)
		return b
	}
	good := modeltest.Of(t, stream(bytesOf(8000)))
	taken, spoke := 0, 0
	for range 60 {
		ok, n := follow(t, damaged(good, random), stream(bytesOf(8000)))
		if ok {
			taken++
		}
		spoke += n
	}
	if t.Logf("%d of 60 models taken, %d reasons of theirs", taken, spoke); taken < 20 || spoke < 1000 {
		t.Errorf("only %d models were taken and gave %d reasons: this tests nothing", taken, spoke)
	}
}

// FuzzStreamWithModel does the same with arbitrary bytes on both sides: edits of
// a good model, three bytes each, or a model that is nothing but bytes.
func FuzzStreamWithModel(f *testing.F) {
	events := []byte("0123456789012345678901234567890123456789")
	good := modeltest.Of(f, stream(events))
	f.Add([]byte{}, false, events)
	f.Add([]byte{200, 0, 7, 1, 1, 255}, false, events)
	f.Add([]byte("LM2"), true, events)
	f.Fuzz(func(t *testing.T, model []byte, whole bool, b []byte) {
		if !whole {
			edits := model
			for model = bytes.Clone(good); len(edits) >= 3; edits = edits[3:] {
				model[(int(edits[0])|int(edits[1])<<8)%len(model)] = edits[2]
			}
		}
		follow(t, model, stream(b))
	})
}
