package effort

import "github.com/lamplight-help/lamplight/engine/num"

// The features of a row. Logarithms are of 1 plus seconds, px/100 or counts.
const (
	Waited     = iota // since the arrival
	Acts              // presses, keys and scrolls
	Idle              // since the last act, or the arrival
	First             // until the first act, or until now
	GapMean           // between acts, bursts left out
	GapMax            // the present one counts
	GapLast           // the last one over the mean
	GapSpread         // standard deviation of the logarithms
	IdleSelf          // the present one over the mean
	Bursts            // share of acts
	Presses           //
	Keys              //
	Scrolls           //
	Targets           // different elements
	Repeats           // acts on an element that was left in between, share
	Same              // presses on the element pressed last
	PerTarget         // acts per element
	Inert             // presses on what is not interactive
	Dead              // presses without an answer
	Deletes           //
	Chosen            //
	Turns             // changes of the kind of act
	Travel            // px per press
	Farthest          // longest way between presses
	Back              // turns of the vertical direction
	Height            // of what was pressed
	PressShare        // of acts
	Thought           // share of the time that was spent in pauses above twice the mean
	Lately            // acts, with a half-life of three seconds
	Gaps              // pauses between acts, bursts left out
	LastX             // where the last press was, px
	LastY             //
	LastRole          // of what was pressed last
	Columns           // how many these are
)

func log1(x float64) float32 { return float32(num.Log(1 + x)) }

func seconds(ms uint32) float64 { return float64(ms) / 1000 }

// Row writes the Columns features at a time into row.
func (e *Effort) Row(row []float32, now uint32) {
	_ = row[Columns-1]
	acts := float64(e.acts)
	since, first := e.start, now
	if e.acts > 0 {
		since, first = e.last, e.first
	}
	idle := now - since
	row[Waited] = log1(seconds(now - e.start))
	row[Acts] = log1(acts)
	row[Idle] = log1(seconds(idle))
	row[First] = log1(seconds(first - e.start))
	e.rhythm(row, idle)
	row[Bursts] = float32(float64(e.bursts) / (acts + 1))
	row[Presses], row[Keys], row[Scrolls] = log1(float64(e.presses)), log1(float64(e.keys)), log1(float64(e.scrolls))
	row[Targets] = float32(e.known)
	row[Repeats] = float32(float64(e.again) / (acts + 1))
	row[Same] = float32(float64(e.same) / (acts + 1))
	row[PerTarget] = float32(acts / float64(e.known+1))
	row[Inert], row[Dead] = float32(e.inert), float32(e.dead)
	row[Deletes], row[Chosen] = float32(e.deletes), float32(e.chosen)
	row[Turns] = float32(float64(e.turns) / (acts + 1))
	row[Travel] = log1(e.travel / 100 / float64(max(e.presses, 1)))
	row[Farthest] = log1(e.farthest / 100)
	row[Back] = float32(e.back)
	row[Height] = float32(int32(e.bottom)-int32(e.top)) / 100
	row[Lately] = float32(float64(e.lately * fade(idle)))
	row[Gaps] = log1(float64(e.gaps))
	row[LastX], row[LastY], row[LastRole] = float32(e.x), float32(e.y), float32(e.role)
	row[PressShare] = float32(float64(e.presses) / (acts + 1))
}

func (e *Effort) rhythm(row []float32, idle uint32) {
	n := float64(max(e.gaps, 1))
	mean := e.sum / n
	row[GapMean] = log1(mean / 1000)
	row[GapMax] = log1(seconds(max(e.longest, idle)))
	row[GapLast] = float32(float64(e.lastGap) / (mean + 300))
	l := e.logs / n
	row[GapSpread] = float32(num.Sqrt(max(e.squares/n-float64(l*l), 0)))
	row[IdleSelf] = float32(float64(idle) / (mean + 300))
	row[Thought] = float32(float64(e.longest) / (e.sum + 300))
}
