package history

import "github.com/lamplight-help/lamplight/engine/num"

// The features of a row that need no model. Logarithms are of 1 plus seconds
// or counts; shares are between 0 and 1; what is not known yet is -1.
const (
	Age          = iota // of the session
	Stays               // so far
	Dwell               // of this stay
	DwellSelf           // of this stay, over the visitor's mean dwell
	DwellBefore         // of the stay before
	DwellBefore2        // and of the one before that
	Acts                // gestures in this stay
	ActsRate            // of gestures in this stay, per second
	VisitsHere          // of this place so far
	ShareHere           // of all stays that were here
	DwellHere           // at this place so far
	AwayFrom            // since this place was last left, -1 the first time
	Distinct            // places so far
	Returned            // the place before last is this one
	Alternations        // how many stays in a row went back and forth between two
	NewRecently         // places first seen among the latest stays
	Helps               // how often help was sought
	HelpShare           // of stays in which it was
	HelpAgo             // since then, -1 never
	HelpStays           // stays since then, -1 never
	HelpPlace           // the stay in which it was is a latest one: how many back, 12 never
	Moves20             // arrivals, by half-life
	Moves120            //
	Moves600            //
	Dwell20             // seconds of dwell, by half-life
	Dwell120            //
	Dwell600            //
	Acts20              // gestures, by half-life
	Acts120             //
	Acts600             //
	Help20              // help sought, by half-life
	Help120             //
	Help600             //
	Fail20              // failures, by half-life
	Fail120             //
	Fail600             //
	Helped              // share of stays here that led to help
	HelpedTimes         // how many stays here led to help
	First               // how many places were known before this one
	TimeHere            // share of the session spent here
	HelpRate            // help sought over arrivals, half-life of ten minutes
	Self                // how many these are
)

// Row writes the Self features at a time into row.
func (h *History) Row(row []float32, now uint32) {
	_ = row[Self-1]
	h.stayRow(row, now)
	h.helpRow(row, now)
	put(row[Moves20:], &h.moves, now, 1)
	put(row[Dwell20:], &h.dwells, now, 0.001)
	put(row[Acts20:], &h.acts, now, 1)
	put(row[Help20:], &h.help, now, 1)
	put(row[Fail20:], &h.fails, now, 1)
	h.placeRow(row, now)
}

func put(row []float32, d *decayed, now uint32, scale float64) {
	for i, v := range d.read(now) {
		row[i] = float32(float64(v * scale))
	}
}

// log1 is the logarithm of 1 plus x.
func log1(x float64) float32 { return float32(num.Log(1 + x)) }

func seconds(ms uint32) float64 { return float64(ms) / 1000 }

func (h *History) stayRow(row []float32, now uint32) {
	row[Age] = log1(seconds(now - h.start))
	row[Stays] = log1(float64(h.count))
	for _, f := range []int{Dwell, DwellSelf, DwellBefore, DwellBefore2, Acts, ActsRate} {
		row[f] = -1
	}
	v := h.back(0)
	if v == nil {
		return
	}
	dwell := v.dwell
	if dwell == 0 {
		dwell = now - v.at
	}
	mean := float64(now-h.start) / float64(h.count)
	row[Dwell] = log1(seconds(dwell))
	row[DwellSelf] = float32(float64(dwell) / max(mean, 1))
	row[Acts] = log1(float64(v.acts))
	row[ActsRate] = float32(float64(v.acts) / max(seconds(dwell), 1))
	if b := h.back(1); b != nil {
		row[DwellBefore] = log1(seconds(b.dwell))
	}
	if b := h.back(2); b != nil {
		row[DwellBefore2] = log1(seconds(b.dwell))
	}
}

func (h *History) placeRow(row []float32, now uint32) {
	row[VisitsHere], row[ShareHere], row[DwellHere], row[AwayFrom] = 0, 0, 0, -1
	row[Distinct] = float32(h.distinct())
	row[Returned], row[Alternations], row[NewRecently] = 0, 0, 0
	for f := Helped; f < Self; f++ {
		row[f] = 0
	}
	v := h.back(0)
	if v == nil {
		return
	}
	s := h.spot(v.place)
	row[VisitsHere] = log1(float64(s.visits))
	row[ShareHere] = float32(float64(s.visits) / float64(h.count))
	row[DwellHere] = log1(seconds(s.dwell))
	row[Helped] = float32((float64(s.helped) + 0.2) / float64(s.visits+1))
	row[HelpedTimes] = float32(s.helped)
	row[First] = float32(s.first)
	row[TimeHere] = float32(float64(s.dwell) / max(float64(now-h.start), 1))
	row[HelpRate] = row[Help600] / (row[Moves600] + 1)
	for i := uint32(1); ; i++ {
		b := h.back(i)
		if b == nil {
			break
		}
		if b.place == v.place {
			row[AwayFrom] = log1(seconds(v.at - min(v.at, b.at+b.dwell)))
			break
		}
	}
	row[Alternations] = float32(h.alternations())
	if row[Alternations] > 0 {
		row[Returned] = 1
	}
	for i := uint32(0); ; i++ {
		b := h.back(i)
		if b == nil {
			break
		}
		if s := h.spot(b.place); s.visits == 1 {
			row[NewRecently]++
		}
	}
}

// alternations counts the stays that went back to the place before last.
func (h *History) alternations() (n int) {
	for i := uint32(0); ; i++ {
		a, b := h.back(i), h.back(i+2)
		if a == nil || b == nil || a.place != b.place {
			return n
		}
		n++
	}
}

func (h *History) helpRow(row []float32, now uint32) {
	row[Helps] = log1(float64(h.helps))
	row[HelpShare] = float32(float64(h.helps) / float64(h.count+1))
	row[HelpAgo], row[HelpStays], row[HelpPlace] = -1, -1, recent
	if h.helps == 0 {
		return
	}
	row[HelpAgo] = log1(seconds(now - h.helpAt))
	row[HelpStays] = log1(float64(h.count - h.helpFrom))
	row[HelpPlace] = float32(min(h.count-h.helpFrom, recent))
}
