package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Dead swipe: a finger moves over something that does not move along.
//
// A swipe of at least 30 px (PostHog's length) is dead when the page neither
// scrolled, changed, animated nor moved on from shortly before its end until a
// second after it. Two in a row sideways on the same element are reported;
// up and down three, because people also push against the end of a page.
//
// Silent: surfaces, sliders, media, editable regions.
type swipe struct {
	pending bool
	at      uint32
	target  uint32
	need    uint16
	count   uint16
	last    uint32 // time of the last dead one
}

const (
	swipeMin    = 30     // px
	swipeWait   = 1000   // ms
	swipeDuring = 800    // ms before its end that belong to it
	swipeWindow = 15_000 // ms between dead swipes of one row
)

func (d *swipe) observe(s *scene) {
	if d.pending && s.now >= d.at+swipeWait || d.pending && s.ev.Kind == wire.EventSwipe {
		d.judge(s)
	}
	if s.ev.Kind == wire.EventSwipe {
		d.begin(s)
	}
	if d.pending {
		s.ask(d.at + swipeWait)
	}
}

func (d *swipe) begin(s *scene) {
	x, y := abs(int32(s.ev.X)), abs(int32(s.ev.Y))
	o := s.Owner(s.ev.Target)
	if x+y < swipeMin || o.Traits&madeForPressing&^wire.TraitRepeat != 0 || fastRole(o.Role) && o.Role != wire.RoleCell {
		return
	}
	d.need = 3
	if x > y {
		d.need = 2
	}
	if d.target != o.ID || s.now-d.last > swipeWindow {
		d.count = 0
	}
	d.pending, d.at, d.target = true, s.now, o.ID
}

func (d *swipe) judge(s *scene) {
	d.pending = false
	const signs = journey.SignScroll | journey.SignMutation | journey.SignAnimate | journey.SignPlace | journey.SignMedia |
		journey.SignWindow | journey.SignInput
	if s.Signed(signs)+swipeDuring >= d.at && s.Signed(signs) != 0 || s.Away() != 0 || s.LapseEnd() > d.at {
		d.count = 0
		return
	}
	d.last, d.count = s.now, more(d.count)
	if d.count >= d.need {
		s.raise(wire.CauseDeadSwipe, d.target, d.count, 550+min(d.count-d.need, 3)*100)
	}
}
