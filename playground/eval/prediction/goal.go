package prediction

import (
	"bufio"
	"math"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// goal scores, at every step of a way, whether its goal is missed, and how far
// off the expected time left is. A file on both sides is divided by group: the
// MD5 of the group modulo 10 below 6 is learned, the rest scored. With --folds
// the training part alone is divided by group and scored.
func goal(env *command.Env, args []string) error {
	a, err := parse(env, "goal", args)
	if err != nil {
		return err
	}
	train, err := walks(a.train)
	if err != nil {
		return err
	}
	test, err := walks(a.test)
	if err != nil {
		return err
	}
	if slices.Equal(a.train, a.test) {
		train = slices.DeleteFunc(train, func(w learn.Walk) bool { return !learn.SameSite(w.Group) })
		test = slices.DeleteFunc(test, func(w learn.Walk) bool { return learn.SameSite(w.Group) })
	}
	known, o := stepsOf(train), learn.CourseDefaults(a.seed)
	if len(known) == 0 {
		return &command.Problem{What: "There is nothing to learn from.", Remedy: "Give --train a file with episodes, trails or journeys."}
	}
	if a.folds > 0 {
		odds := learn.CourseFolds(known, a.folds, o)
		printGoal(env, known, odds, nil)
		return nil
	}
	b, err := learn.Course(known, o)
	if err != nil {
		return err
	}
	m, err := course.Open(b)
	if err != nil {
		return err
	}
	rest := stepsOf(test)
	odds, left := make([]float64, len(rest)), make([]float64, len(rest))
	for i := range rest {
		left[i] = m.Fill(rest[i].Row, rest[i].Keys)
		odds[i] = m.Margin(rest[i].Row, nil)
	}
	printGoal(env, rest, odds, left)
	print(env.Stdout, "model_kb", float64(len(b))/1024)
	return nil
}

// walks reads episodes and trails; what a file holds is told by its first
// character.
func walks(paths []string) (out []learn.Walk, err error) {
	for _, path := range paths {
		trails := false
		if trails, err = table(path); err != nil {
			return nil, err
		}
		if trails {
			list, err := readAll([]string{path}, learn.ReadTrails)
			if err != nil {
				return nil, err
			}
			for i := range list {
				out = append(out, list[i].Walk())
			}
			continue
		}
		list, err := episodes([]string{path})
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			out = append(out, learn.EpisodeWalk(e))
		}
	}
	return out, nil
}

// table reports whether a file is a table and not JSON.
func table(path string) (bool, error) {
	f, err := open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head, _ := bufio.NewReader(f).Peek(1)
	return !strings.HasPrefix(string(head), "{"), nil
}

func stepsOf(list []learn.Walk) (out []learn.Step) {
	for i := range list {
		out = append(out, list[i].Steps(i, nil)...)
	}
	return out
}

func printGoal(env *command.Env, steps []learn.Step, odds, left []float64) {
	var scored, alone []metric.Scored
	for i := range steps {
		scored = append(scored, metric.Scored{Score: sigmoid(odds[i]), Yes: steps[i].Misses})
		alone = append(alone, metric.Scored{Score: float64(steps[i].Row[0]), Yes: steps[i].Misses})
	}
	print(env.Stdout, "auroc", metric.AUROC(scored))
	print(env.Stdout, "auroc_place_alone", metric.AUROC(alone))
	print(env.Stdout, "ap", metric.AP(scored))
	print(env.Stdout, "brier", metric.Brier(scored))
	print(env.Stdout, "ece", metric.ECE(scored))
	print(env.Stdout, "steps", float64(len(steps)))
	if left != nil {
		printLeft(env, steps, left)
	}
	printBins(env, scored)
}

// printLeft prints how far off the expected time is: the median over steps of
// the factor between what was expected and what it took, and the same when
// nothing but the place is known.
func printLeft(env *command.Env, steps []learn.Step, left []float64) {
	place := map[uint32][]float64{}
	for i := range steps {
		if steps[i].Left >= 0 {
			place[steps[i].Place] = append(place[steps[i].Place], steps[i].Left)
		}
	}
	var ours, theirs []float64
	for i := range steps {
		if s := &steps[i]; s.Left >= 0 {
			list := place[s.Place]
			mean := 0.0
			for _, v := range list {
				mean += v / float64(len(list))
			}
			ours = append(ours, math.Abs(left[i]-s.Left))
			theirs = append(theirs, math.Abs(mean-s.Left))
		}
	}
	print(env.Stdout, "left_off_by", math.Exp(middle(ours)))
	print(env.Stdout, "left_off_by_place_alone", math.Exp(middle(theirs)))
}

func middle(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}
