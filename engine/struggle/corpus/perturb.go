package corpus

import (
	"path/filepath"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Perturbed measures the corpus as other people would have acted it: every
// pause a little shorter or longer, the pointer a few px beside. Rules that
// fit the written times only, fall here. Each case is played once per speed.
func Perturbed(dir string) (*Score, error) {
	s := new(Score)
	for _, part := range []struct {
		name  string
		count *int
	}{{"quiet", &s.Quiet}, {"true", &s.True}} {
		cases, err := Read(filepath.Join(dir, part.name))
		if err != nil {
			return nil, err
		}
		for i, speed := range speeds {
			for j := range cases {
				c := cases[j]
				c.Events = perturb(c.Events, speed, uint32(i*1000+j+1))
				s.judge(part.name, &c)
				*part.count++
			}
		}
	}
	return s, nil
}

// speeds stretch all times, in percent.
var speeds = []uint32{90, 95, 105, 110, 120}

// Reach of the changes beside the speed: each pause by up to a twelfth, the
// pointer by up to 3 px.
const (
	pauseShare = 12
	pointerOff = 3
)

func perturb(events []wire.Event, speed, seed uint32) []wire.Event {
	out := make([]wire.Event, len(events))
	at, before := uint32(0), uint32(0)
	for i, e := range events {
		gap := uint32(0)
		if e.At > before {
			gap = uint32(uint64(e.At-before) * uint64(speed) / 100)
		}
		before = max(before, e.At)
		gap += draw(&seed, gap/pauseShare+1)
		at += gap - min(gap, draw(&seed, gap/pauseShare+1))
		e.At = at
		if e.X != 0 || e.Y != 0 {
			if e.Kind != wire.EventSwipe {
				e.X += int16(draw(&seed, 2*pointerOff+1)) - pointerOff
				e.Y += int16(draw(&seed, 2*pointerOff+1)) - pointerOff
			}
		}
		out[i] = e
	}
	return out
}

// draw is a number below n from a seeded sequence.
func draw(seed *uint32, n uint32) uint32 {
	*seed = *seed*1664525 + 1013904223
	return uint32(uint64(*seed) * uint64(n) >> 32)
}
