package outlook

import (
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Follow brings the history up to date with one event. The place is known by
// its key in the journey; the model may be nil.
func Follow(h *history.History, m *Model, ev *wire.Event, place uint32) {
	switch ev.Kind {
	case wire.EventPlace:
		known := -1
		if m != nil {
			known = m.Place(place)
		}
		h.Visit(place, known, ev.At)
	case wire.EventHelp, wire.EventFind, wire.EventAsk:
		h.Help(ev.At)
	case wire.EventHidden, wire.EventLeave:
		h.Leave(ev.At)
	case wire.EventClick, wire.EventKey, wire.EventScroll, wire.EventSwipe:
		h.Act(1, ev.At)
	case wire.EventInvalid, wire.EventFault:
		h.Fail(ev.At)
	case wire.EventNetEnd:
		if ev.Code == 0 || ev.Code >= 400 {
			h.Fail(ev.At)
		}
	}
}
