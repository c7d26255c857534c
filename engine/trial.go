package engine

import (
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// What an offer of help is worth is counted, by article and form, as
// "KIND:ARTICLE#FORM"; an offer of the chat or of a person has no article.
//
//	shown    it was on the screen
//	helped   it was used, or the visitor made progress within trialFor
//	through  the visitor made progress within trialFor, used or not
//	held     it would have been offered to somebody in the group without help
//	heldthrough  and that visitor made progress within trialFor all the same
//
// Progress is the same in both groups: a goal, a refused field that is
// accepted, a control that becomes usable. The share of through in shown less
// the share of heldthrough in held is what help brings.

// trialFor is how long an offer has to show what it is worth, ms.
const trialFor = 120_000

// trial is the offer that is being judged, one at a time.
type trial struct {
	label  string // "" for none
	held   bool
	helped bool // counted already
	since  uint32
}

// label names a help in a form.
func (e *Engine) label(h *policy.Help, f wire.Form) string {
	id := ""
	if h.Article != policy.NoArticle {
		id = e.base.bundle.ID(int32(h.Article))
	}
	return id + "#" + formNames[f]
}

// count counts something about the present tip.
func (e *Engine) count(kind string) { e.tally(kind + e.help.label) }

func (e *Engine) tally(key string) { e.emit(&wire.Tally{Key: key, N: 1}) }

// try begins a trial.
func (e *Engine) try(label string, held bool) {
	kind := "shown:"
	if held {
		kind = "held:"
	}
	e.tally(kind + label)
	e.help.trial = trial{label: label, held: held, since: e.now}
}

// tried takes what the visitor did with the tip.
func (e *Engine) tried(k wire.EventKind) {
	switch k {
	case wire.EventShown:
		if !e.help.drawn {
			e.help.drawn = true
			e.try(e.help.label, false)
		}
	case wire.EventAccepted, wire.EventFollowed:
		e.helped()
	case wire.EventDismissed, wire.EventNever, wire.EventMissing:
		e.help.trial.helped = true // whatever comes now, the tip did not do it
	}
}

func (e *Engine) helped() {
	if t := &e.help.trial; t.label != "" && !t.held && !t.helped {
		t.helped = true
		e.tally("helped:" + t.label)
	}
}

// judge ends a trial at the first progress, or when its time is over.
func (e *Engine) judge() {
	t := &e.help.trial
	if t.label == "" {
		return
	}
	if e.path.Progress() > t.since {
		e.helped()
		kind := "through:"
		if t.held {
			kind = "heldthrough:"
		}
		e.tally(kind + t.label)
		*t = trial{}
	} else if e.now-t.since > trialFor {
		*t = trial{}
	}
}
