package edge

import "fmt"

// Config is what a Core needs to know besides its inputs.
type Config struct {
	Limits Limits
	// Suggest finds the site's best answers to a question. Nil: Library.
	Suggest Suggester
	// Checked says that the host calls CheckBundle itself for every bundle
	// that a head names, before the head gets here. Else the core does.
	Checked bool
}

// Suggester finds the best articles for a question in one published bundle.
// It is pure: the same bundle and words give the same answers. Errors and an
// unusable bundle cost the suggestions, never the escalation.
type Suggester interface {
	Suggest(bundle []byte, question string, n int) ([]Suggestion, error)
}

// Core handles the inputs of any number of sites. It holds no state.
type Core struct {
	cfg Config
}

// New returns a Core. Zero limits in cfg take their defaults.
func New(cfg Config) *Core {
	cfg.Limits = cfg.Limits.withDefaults()
	if cfg.Suggest == nil {
		cfg.Suggest = Library{}
	}
	return &Core{cfg: cfg}
}

// Handle decides what one input changes and what the host has to do about it.
// The host calls it inside a transaction on the site's database and commits
// before it carries out the effects, unless the first one is EffectAbort.
//
// A panic anywhere below becomes an aborted input with an "internal" answer.
func (c *Core) Handle(in Input, db DB) (effects []Effect) {
	t := newTurn(c, in, db)
	defer func() {
		if p := recover(); p != nil {
			effects = t.aborted(p)
		}
	}()
	t.run()
	return t.effects
}

// Unstored is the answer when the transaction of an input could not be
// committed: the client keeps what it has and tries again.
func (c *Core) Unstored(in Input) []Effect {
	t := newTurn(c, in, nil)
	t.refuse(fail("unavailable", "This could not be stored just now. Please try again."))
	return t.effects
}

// NoSite is the answer to a request for a site that does not exist.
func (c *Core) NoSite(in Input) []Effect {
	t := newTurn(c, in, nil)
	t.refuse(fail("not-found", "There is nothing at this address."))
	return t.effects
}

// HandleBytes is Handle across a language boundary; see codec.go.
func (c *Core) HandleBytes(msg []byte, db DB) []byte {
	var effects []Effect
	in, err := DecodeInput(msg)
	if err != nil {
		effects = []Effect{{Kind: EffectAbort}, {Kind: EffectReport, Text: fmt.Sprintf("undecodable input: %v", err)}}
	} else {
		effects = c.Handle(in, db)
	}
	out, err := EncodeEffects(effects)
	if err != nil {
		panic(err) // effects are plain structs, they always marshal
	}
	return out
}
