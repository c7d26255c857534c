package knowledge

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// request is one row of an intent file.
type request struct{ intent, text string }

func (r request) outside() bool { return strings.HasPrefix(r.intent, "oos") }

// readRequests reads intent files; train selects the rows of the train split,
// else all others. A file without a split column is taken whole. Where a file
// has versions, version v1 counts.
func readRequests(names []string, train bool) ([]request, error) {
	var out []request
	for _, name := range names {
		t, err := readTable(name)
		if err != nil {
			return nil, err
		}
		if err := t.need("intent", "text"); err != nil {
			return nil, err
		}
		for _, row := range t.rows {
			if v, ok := t.get(row, "version"); ok && v != "v1" {
				continue
			}
			if s, ok := t.get(row, "split"); ok && (s == "train") != train {
				continue
			}
			out = append(out, request{t.text(row, "intent"), t.text(row, "text")})
		}
	}
	return out, nil
}

// tally collects what a run of requests showed.
type tally struct {
	inside, right, rightKnown float64
	confident                 []float64            // of requests inside
	outside                   map[string][]float64 // by intent label
	unknown                   float64              // outside and below the threshold
	train, ask                time.Duration
	asked, builds             int
	bytes                     int // of the last build
}

func runIntents(env *command.Env, args []string) error {
	set := flag.NewFlagSet("intents", flag.ContinueOnError)
	var train, test files
	set.Var(&train, "train", "files whose train split becomes articles")
	set.Var(&test, "test", "files whose other splits are asked")
	folds := set.Int("folds", 0, "cross-validate over the training rows")
	shots := set.Int("shots", 0, "train on this many random rows per intent")
	seeds := set.Int("seeds", 1, "average over this many random choices")
	if err := parse(env, set, args); err != nil {
		return err
	}
	if len(train) == 0 || len(test) == 0 && *folds < 2 {
		return fmt.Errorf("%w: --train and either --test or --folds are needed", command.ErrUsage)
	}
	rows, err := readRequests(train, true)
	if err != nil {
		return err
	}
	asked, err := readRequests(test, false)
	if err != nil {
		return err
	}
	var tallies []*tally
	if *folds >= 2 {
		tallies, err = crossValidate(inside(rows), *folds, *shots, *seeds)
	} else {
		tallies, err = repeat(inside(rows), asked, *shots, *seeds)
	}
	if err != nil {
		return err
	}
	printIntents(report{env.Stdout}, tallies)
	return nil
}

func inside(rows []request) []request {
	var out []request
	for _, r := range rows {
		if !r.outside() {
			out = append(out, r)
		}
	}
	return out
}

// crossValidate deals the rows of every intent to the folds in turn, so that
// each fold sees each intent, and pools the folds of one seed.
func crossValidate(rows []request, folds, shots, seeds int) ([]*tally, error) {
	var out []*tally
	for seed := range max(1, seeds) {
		fold, next := make([]int, len(rows)), map[string]int{}
		for _, i := range shuffled(len(rows), seed) {
			fold[i] = next[rows[i].intent] % folds
			next[rows[i].intent]++
		}
		pooled := &tally{}
		for f := range folds {
			var train, test []request
			for i, r := range rows {
				if fold[i] == f {
					test = append(test, r)
				} else {
					train = append(train, r)
				}
			}
			if err := pooled.run(sample(train, shots, seed), test); err != nil {
				return nil, err
			}
		}
		out = append(out, pooled)
	}
	return out, nil
}

