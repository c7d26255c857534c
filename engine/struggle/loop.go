package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Loop: the visitor comes to the same step or place again and again and gets
// nowhere.
//
// A step that begins for the third time, or the same way between two places
// gone for the third time within three minutes, with no progress since the
// first time. The same way means: from the same place, to the same place with
// the same title, by the same control where that is known. Going back is no
// way of its own.
//
// The same over actions: two switches that are turned on and off in turn, five
// presses A, B, A, B, A within a minute and nothing typed between. Somebody
// tries what they do, and they do not do what was expected.
//
// Silent: lists whose entries are opened one after the other (another control,
// another title), tabs, places that are read: half of the stays in the loop
// must be shorter than 15 s.
type loop struct {
	way  [16]way
	next uint32
	said uint32 // the way that was reported last
	at   uint32 // when
	n    uint16 // and how often it had been gone

	turns  uint16 // presses in a row that came back to the switch before the last
	undone uint16 // those of them that turned something off
}

// way is one move from place to place, or the beginning of a step.
type way struct {
	key  uint32
	at   uint32
	stay uint32 // ms at the place before
}

const (
	loopWindow = 180_000 // ms
	loopTimes  = 3
	loopStay   = 15_000 // ms
	turnsLeast = 3
	turnWindow = 60_000 // ms
	loopOther  = 60_000 // ms for which other ways of the same loop are not reported
)

func (d *loop) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventPlace:
		st := s.Stay()
		v := s.Visit(0)
		if st.At != s.now || v == nil || st.From == 0 || st.Back || s.byTab(st.By) {
			return
		}
		d.went(s, mix(mix(st.From, st.Place), mix(st.Title, st.ByName)), v.Dwell)
	case wire.EventStep:
		d.went(s, mix(1, s.Step()), 0)
	case wire.EventInput:
		d.turns = 0
	default:
		d.turned(s)
	}
}

// turned counts presses that alternate between two switches.
func (d *loop) turned(s *scene) {
	r, a, b := s.pressed(), s.Press(1), s.Press(2)
	if r == nil {
		return
	}
	if a == nil || b == nil || r.Owner != b.Owner || r.Owner == a.Owner || r.Role != a.Role || r.Place != b.Place ||
		r.At-b.At > turnWindow/2 || r.Traits&madeForPressing != 0 || r.Role == wire.RoleTab || fastRole(r.Role) {
		d.turns, d.undone = 0, 0
		return
	}
	d.turns = more(d.turns)
	if r.Traits&wire.TraitSelected != 0 {
		d.undone = more(d.undone)
	}
	if d.turns >= turnsLeast && d.undone > 0 {
		s.raise(wire.CauseLoop, r.Owner, d.turns, 550+min(d.turns-turnsLeast, 3)*100)
	}
}

func (d *loop) went(s *scene, key, stay uint32) {
	d.way[d.next%uint32(len(d.way))] = way{key, s.now, stay}
	d.next++
	n, long := uint16(0), uint16(0)
	for _, w := range &d.way {
		if w.key == key && s.now-w.at <= loopWindow && (s.Progress() == 0 || w.at > s.Progress()) {
			n++
			if w.stay > loopStay {
				long++
			}
		}
	}
	if n < loopTimes || long*2 > n || d.said != 0 && d.said != key && n <= d.n && s.now-d.at <= loopOther {
		return
	}
	d.said, d.at, d.n = key, s.now, n
	s.raise(wire.CauseLoop, 0, n, 600+min(n-loopTimes, 3)*100)
}

func (s *scene) byTab(by uint32) bool {
	e := s.Element(by)
	return e != nil && e.Role == wire.RoleTab
}

// mix joins two hashes into one that is not 0.
func mix(a, b uint32) uint32 { return max((a^b*0x9e3779b1)*16777619+b, 1) }
