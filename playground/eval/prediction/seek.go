package prediction

import (
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// seek scores, at the end of every stay, whether help is sought within a
// minute. A file with sessions of both splits is read once: what is marked
// train is learned from --train, what is marked valid is scored from --test.
func seek(env *command.Env, args []string) error {
	a, err := parse(env, "seek", args)
	if err != nil {
		return err
	}
	train, err := readAll(a.train, learn.ReadTimeline)
	if err != nil {
		return err
	}
	test, err := readAll(a.test, learn.ReadTimeline)
	if err != nil {
		return err
	}
	train, test = split(train, test)
	vocabulary := learn.Vocabulary(train)
	o := learn.SeekOptions(a.seed)
	o.Blind = a.firstDay
	if a.firstDay {
		vocabulary = nil
	}
	b, err := learn.Outlook(learn.SeekMoments(train, vocabulary, a.firstDay), vocabulary, o)
	if err != nil {
		return err
	}
	scored, moments, err := scoreSeek(b, test, vocabulary, a.firstDay)
	if err != nil {
		return err
	}
	print(env.Stdout, "auroc", metric.AUROC(scored))
	print(env.Stdout, "ap", metric.AP(scored))
	print(env.Stdout, "brier", metric.Brier(scored))
	print(env.Stdout, "ece", metric.ECE(scored))
	recall, lead := alerts(test, moments, scored)
	print(env.Stdout, "recall@1_per_10min", recall)
	print(env.Stdout, "median_lead_s", lead)
	print(env.Stdout, "moments", float64(len(scored)))
	print(env.Stdout, "model_kb", float64(len(b))/1024)
	return nil
}

// split keeps the sessions marked train for learning and those marked
// otherwise for scoring. Files without marks are taken whole.
func split(train, test []learn.Session) (a, b []learn.Session) {
	marked := func(s learn.Session) bool { return s.Split != "" }
	a = slices.DeleteFunc(train, func(s learn.Session) bool { return marked(s) && s.Split != "train" })
	b = slices.DeleteFunc(test, func(s learn.Session) bool { return s.Split == "train" })
	if len(b) == 0 {
		b = test
	}
	return a, b
}

func scoreSeek(b []byte, test []learn.Session, vocabulary []uint32, hidden bool) ([]metric.Scored, []learn.Moment, error) {
	m, err := outlook.Open(b)
	if err != nil {
		return nil, nil, err
	}
	moments := learn.SeekMoments(test, vocabulary, hidden)
	scored := make([]metric.Scored, len(moments))
	for i := range moments {
		v := &moments[i]
		m.Fill(v.Row, v.Contexts, v.Situation)
		scored[i] = metric.Scored{Score: m.Probability(v.Row), Yes: v.Happens}
	}
	return scored, moments, nil
}

// Alerts are allowed once in ten minutes of a session; one counts for a help
// place that opens within the horizon after it.
const (
	alertEvery = 600_000
	noLead     = -1
)

// alerts replays the test sessions with a threshold at which at most one alert
// per ten minutes of session is given in all, and returns the share of
// help-seekings that had an alert within a minute before, and the median of
// how long before, in seconds.
func alerts(sessions []learn.Session, moments []learn.Moment, scored []metric.Scored) (recall, lead float64) {
	allowed, seekings := 0, 0
	for i := range sessions {
		allowed += sessions[i].Allowed(alertEvery)
		seekings += len(sessions[i].Seekings())
	}
	order := make([]int, len(scored))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scored[a].Score > scored[b].Score:
			return -1
		case scored[a].Score < scored[b].Score:
			return 1
		}
		return 0
	})
	given := map[int][]uint32{}
	for _, i := range order {
		m := &moments[i]
		if len(given[m.Session]) < sessions[m.Session].Allowed(alertEvery) && spaced(given[m.Session], m.At) && allowed > 0 {
			given[m.Session] = append(given[m.Session], m.At)
			allowed--
		}
	}
	var leads []float64
	for i := range sessions {
		for _, at := range sessions[i].Seekings() {
			if v := before(given[i], at); v != noLead {
				leads = append(leads, v/1000)
			}
		}
	}
	slices.Sort(leads)
	if len(leads) > 0 {
		lead = leads[len(leads)/2]
	}
	return float64(len(leads)) / float64(max(seekings, 1)), lead
}

func spaced(given []uint32, at uint32) bool {
	for _, g := range given {
		if max(g, at)-min(g, at) < learn.Horizon {
			return false
		}
	}
	return true
}

// before is how long before a moment the earliest alert within the horizon
// came, ms.
func before(given []uint32, at uint32) float64 {
	best := float64(noLead)
	for _, g := range given {
		if g <= at && at-g <= learn.Horizon {
			best = max(best, float64(at-g))
		}
	}
	return best
}