func repeat(train, test []request, shots, seeds int) ([]*tally, error) {
	if shots <= 0 {
		seeds = 1
	}
	var out []*tally
	for seed := range max(1, seeds) {
		t := &tally{}
		if err := t.run(sample(train, shots, seed), test); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// shuffled is a random order that depends on the seed alone.
func shuffled(n, seed int) []int { return rand.New(rand.NewPCG(uint64(seed), 17)).Perm(n) }

// sample keeps shots random rows of every intent, in the order of the file.
func sample(rows []request, shots, seed int) []request {
	if shots <= 0 {
		return rows
	}
	keep, taken := make([]bool, len(rows)), map[string]int{}
	for _, i := range shuffled(len(rows), seed) {
		if taken[rows[i].intent] < shots {
			taken[rows[i].intent]++
			keep[i] = true
		}
	}
	var out []request
	for i, r := range rows {
		if keep[i] {
			out = append(out, r)
		}
	}
	return out
}

// articlesOf makes one article per intent, in order of first use.
func articlesOf(rows []request) ([]kb.Article, map[string]int32) {
	var articles []kb.Article
	number := map[string]int32{}
	for _, r := range rows {
		n, ok := number[r.intent]
		if !ok {
			n = int32(len(articles))
			number[r.intent] = n
			articles = append(articles, kb.Article{ID: r.intent})
		}
		articles[n].Questions = append(articles[n].Questions, r.text)
	}
	return articles, number
}

// run trains once and asks every request.
func (t *tally) run(train, test []request) error {
	articles, number := articlesOf(train)
	start := time.Now()
	b, err := index.Build(articles, "en")
	if err != nil {
		return err
	}
	t.train += time.Since(start)
	t.builds++
	t.bytes = compressed(b)
	x, err := index.Open(b)
	if err != nil {
		return err
	}
	start = time.Now()
	for _, r := range test {
		t.note(r, number, x.Search(r.text, index.Context{}, 5))
	}
	t.ask += time.Since(start)
	t.asked += len(test)
	return nil
}

// note enters one answer.
func (t *tally) note(r request, number map[string]int32, hits []index.Hit) {
	article, belief := int32(-1), -1.0
	known := false
	if len(hits) > 0 {
		article, belief = hits[0].Article, hits[0].Belief
		known = hits[0].Confidence >= index.KnownAt
	}
	if r.outside() {
		if t.outside == nil {
			t.outside = map[string][]float64{}
		}
		t.outside[r.intent] = append(t.outside[r.intent], belief)
		if !known {
			t.unknown++
		}
		return
	}
	t.inside++
	t.confident = append(t.confident, belief)
	if n, ok := number[r.intent]; ok && n == article {
		t.right++
		if known {
			t.rightKnown++
		}
	}
}

// compressed is the size after brotli at its best.
func compressed(b []byte) int {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	w.Write(b)
	w.Close()
	return out.Len()
}

// printIntents prints the mean over the seeds.
func printIntents(r report, tallies []*tally) {
	average := func(f func(*tally) float64) float64 {
		sum := 0.0
		for _, t := range tallies {
			sum += f(t)
		}
		return sum / float64(len(tallies))
	}
	r.ratio("in_scope_accuracy", average(func(t *tally) float64 { return t.right / t.inside }))
	for _, label := range []string{"", "id", "ood"} {
		name := "oos_auroc"
		if label != "" {
			name += ":" + label
		}
		if v := average(func(t *tally) float64 { return auroc(t.confident, t.outsideOf(label)) }); v == v {
			r.ratio(name, v)
		}
	}
	r.ratio("accuracy@default", average(func(t *tally) float64 { return t.rightKnown / t.inside }))
	if v := average(func(t *tally) float64 { return t.unknown / float64(len(t.outsideOf(""))) }); v == v {
		r.ratio("oos_recall@default", v)
	}
	r.measure("train_s", average(func(t *tally) float64 { return t.train.Seconds() / float64(max(1, t.builds)) }))
	r.measure("us_per_query", average(func(t *tally) float64 { return float64(t.ask.Microseconds()) / float64(max(1, t.asked)) }))
	r.measure("model_kb", average(func(t *tally) float64 { return float64(t.bytes) / 1000 }))
}

// outsideOf returns the confidences of requests out of scope: all of them, or
// those labelled "oos:" and the given word.
func (t *tally) outsideOf(label string) []float64 {
	var out []float64
	for _, intent := range sortedKeys(t.outside) {
		if label == "" || intent == "oos:"+label {
			out = append(out, t.outside[intent]...)
		}
	}
	return out
}
