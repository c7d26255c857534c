package prediction

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
)

func sigmoid(z float64) float64 { return num.Sigmoid(z) }

// printBins prints what was predicted and what happened, in ten bins of equal
// width. Bins without cases are left out.
func printBins(env *command.Env, scored []metric.Scored) {
	var n, score, yes [10]float64
	for _, c := range scored {
		b := min(max(int(c.Score*10), 0), 9)
		n[b]++
		score[b] += c.Score
		if c.Yes {
			yes[b]++
		}
	}
	for b := range n {
		if n[b] > 0 {
			print(env.Stdout, fmt.Sprintf("predicted/%d", b), score[b]/n[b])
			print(env.Stdout, fmt.Sprintf("happened/%d", b), yes[b]/n[b])
			print(env.Stdout, fmt.Sprintf("cases/%d", b), n[b])
		}
	}
}
