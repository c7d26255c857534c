package prediction

import (
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
	"github.com/lamplight-help/lamplight/playground/learn/cli"
)

// head scores the probability that ships: path, rhythm, place and findings
// added up by the engine's head with a product's model. Timelines are scored at
// the end of every stay, episodes at fixed times, trails at every place. A
// timeline is divided by its marks, everything else by group, as in --same-site.
func head(env *command.Env, args []string) error {
	a, err := parse(env, "head", args)
	if err != nil {
		return err
	}
	train, err := cli.Read(a.train)
	if err != nil {
		return err
	}
	test, err := cli.Read(a.test)
	if err != nil {
		return err
	}
	train, test = halves(train, test)
	b, err := learn.Product(train, a.seed)
	if err != nil {
		return err
	}
	m, err := model.Open(b)
	if err != nil {
		return err
	}
	scored := scoredOf(learn.Judge(m, test))
	print(env.Stdout, "auroc", metric.AUROC(scored))
	print(env.Stdout, "ap", metric.AP(scored))
	print(env.Stdout, "brier", metric.Brier(scored))
	print(env.Stdout, "ece", metric.ECE(scored))
	untaught := scoredOf(learn.Judge(nil, test))
	print(env.Stdout, "auroc_untaught", metric.AUROC(untaught))
	print(env.Stdout, "ece_untaught", metric.ECE(untaught))
	printMix(env, m.Mix())
	print(env.Stdout, "moments", float64(len(scored)))
	print(env.Stdout, "model_kb", float64(len(b))/1024)
	printBins(env, scored)
	return nil
}

// halves divides what may stand on both sides.
func halves(train, test *learn.Recording) (*learn.Recording, *learn.Recording) {
	a, b := new(learn.Recording), new(learn.Recording)
	a.Sessions, b.Sessions = split(train.Sessions, test.Sessions)
	for _, e := range train.Episodes {
		if learn.SameSite(e.Group) {
			a.Episodes = append(a.Episodes, e)
		}
	}
	for _, e := range test.Episodes {
		if !learn.SameSite(e.Group) {
			b.Episodes = append(b.Episodes, e)
		}
	}
	for _, t := range train.Trails {
		if learn.SameSite(t.User) {
			a.Trails = append(a.Trails, t)
		}
	}
	for _, t := range test.Trails {
		if !learn.SameSite(t.User) {
			b.Trails = append(b.Trails, t)
		}
	}
	return a, b
}

func scoredOf(list []learn.Judged) (out []metric.Scored) {
	for i := range list {
		out = append(out, metric.Scored{Score: list[i].Probability, Yes: list[i].Happens})
	}
	return out
}

func printMix(env *command.Env, m model.Mix) {
	print(env.Stdout, "mix/base", m.Base)
	print(env.Stdout, "mix/place", m.Place)
	print(env.Stdout, "mix/seek", m.Seek)
	print(env.Stdout, "mix/course", m.Course)
	print(env.Stdout, "mix/effort", m.Effort)
	print(env.Stdout, "mix/signals", m.Signals)
}
