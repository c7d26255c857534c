package main

import (
	"slices"

	"github.com/lamplight-help/lamplight/playground/ask"
	edgebench "github.com/lamplight-help/lamplight/playground/bench/edge"
	loadbench "github.com/lamplight-help/lamplight/playground/bench/load"
	pagebench "github.com/lamplight-help/lamplight/playground/bench/page"
	searchbench "github.com/lamplight-help/lamplight/playground/bench/search"
	"github.com/lamplight-help/lamplight/playground/build"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/eval/journeys"
	"github.com/lamplight-help/lamplight/playground/eval/knowledge"
	"github.com/lamplight-help/lamplight/playground/eval/prediction"
	"github.com/lamplight-help/lamplight/playground/kb"
	learncli "github.com/lamplight-help/lamplight/playground/learn/cli"
	"github.com/lamplight-help/lamplight/playground/replay"
	"github.com/lamplight-help/lamplight/playground/seal"
	"github.com/lamplight-help/lamplight/playground/serve"
	"github.com/lamplight-help/lamplight/playground/site"
	"github.com/lamplight-help/lamplight/playground/toolchain"
)

// root is the tree of commands. Each area lists its own.
func root() command.Command {
	return command.Command{
		Name:    "playground",
		Summary: "build, start, try and measure Lamplight",
		Sub: slices.Concat(
			serve.Commands(),
			build.Commands(),
			toolchain.Commands(),
			ask.Commands(),
			kb.Commands(),
			replay.Commands(),
			learncli.Commands(),
			site.Commands(),
			seal.Commands(),
			[]command.Command{
				{Name: "eval", Summary: "measure the engine on recordings and public sets",
					Sub: slices.Concat(journeys.Commands(), prediction.Commands(), knowledge.Commands())},
				{Name: "bench", Summary: "measure parts against others, in one run", Sub: slices.Concat(edgebench.Commands(), loadbench.Commands(), pagebench.Commands(), searchbench.Commands())},
			},
		),
	}
}
