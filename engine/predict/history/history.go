package history

import "github.com/lamplight-help/lamplight/engine/num"

// Sizes. Memory is bounded by them and independent of the session's length.
const (
	recent    = 12 // stays remembered in order
	places    = 32 // places with counts of their own, the longest unused goes first
	halfLives = 3
)

// MaxKnown is how many places of a model have decayed counts of their own.
const MaxKnown = 24

// lives are the half-lives in ms.
var lives = [halfLives]float64{20_000, 120_000, 600_000}

// decayed is a sum that halves with time, for every half-life.
type decayed struct {
	v  [halfLives]float64
	at uint32
}

func (d *decayed) add(x float64, now uint32) {
	v := d.read(now)
	for i := range v {
		v[i] += x
	}
	d.v, d.at = v, now
}

// read returns the sums at a later time.
func (d *decayed) read(now uint32) (v [halfLives]float64) {
	dt := float64(now - d.at)
	for i := range v {
		if d.v[i] > 1e-6 {
			v[i] = float64(d.v[i] * num.Exp(-0.6931471805599453*dt/lives[i]))
		}
	}
	return v
}

// visit is one stay that is over or going on.
type visit struct {
	place uint32
	at    uint32
	dwell uint32
	acts  uint32
	known int32 // its number in the model, or -1
	led   bool  // help was sought soon after
}

// spot is what is remembered of one place.
type spot struct {
	place  uint32
	visits uint32
	last   uint32
	dwell  uint32 // sum, ms
	first  uint32 // how many places were known before
	helped uint32 // stays that were followed by help
	help   bool   // help was sought here
}

// History is the memory. The zero value is an empty one.
type History struct {
	began  bool
	start  uint32
	count  uint32 // stays so far
	places uint32 // places so far
	ring   [recent]visit
	spots  [places]spot
	moves  decayed // arrivals
	dwells decayed // ms of dwell
	acts   decayed // gestures
	known  familiar
	fails  decayed // refused fields, failed requests, errors

	helps    uint32 // help places or searches so far
	helpAt   uint32
	help     decayed
	helpFrom uint32 // stays when help was last sought
}

// Visit notes the arrival at a place. known is its number in the model, or -1.
// The stay before is over.
func (h *History) Visit(place uint32, known int, now uint32) {
	if !h.began {
		h.began, h.start = true, now
	}
	h.Leave(now)
	h.count++
	h.ring[h.count%recent] = visit{place: place, at: now, known: int32(known)}
	s := h.spot(place)
	s.visits++
	s.last = now
	h.moves.add(1, now)
	h.known.arrive(known, now)
}

// Leave ends the stay, if one is going on. Time until the next Visit counts as
// spent nowhere.
func (h *History) Leave(now uint32) {
	v := h.back(0)
	if v == nil || v.dwell != 0 {
		return
	}
	v.dwell = max(now-v.at, 1)
	s := h.spot(v.place)
	s.dwell += v.dwell
	h.dwells.add(float64(v.dwell), now)
	h.known.leave(int(v.known), v.dwell, now)
}

// Act notes n gestures at the present place.
func (h *History) Act(n uint32, now uint32) {
	if v := h.back(0); v != nil {
		v.acts += n
	}
	h.acts.add(float64(n), now)
}

// Fail notes that something was refused or did not work.
func (h *History) Fail(now uint32) { h.fails.add(1, now) }

// soon is how long before help a stay may have ended to have led to it, ms.
const soon = 60_000

// Help notes that help was sought.
func (h *History) Help(now uint32) {
	h.helps++
	h.helpAt, h.helpFrom = now, h.count
	h.help.add(1, now)
	v := h.back(0)
	if v == nil {
		return
	}
	h.spot(v.place).help = true
	for i := uint32(1); ; i++ {
		v := h.back(i)
		if v == nil || now-v.at-v.dwell > soon {
			return
		}
		if !v.led {
			v.led = true
			h.spot(v.place).helped++
		}
	}
}

// back returns the i-th latest stay, 0 the present one; nil beyond.
func (h *History) back(i uint32) *visit {
	if i >= h.count || i >= recent {
		return nil
	}
	return &h.ring[(h.count-i)%recent]
}

// spot returns the entry of a place. When all are taken, the place that was
// not visited for the longest makes room.
func (h *History) spot(place uint32) *spot {
	free := &h.spots[0]
	for i := range &h.spots {
		s := &h.spots[i]
		switch {
		case s.visits == 0:
			if free.visits > 0 {
				free = s
			}
		case s.place == place:
			return s
		case free.visits > 0 && s.last < free.last:
			free = s
		}
	}
	*free = spot{place: place, first: h.places}
	h.places++
	return free
}

// distinct is how many places were seen, at most the size of the table.
func (h *History) distinct() (n int) {
	for i := range &h.spots {
		if h.spots[i].visits > 0 {
			n++
		}
	}
	return n
}
