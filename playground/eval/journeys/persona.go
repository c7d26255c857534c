package journeys

import (
	"github.com/lamplight-help/lamplight/engine/wire"
)

// persona is a kind of visitor: how often they get into trouble, and what they
// do with a tip.
type persona struct {
	name    string
	trouble int // journeys with trouble, of a hundred
	after   uint32
	answer  []wire.EventKind // taken in turn by a seeded draw
}

// personas cover how people were seen to treat offers of help: some take them,
// many wave them away, some never react, a few want none at all.
var personas = []persona{
	{"novice", 60, 2500, []wire.EventKind{wire.EventAccepted, wire.EventAccepted, wire.EventFollowed, wire.EventDismissed}},
	{"regular", 25, 1800, []wire.EventKind{wire.EventAccepted, wire.EventDismissed, wire.EventDismissed, 0}},
	{"expert", 5, 900, []wire.EventKind{wire.EventDismissed, wire.EventDismissed, wire.EventNever}},
	{"absent", 30, 0, []wire.EventKind{0}},
}

// draws is a seeded sequence of numbers (splitmix64).
type draws uint64

func (d *draws) next(n int) int {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}
