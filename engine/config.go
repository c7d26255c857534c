package engine

import (
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/struggle"
)

// Config is every tunable of the engine on one page. The zero value is what
// ships; what belongs to one visitor (seed, locale, holdout) comes in Hello.
type Config struct {
	Struggle struggle.Config // rules of the detectors
	Predict  predict.Config  // how evidence adds up
	Policy   policy.Config   // caps, cool-down, threshold

	// ShortBlocks is how many blocks of an article a callout shows when the
	// author wrote no variant for it. Range 1 to 20, default 4: what fits beside
	// a control on a small screen.
	ShortBlocks int

	// Trace is told what every stage saw and decided. Nil in a page.
	Trace Trace
}

func (c Config) withDefaults() Config {
	if c.ShortBlocks < 1 || c.ShortBlocks > 20 {
		c.ShortBlocks = 4
	}
	return c
}
