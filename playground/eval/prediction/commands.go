package prediction

import "github.com/lamplight-help/lamplight/playground/command"

// Commands lists the evaluations, for the group eval.
func Commands() []command.Command {
	return []command.Command{
		{Name: "seek", Usage: "--train F --test F [--first-day] [--folds K]", Run: seek,
			Summary: "how well help-seeking is foreseen, on timelines"},
	}
}
