package history

import "github.com/lamplight-help/lamplight/engine/num"

// familiar is what is remembered of each place that the model knows: decayed
// counts of stays, decayed dwell, and when it was last left. All of it is
// brought to the same time on every arrival, so that a reading needs one
// exponential for each half-life.
type familiar struct {
	at     uint32
	visits [halfLives][MaxKnown]float32
	dwells [halfLives][MaxKnown]float32 // seconds
	left   [MaxKnown]uint32
	been   [MaxKnown]bool
	here   int32 // the present one, or -1
}

// fade brings the sums to a time.
func (f *familiar) fade(now uint32) {
	for j, w := range fading(now - f.at) {
		for i := range MaxKnown {
			f.visits[j][i] *= w
			f.dwells[j][i] *= w
		}
	}
	f.at = now
}

// fading returns what is left of a sum after dt ms, for every half-life.
func fading(dt uint32) (w [halfLives]float32) {
	for i := range w {
		w[i] = float32(num.Exp(-0.6931471805599453 * float64(dt) / lives[i]))
	}
	return w
}

func (f *familiar) arrive(known int, now uint32) {
	if known < 0 || known >= MaxKnown {
		return
	}
	f.fade(now)
	for j := range halfLives {
		f.visits[j][known]++
	}
	f.been[known], f.left[known] = true, now
}

func (f *familiar) leave(known int, dwell, now uint32) {
	if known < 0 || known >= MaxKnown {
		return
	}
	f.fade(now)
	for j := range halfLives {
		f.dwells[j][known] += float32(seconds(dwell))
	}
	f.left[known] = now
}

// Familiar is how many columns Known writes.
const Familiar = (2*halfLives + 1) * MaxKnown

// never stands for the time since a place that was not seen.
const never = 12

// Known writes, for the model's places, the decayed counts of stays, then the
// decayed seconds of dwell, by half-life, then the logarithm of the seconds
// since each was left.
func (h *History) Known(row []float32, now uint32) {
	_ = row[Familiar-1]
	f := &h.known
	for j, w := range fading(now - f.at) {
		for i := range MaxKnown {
			row[j*MaxKnown+i] = f.visits[j][i] * w
			row[(halfLives+j)*MaxKnown+i] = f.dwells[j][i] * w
		}
	}
	for i := range MaxKnown {
		row[2*halfLives*MaxKnown+i] = never
		if f.been[i] {
			row[2*halfLives*MaxKnown+i] = log1(seconds(now - f.left[i]))
		}
	}
}
