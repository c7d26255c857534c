package learn

import (
	"math"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
)

// Visitors are divided into mixFolds groups; the first mixRounds of them are
// judged by what the others taught.
const (
	mixFolds  = 3
	mixRounds = 2
)

// leastJudged is how many moments a mix is fitted to at least, and mostJudged
// how many are enough.
const (
	leastJudged = 300
	mostJudged  = 40_000
)

// mix fits how much each part counts, on visitors from whom the parts did not
// learn. With too few of them everything counts in full, over the base that was
// counted.
func (r *Recording) mix(seed uint64) (model.Mix, error) {
	mix := model.Unknown
	if places := r.places(); len(places) > 0 {
		mix.Base = min(max(logit(places.base()), -5), 0)
	}
	var all []Judged
	for fold := range uint32(mixRounds) {
		others, held := r.divide(fold)
		if others.empty() || held.empty() {
			return mix, nil
		}
		p, err := others.parts(seed, true)
		if err != nil {
			return mix, err
		}
		b, err := p.Encode()
		if err != nil {
			return mix, err
		}
		m, err := model.Open(b)
		if err != nil {
			return mix, err
		}
		all = append(all, Judge(m, held)...)
	}
	if len(all) < leastJudged {
		return mix, nil
	}
	return fitMix(thin(all), mix), nil
}

// empty reports whether nothing was recorded but counts.
func (r *Recording) empty() bool {
	return len(r.Sessions)+len(r.Episodes)+len(r.Walks)+len(r.Trails) == 0
}

// divide puts the visitors of one fold aside. Counts have no visitors; they
// stay with the others.
func (r *Recording) divide(fold uint32) (others, held *Recording) {
	others, held = &Recording{Counts: r.Counts, looked: r.looked}, new(Recording)
	side := func(group string) *Recording {
		if journey.Hash(group)>>7%mixFolds == fold {
			return held
		}
		return others
	}
	for i := range r.Sessions {
		s := side(r.Sessions[i].User)
		s.Sessions = append(s.Sessions, r.Sessions[i])
	}
	for _, e := range r.Episodes {
		s := side(e.Group)
		s.Episodes = append(s.Episodes, e)
	}
	for i := range r.Walks {
		s := side(r.Walks[i].Group)
		s.Walks = append(s.Walks, r.Walks[i])
	}
	for i := range r.Trails {
		s := side(r.Trails[i].User)
		s.Trails = append(s.Trails, r.Trails[i])
	}
	return others, held
}

// thin keeps every n-th moment when there are more than enough.
func thin(list []Judged) []Judged {
	n := (len(list) + mostJudged - 1) / mostJudged
	if n < 2 {
		return list
	}
	out := list[:0]
	for i := 0; i < len(list); i += n {
		out = append(out, list[i])
	}
	return out
}

// Bounds of the fit: how many moments it takes to move a weight half the way
// from 1, and how far it may go. Findings keep a quarter of their weight
// whatever was recorded: recordings hold few of them, and each is about
// something that can be seen to be wrong.
const (
	pull         = 40.0
	mostWeight   = 2.0
	leastSignals = 0.25
)

// fitMix is a logistic regression of what happened on what the parts said, by
// Newton steps of one weight after the other, drawn towards the mix that is
// given.
func fitMix(list []Judged, start model.Mix) model.Mix {
	at := [6]float64{start.Base, start.Place, start.Seek, start.Course, start.Effort, start.Signals}
	from := at
	rows := make([][6]float64, len(list))
	z := make([]float64, len(list))
	for i := range list {
		v := &list[i].Said
		rows[i] = [6]float64{1, v.Place, v.Seek, v.Course, v.Slow + v.Busy, list[i].Signals}
		for k, x := range rows[i] {
			z[i] += at[k] * x
		}
	}
	for range 60 {
		for k := range at {
			g, h := 0.0, 1e-6
			if k > 0 {
				g, h = pull*(from[k]-at[k]), pull
			}
			for i := range rows {
				x := rows[i][k]
				if x == 0 {
					continue
				}
				p := 1 / (1 + math.Exp(-z[i]))
				g += x * (outcome(list[i].Happens) - p)
				h += x * x * p * (1 - p)
			}
			next := clampWeight(k, at[k]+g/h)
			step := next - at[k]
			at[k] = next
			for i := range rows {
				z[i] += step * rows[i][k]
			}
		}
	}
	return model.Mix{Base: at[0], Place: at[1], Seek: at[2], Course: at[3], Effort: at[4], Signals: at[5]}
}

func clampWeight(k int, v float64) float64 {
	switch k {
	case 0:
		return min(max(v, -6), 3)
	case 5:
		return min(max(v, leastSignals), mostWeight)
	}
	return min(max(v, 0), mostWeight)
}

func outcome(happens bool) float64 {
	if happens {
		return 1
	}
	return 0
}
