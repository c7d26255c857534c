package prediction

import (
	"slices"

	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// seek scores, at the end of every stay, whether help is sought within a
// minute. A file with sessions of both splits is read once: what is marked
// train is learned from --train, what is marked valid is scored from --test.
// With --folds the training sessions alone are divided by user and scored, for
// choosing features and parameters.
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
	if a.firstDay {
		vocabulary = nil
	}
	known := learn.SeekMoments(train, vocabulary, a.firstDay)
	own := probabilities(known, learn.Folds(known, max(a.folds, 2), o))
	if a.folds > 0 {
		printSeek(env, own)
		return nil
	}
	b, err := learn.Outlook(known, vocabulary, o)
	if err != nil {
		return err
	}
	scored, moments, err := scoreSeek(b, test, vocabulary, a.firstDay)
	if err != nil {
		return err
	}
	printSeek(env, scored)
	recall, lead := newRun(test, moments, scored).alerts(newRun(train, known, own).best())
	print(env.Stdout, "recall@1_per_10min", recall)
	print(env.Stdout, "median_lead_s", lead)
	print(env.Stdout, "moments", float64(len(scored)))
	print(env.Stdout, "model_kb", float64(len(b))/1024)
	return nil
}

func printSeek(env *command.Env, scored []metric.Scored) {
	print(env.Stdout, "auroc", metric.AUROC(scored))
	print(env.Stdout, "ap", metric.AP(scored))
	print(env.Stdout, "brier", metric.Brier(scored))
	print(env.Stdout, "ece", metric.ECE(scored))
}

// probabilities pairs log-odds with what happened.
func probabilities(moments []learn.Moment, odds []float64) []metric.Scored {
	out := make([]metric.Scored, len(moments))
	for i := range moments {
		out[i] = metric.Scored{Score: num.Sigmoid(odds[i]), Yes: moments[i].Happens}
	}
	return out
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
		m.Fill(v.Row, v.Contexts, v.Situations)
		scored[i] = metric.Scored{Score: m.Probability(v.Row), Yes: v.Happens}
	}
	return scored, moments, nil
}
