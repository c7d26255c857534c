// Package knowledge measures retrieval and dialogue on public data.
//
// Each command builds an index with the code that publishes, opens it with the
// code that runs in the page, asks every question of a file and prints one
// "name<TAB>value" line per figure and nothing else. The figures are the same
// on every run, times apart. Files may be plain or end in .gz.
//
//	intents   short requests, each of a known intent or of none
//	faq       questions against a base of answered questions
//	rerank    candidates in the order of closeness to a question
//	pairs     do two questions mean the same?
//	followup  a question that leans on earlier ones, made whole
package knowledge

import "github.com/lamplight-help/lamplight/playground/command"

// Commands lists the sub-commands of eval that this package brings.
func Commands() []command.Command {
	return []command.Command{
		{Name: "intents", Usage: "--train F --test F [--folds K] [--shots N --seeds S]", Summary: "in-scope accuracy and unknown detection on labelled requests", Run: runIntents},
		{Name: "faq", Usage: "--kb F --queries F [--drop COLUMN]", Summary: "hit rates of questions against a base of answered questions", Run: runFAQ},
		{Name: "rerank", Usage: "--data F", Summary: "labelled candidates in the order of likeness", Run: runRerank},
		{Name: "pairs", Usage: "--data F", Summary: "whether likeness agrees with people on pairs of questions", Run: runPairs},
		{Name: "followup", Usage: "--data F", Summary: "words that a follow-up leaves out, found in the conversation", Run: runFollowup},
	}
}
