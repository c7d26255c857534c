package policy

import (
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Some forms are right only after a while. A beacon is for a doubt that stays
// small, or for somebody who waves tips away. The chat is for somebody who
// stays stuck although nothing is left to show. A person is for somebody whom
// help has failed more than once.
const (
	// StaysFor is how long the probability must have been high enough for a
	// beacon or the chat, ms: by then people who get on by themselves have.
	StaysFor = 10_000
	// tiredAfter is how many dismissals in a row make a beacon right at once.
	tiredAfter = 2
	// vainForPerson is how many offers of help without progress after them
	// make a person right.
	vainForPerson = 2
	// vainFor is how long an offer in vain counts, ms.
	vainFor = 600_000
	// deferFor is how long an offer waits for a boundary while the visitor is
	// in the middle of something, ms. Deferring by seconds helps a lot, see
	// Bailey and Konstan (2006).
	deferFor = 5000
	// keptFor is how long after it was last wanted an offer counts as waiting,
	// ms.
	keptFor = 6000
	// nobodyFor is how long nobody is taken to be there after the page found
	// that no person can be reached, ms.
	nobodyFor = 600_000
)

// trend is how the probability went on, and what help has come to so far.
type trend struct {
	place  uint32
	some   uint32 // since when the probability is enough for a beacon, 0 not
	high   uint32 // since when it is enough for the chat, 0 not
	vain   uint8  // offers of help that were followed by no progress
	last   uint32 // time of the last of them
	since  uint32 // since when an offer has waited for its moment
	wanted uint32 // when it was last wanted
	waits  bool
	nobody uint32 // when the page last found that no person can be reached, 0 never
}

// Watch follows the probability. Call it before Decide, at every event;
// progress is the time of the visitor's last progress.
func (p *Policy) Watch(at uint32, r *predict.Risk, progress uint32) {
	t := &p.trend
	if t.place != r.Place {
		t.place, t.some, t.high = r.Place, 0, 0
	}
	t.some = p.since(t.some, at, r, wire.FormBeacon)
	t.high = p.since(t.high, at, r, wire.FormChat)
	if progress >= t.last || at-t.last > vainFor {
		t.vain = 0
	}
	if at-t.wanted > keptFor {
		t.waits = false
	}
}

func (p *Policy) since(was, at uint32, r *predict.Risk, f wire.Form) uint32 {
	if !p.enough(r.Probability, f) {
		return 0
	}
	if was == 0 {
		return max(at, 1)
	}
	return was
}

// waiting notes whether an offer waits for a better moment.
func (p *Policy) waiting(at uint32, yes bool) {
	t := &p.trend
	if yes && !t.waits {
		t.waits, t.since = true, at
	}
	if yes {
		t.wanted = at
	}
}

// defers reports whether an offer should wait some more for a boundary.
func (p *Policy) defers(at uint32) bool { return !p.trend.waits || at-p.trend.since < deferFor }

// inVain notes that help was offered; progress after it makes it forgotten.
func (p *Policy) inVain(at uint32) {
	p.trend.vain, p.trend.last, p.trend.waits = inc(p.trend.vain), at, false
}

// ripe returns when a form may be used at the earliest: now, later, or 0 when
// not as things are. Left tells whether an article fits that was not had.
func (p *Policy) ripe(f wire.Form, now uint32, left bool) uint32 {
	t := &p.trend
	switch f {
	case wire.FormBeacon:
		if p.memory.tired >= tiredAfter {
			return now
		}
		return after(t.some, now)
	case wire.FormChat:
		if left && t.vain == 0 {
			return 0
		}
		return after(t.high, now)
	case wire.FormPerson:
		if t.vain < vainForPerson || t.nobody != 0 && now-t.nobody < nobodyFor {
			return 0
		}
		return after(t.high, now)
	}
	return now
}

// after returns when StaysFor is over, at least now; 0 when it has not begun.
func after(since, now uint32) uint32 {
	if since == 0 {
		return 0
	}
	return max(since+StaysFor, now)
}
