package prediction

import (
	"slices"

	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// purchase scores whether a session of a shop ends in a purchase. With --folds
// the training file alone is divided by row number, and every part is scored
// with what was learned from the others; so it is, in five parts, when both
// files are the same.
func purchase(env *command.Env, args []string) error {
	a, err := parse(env, "purchase", args)
	if err != nil {
		return err
	}
	train, err := readAll(a.train, learn.ReadShoppers)
	if err != nil {
		return err
	}
	test, err := readAll(a.test, learn.ReadShoppers)
	if err != nil {
		return err
	}
	if a.folds == 0 && slices.Equal(a.train, a.test) {
		a.folds = 5 // what was learned from is not scored
	}
	var scored []metric.Scored
	if a.folds > 1 {
		for fold := range a.folds {
			var known, rest []learn.Shopper
			for i := range train {
				if i%a.folds == fold {
					rest = append(rest, train[i])
				} else {
					known = append(known, train[i])
				}
			}
			if scored, err = scorePurchase(scored, known, rest, a.seed); err != nil {
				return err
			}
		}
	} else if scored, err = scorePurchase(nil, train, test, a.seed); err != nil {
		return err
	}
	print(env.Stdout, "auroc", metric.AUROC(scored))
	print(env.Stdout, "ap", metric.AP(scored))
	print(env.Stdout, "brier", metric.Brier(scored))
	print(env.Stdout, "ece", metric.ECE(scored))
	return nil
}

func scorePurchase(scored []metric.Scored, train, test []learn.Shopper, seed uint64) ([]metric.Scored, error) {
	if len(train) == 0 {
		return nil, &command.Problem{What: "There is nothing to learn from.", Remedy: "Give --train a file with sessions."}
	}
	t := learn.NewTable(train)
	m, err := trees.Open(learn.Purchase(train, t, seed))
	if err != nil {
		return nil, err
	}
	for i := range test {
		z := float64(m.Margin(t.Row(&test[i]), nil)) / trees.Scale
		scored = append(scored, metric.Scored{Score: num.Sigmoid(z), Yes: test[i].Buys})
	}
	return scored, nil
}
