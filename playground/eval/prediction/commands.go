package prediction

import "github.com/lamplight-help/lamplight/playground/command"

// Commands lists the evaluations, for the group eval.
func Commands() []command.Command {
	return []command.Command{
		{Name: "purchase", Usage: "--train F --test F [--folds K]", Run: purchase,
			Summary: "how well a purchase is foreseen, on online shoppers"},
		{Name: "struggle", Usage: "--train F [--train F …] --test F [--same-site | --leave-task-out]", Run: struggle,
			Summary: "how well failing is foreseen some seconds into a task, on episodes"},
		{Name: "goal", Usage: "--train F --test F [--folds K]", Run: goal,
			Summary: "how well missing the goal and the time left are foreseen at every step, on episodes or trails"},
		{Name: "head", Usage: "--train F --test F", Run: head,
			Summary: "how well the probability that ships foresees trouble, with all its parts added up"},
		{Name: "seek", Usage: "--train F --test F [--first-day] [--folds K]", Run: seek,
			Summary: "how well help-seeking is foreseen, on timelines"},
	}
}
