package learn

import (
	"crypto/md5"
	"math/big"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Times are those at which an episode is judged, ms.
var Times = []uint32{3000, 5000, 8000, 12000}

// Often are the times at which an episode is looked at to learn from it: each
// look shows the same person a little further on. On the learnt part of the
// episodes that was worth a hundredth of AUROC at the Times in between.
var Often = often()

func often() (list []uint32) {
	for at := uint32(1000); at <= 14_000; at += 500 {
		list = append(list, at)
	}
	return list
}

// Look is an episode at one time: what was seen up to then, and how it ended.
type Look struct {
	Task  string
	Group string
	At    uint32
	Place uint32
	Row   []float32 // effort.Whole
	Fails bool
}

// Looks returns an episode at each of the times before its end.
func Looks(e *miniwob.Episode, times []uint32) (out []Look) {
	for _, at := range times {
		if uint32(e.Dur) <= at {
			break
		}
		out = append(out, Look{Task: e.Task, Group: e.Group, At: at, Place: journey.Hash("/" + e.Task), Row: row(e, at), Fails: e.OK == 0})
	}
	return out
}

// row runs what was recorded up to a time through the engine's own stages.
func row(e *miniwob.Episode, at uint32) []float32 {
	p, d, h, f := journey.New(), struggle.New(struggle.Config{}), predict.New(predict.Config{}), new(effort.Effort)
	var risk predict.Risk
	step := func(ev wire.Event) {
		if p.Apply(&ev) {
			f.Observe(p, &ev)
			risk = h.Update(p, &ev, d.Observe(p, &ev))
		}
	}
	for _, ev := range miniwob.Map(until(e, at)) {
		ev.At = min(ev.At, at)
		tick(p, d, ev.At, step)
		step(ev)
	}
	tick(p, d, at, step)
	out := make([]float32, effort.Whole)
	f.Row(out, at)
	out[effort.Evidence] = float32(risk.Probability) / 1000
	return out
}

// tick gives the detectors the time they asked for, up to now.
func tick(p *journey.Path, d *struggle.Detectors, now uint32, step func(wire.Event)) {
	for wake := d.NextWake(); wake != 0 && wake <= now && wake > p.Now(); wake = d.NextWake() {
		step(wire.Event{Act: wire.Act{Kind: wire.EventTick, At: wake}})
	}
}

// until cuts an episode. Whether the page changed after the last gesture that
// is left is known only by the next one, so it is left open.
func until(e *miniwob.Episode, at uint32) *miniwob.Episode {
	c := *e
	c.Events = nil
	for i := range e.Events {
		if uint32(e.Events[i].At) <= at {
			c.Events = append(c.Events, e.Events[i])
		}
	}
	if n := len(c.Events); n > 0 {
		c.Events[n-1].Changed = false
	}
	return &c
}

// SameSite reports whether a group is learned from when a file is divided: the
// MD5 of its name as an integer, modulo 10, is below 6.
func SameSite(group string) bool {
	sum := md5.Sum([]byte(group))
	n := new(big.Int).SetBytes(sum[:])
	return n.Mod(n, big.NewInt(10)).Int64() < 6
}
