package prediction

import (
	"slices"

	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// alertEvery is how many ms of a session allow one alert. What was not used
// may be used later, never sooner.
const alertEvery = 600_000

// run is a set of sessions with their scores in the order of time.
type run struct {
	seekings [][]uint32    // by session: when help was sought
	moments  [][]alertable // by session
}

type alertable struct {
	at    uint32
	score float64
}

func newRun(sessions []learn.Session, moments []learn.Moment, scored []metric.Scored) *run {
	r := &run{moments: make([][]alertable, len(sessions))}
	for i := range sessions {
		r.seekings = append(r.seekings, sessions[i].Seekings())
	}
	for i := range moments {
		s := moments[i].Session
		r.moments[s] = append(r.moments[s], alertable{moments[i].At, scored[i].Score})
	}
	return r
}

// alerts gives an alert whenever a score reaches the threshold, none was given
// within the horizon, and the session so far allows one more. It returns the share of help-seekings with an
// alert in the minute before, and the median of how long before, in seconds.
func (r *run) alerts(threshold float64) (recall, lead float64) {
	var leads []float64
	all := 0
	for s, list := range r.moments {
		var given []uint32
		for _, m := range list {
			allowed := len(given) < 1+int(m.at/alertEvery)
			apart := len(given) == 0 || m.at-given[len(given)-1] >= learn.Horizon
			if m.score >= threshold && allowed && apart {
				given = append(given, m.at)
			}
		}
		all += len(r.seekings[s])
		for _, at := range r.seekings[s] {
			if i := slices.IndexFunc(given, func(g uint32) bool { return g <= at && at-g <= learn.Horizon }); i >= 0 {
				leads = append(leads, float64(at-given[i])/1000)
			}
		}
	}
	slices.Sort(leads)
	if len(leads) > 0 {
		lead = leads[len(leads)/2]
	}
	return float64(len(leads)) / float64(max(all, 1)), lead
}

// best is the threshold with the highest recall. It is chosen on sessions that
// were learned from, scored by what was learned from others.
func (r *run) best() float64 {
	best, most := 0.5, -1.0
	for t := 0.02; t < 0.9; t += 0.02 {
		if recall, _ := r.alerts(t); recall > most {
			best, most = t, recall
		}
	}
	return best
}
