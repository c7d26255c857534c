package course

import "github.com/lamplight-help/lamplight/engine/num"

// The features of a row after the log-odds of the keys. Logarithms are of 1
// plus seconds or counts.
const (
	Spent    = Keys + iota // on the way to this goal
	Against                // the logarithm of that, less what was usual here
	Here                   // in this stay
	Idle                   // since the latest act
	IdleSelf               // over the visitor's own median pause
	IdleMost               // over the longest pause before
	Steps                  //
	Acts                   //
	Rate                   // acts per second
	Retries                // share of the steps
	Run                    // repetitions of the latest step
	Backs                  //
	Places                 //
	Fails                  //
	Helps                  //
	HelpAgo                // -1 never
	Longest                // pause
	Gap                    // the visitor's own median pause
	Columns                // how many these are
)

func log1(x float64) float32 { return float32(num.Log(1 + x)) }

func seconds(ms uint32) float64 { return float64(ms) / 1000 }

// Row writes the features that need no model. Own is the median pause of this
// visitor, ms, 0 when unknown.
func (c *Course) Row(row []float32, now, own uint32) {
	_ = row[Columns-1]
	idle := now - c.last
	pace := float64(own)
	if own == 0 {
		pace = float64(c.pauses+1000) / float64(c.acts+1)
	}
	row[Spent] = log1(seconds(now - c.start))
	row[Here] = log1(seconds(now - c.arrived))
	row[Idle] = log1(seconds(idle))
	row[IdleSelf] = log1(float64(idle) / (pace + 200))
	row[IdleMost] = float32(float64(idle) / (float64(c.longest) + 500))
	row[Steps] = log1(float64(c.n))
	row[Acts] = log1(float64(c.acts))
	row[Rate] = float32(float64(c.acts) / (seconds(now-c.start) + 1))
	row[Retries] = float32(float64(c.retries) / float64(c.n+1))
	row[Run] = log1(float64(c.run))
	row[Backs], row[Places] = log1(float64(c.backs)), log1(float64(c.places))
	row[Fails], row[Helps] = log1(float64(c.fails)), log1(float64(c.helps))
	row[HelpAgo] = -1
	if c.helps > 0 {
		row[HelpAgo] = log1(seconds(now - c.helpAt))
	}
	row[Longest] = log1(seconds(max(c.longest, idle)))
	row[Gap] = log1(pace / 1000)
}
