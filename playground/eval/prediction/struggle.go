package prediction

import (
	"fmt"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/metric"
	"github.com/lamplight-help/lamplight/playground/learn"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// struggle scores, some seconds into an episode, whether it fails.
//
// Every task of the test file is new to the model, unless --same-site: then
// the episodes of some groups are learned as well and the others scored, by the
// head with the product's whole model. With --leave-task-out each task is scored
// by what was learned from the others. Episodes of --train whose task is in the
// test file are always left out, so that the same file may be given twice.
func struggle(env *command.Env, args []string) error {
	a, err := parse(env, "struggle", args)
	if err != nil {
		return err
	}
	test, err := episodes(a.test)
	if err != nil {
		return err
	}
	train, err := episodes(a.train)
	if err != nil {
		return err
	}
	tasks := tasksOf(test)
	train = slices.DeleteFunc(train, func(e *miniwob.Episode) bool { return slices.Contains(tasks, e.Task) })
	s := &struggled{tasks: tasks}
	if a.sameSite {
		err = s.home(train, test, a.seed)
	} else {
		err = s.abroad(looks(train), looks(test), a)
	}
	if err != nil {
		return err
	}
	s.print(env)
	return nil
}

// abroad scores tasks that were not learned from.
func (s *struggled) abroad(train, test []learn.Look, a *arguments) error {
	if !a.leaveOut {
		return s.score(train, test, learn.Abroad(a.seed))
	}
	for _, task := range s.tasks {
		is := func(l learn.Look) bool { return l.Task == task }
		others := slices.DeleteFunc(slices.Clone(test), is)
		one := slices.DeleteFunc(slices.Clone(test), func(l learn.Look) bool { return !is(l) })
		if err := s.score(append(slices.Clone(train), others...), one, learn.Abroad(a.seed)); err != nil {
			return err
		}
	}
	return nil
}

// home learns a product from some groups and scores the others, as a page does.
func (s *struggled) home(train, test []*miniwob.Episode, seed uint64) error {
	r := &learn.Recording{Episodes: train}
	for _, e := range test {
		if learn.SameSite(e.Group) {
			r.Episodes = append(r.Episodes, e)
		}
	}
	b, err := learn.Product(r, seed)
	if err != nil {
		return err
	}
	m, err := model.Open(b)
	if err != nil {
		return err
	}
	for _, e := range test {
		if learn.SameSite(e.Group) {
			continue
		}
		for _, j := range learn.JudgeEpisode(m, e) {
			s.cases = append(s.cases, judged{metric.Scored{Score: j.Probability, Yes: j.Happens}, e.Task, j.At, true})
		}
	}
	return nil
}

// episodes reads files of them.
func episodes(paths []string) (out []*miniwob.Episode, err error) {
	for _, p := range paths {
		err := miniwob.Read(p, func(e *miniwob.Episode) error { out = append(out, e); return nil })
		if err != nil {
			return nil, &command.Problem{What: fmt.Sprintf("Episodes cannot be read: %v.", err), Remedy: "Check the path and the line."}
		}
	}
	return out, nil
}

// looks judges each at all times.
func looks(list []*miniwob.Episode) (out []learn.Look) {
	for _, e := range list {
		out = append(out, learn.Looks(e, learn.Times)...)
	}
	return out
}

func tasksOf(list []*miniwob.Episode) (out []string) {
	for _, e := range list {
		if !slices.Contains(out, e.Task) {
			out = append(out, e.Task)
		}
	}
	slices.Sort(out)
	return out
}

// struggled are scores by what they belong to.
type struggled struct {
	tasks []string
	cases []judged
}

type judged struct {
	metric.Scored
	task string
	at   uint32
	rest bool // of a group that is scored when the file is divided
}

// score learns a model, reads it as a page does, and scores.
func (s *struggled) score(train, test []learn.Look, o learn.RiskOptions) error {
	if len(train) == 0 {
		return &command.Problem{What: "There is nothing to learn from: every task of --train is also scored.",
			Remedy: "Give --train a file with other tasks, or use --leave-task-out or --same-site."}
	}
	b, err := learn.Risk(train, o)
	if err != nil {
		return err
	}
	m, err := effort.Open(b)
	if err != nil {
		return err
	}
	for i := range test {
		l := &test[i]
		c := judged{task: l.Task, at: l.At, rest: !learn.SameSite(l.Group)}
		c.Scored = metric.Scored{Score: m.Probability(l.Row, l.Place), Yes: l.Fails}
		s.cases = append(s.cases, c)
	}
	return nil
}

func (s *struggled) print(env *command.Env) {
	for _, at := range learn.Times {
		print(env.Stdout, fmt.Sprintf("auroc@%d", at), s.mean(at, false))
	}
	for _, at := range learn.Times {
		print(env.Stdout, fmt.Sprintf("auroc_rest@%d", at), s.mean(at, true))
	}
	for _, task := range s.tasks {
		print(env.Stdout, "auroc@5000/"+task, metric.AUROC(s.of(task, 5000, false)))
	}
	all := s.of("", 0, false)
	print(env.Stdout, "brier", metric.Brier(all))
	print(env.Stdout, "ece", metric.ECE(all))
}

// of selects cases; a blank task or a time of 0 takes all.
func (s *struggled) of(task string, at uint32, rest bool) (out []metric.Scored) {
	for _, c := range s.cases {
		if (task == "" || c.task == task) && (at == 0 || c.at == at) && (!rest || c.rest) {
			out = append(out, c.Scored)
		}
	}
	return out
}

// mean is the mean over tasks of the AUROC inside the task. Tasks that nobody
// or everybody failed have none and are left out.
func (s *struggled) mean(at uint32, rest bool) float64 {
	sum, n := 0.0, 0.0
	for _, task := range s.tasks {
		if v := metric.AUROC(s.of(task, at, rest)); v == v {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}
