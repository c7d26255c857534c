package engine

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// How well an article fits a risk, 1/1000: by where it is anchored, and by
// whether its author said that it answers this kind of struggle. The order is
// what matters; the policy multiplies it with the probability.
const (
	fitElement = 700 // anchored at the very element
	fitRoute   = 400 // at the page
	fitSignal  = 300 // answers this struggle
	fitOther   = -300
	fitChat    = 600 // the chat knows more than fits here, and asks
	fitPerson  = 900 // a person knows more than the chat
	maxHelps   = 8   // articles
	maxRead    = 64  // articles of a page that are looked at
)

// helper carries what is being considered from one event to the next.
type helper struct {
	key     question       // what helps was made for
	helps   []policy.Help  // candidates
	anchors []kb.Found     // where each candidate is anchored
	retry   uint32         // when the policy wants to be asked again, 0 never
	tips    uint32         // shown so far
	since   uint32         // when the present tip was shown
	label   string         // its article and form, as they are counted
	drawn   bool           // and counted as shown
	talking bool           // the chat is open
	trial   trial          // what becomes of the last offer
	verdict policy.Verdict // the last one, so that the trace tells changes only
}

// question is what candidates depend on.
type question struct {
	place, target uint32
	cause         wire.Cause
}

// consider asks the policy whether to help now.
func (e *Engine) consider(ev *wire.Event, risk *predict.Risk, fresh bool) {
	e.judge()
	e.withdraw(risk)
	e.help.retry = 0
	if !e.base.ready() {
		return
	}
	e.findHelps(risk)
	now := policy.Look(e.path, ev)
	now.Talking = e.help.talking
	e.policy.Watch(e.now, risk, e.path.Progress())
	d := e.policy.Decide(now, risk, e.help.helps)
	e.help.retry = d.Retry
	if (fresh || d.Verdict != e.help.verdict) && e.traced() {
		e.tellDecision(&d)
	}
	e.help.verdict = d.Verdict
	switch d.Verdict {
	case policy.Show:
		e.show(&d, risk)
	case policy.Holdout:
		h := &e.help.helps[d.Choice]
		e.policy.Held(h, &d, risk.Place)
		e.try(e.label(h, d.Form), true)
	}
}

// talking notes whether the chat is open: what would be shown beside it would
// be in its way.
func (e *Engine) talking(k wire.EventKind) {
	switch k {
	case wire.EventPanel:
		e.help.talking = true
	case wire.EventAway:
		e.help.talking = false
	}
}

// reconsider forgets candidates that came from another bundle.
func (e *Engine) reconsider() { e.help.key = question{} }

// withdraw takes a tip away when the visitor has left its page, or got on
// without it.
func (e *Engine) withdraw(risk *predict.Risk) {
	number, place, _ := e.policy.Opened()
	if number == 0 {
		return
	}
	progressed := e.path.Progress() > e.help.since || e.policy.Recovered(e.now, risk)
	if !progressed && e.path.Stay().Place == place {
		return
	}
	cause := wire.CausePath
	if progressed {
		cause = wire.CauseProgress
		e.count("withdrawn:")
	}
	e.emit(&wire.Hide{Tip: number, Cause: cause})
	e.policy.Withdrawn(e.now)
}

// findHelps collects the articles that may answer the risk. They stay the same
// until place, element or cause change.
func (e *Engine) findHelps(risk *predict.Risk) {
	key := question{risk.Place, risk.Target, risk.Cause}
	h := &e.help
	if key == h.key {
		return
	}
	h.key, h.helps, h.anchors = key, h.helps[:0], h.anchors[:0]
	if risk.Cause == 0 {
		return
	}
	route := ""
	if p := e.path.Place(risk.Place); p != nil {
		route = p.Route
	}
	for _, at := range e.anchored(risk.Target) {
		e.addHelp(at, risk, route, fitElement, risk.Target)
	}
	found := e.base.bundle.AppendRoute(nil, route)
	for _, at := range found[:min(len(found), maxRead)] {
		e.addHelp(at, risk, route, fitRoute, 0)
	}
	e.addOffer(wire.FormChat, fitChat, route)
	e.addOffer(wire.FormPerson, fitPerson, route)
}

// addOffer adds the offer of the chat or of a person at a place. The policy
// knows when it is time for one.
func (e *Engine) addOffer(f wire.Form, fit uint16, route string) {
	h := policy.Help{Article: policy.NoArticle, Key: journey.Hash(formNames[f] + " " + route), Forms: policy.FormSet(f), Fit: fit}
	h.Past[f] = e.counts.Of(journey.Hash(""), f)
	e.help.helps = append(e.help.helps, h)
	e.help.anchors = append(e.help.anchors, kb.Found{})
}

// anchored lists the articles anchored at an element or at the control that it
// belongs to.
func (e *Engine) anchored(target uint32) []kb.Found {
	if target == 0 {
		return nil
	}
	var found []kb.Found
	b := e.base.bundle
	owner := e.path.Owner(target)
	for _, el := range []*journey.Element{e.path.Element(target), &owner} {
		if el == nil {
			continue
		}
		if el.Help != "" {
			found = b.AppendPlaces(found, kb.ByHelp, el.Help)
		}
		if role := roleName(el.Role); role != "" && el.Name != "" {
			found = b.AppendRole(found, role, el.Name)
		}
		if el.Path != "" {
			found = b.AppendPlaces(found, kb.BySelector, el.Path)
		}
	}
	return found
}

// addHelp adds one article as a candidate, once.
func (e *Engine) addHelp(at kb.Found, risk *predict.Risk, route string, fit int, target uint32) {
	h := &e.help
	for i := range h.helps {
		if h.helps[i].Article == uint32(at.Article) {
			return
		}
	}
	a, err := e.base.bundle.Article(at.Article)
	if err != nil || e.base.hides(at.Article) || int(at.Anchor) >= len(a.Anchors) {
		return
	}
	if r := a.Anchors[at.Anchor].Route; r != "" && !kb.MatchRoute(r, route) {
		return
	}
	switch {
	case answers(a.Signals, struggle.Name(risk.Cause)):
		fit += fitSignal
	case len(a.Signals) > 0:
		fit += fitOther
	}
	fit = max(fit, 0)
	slot := h.slot(uint16(fit))
	if slot < 0 {
		return
	}
	role := wire.RoleNone
	if el := e.path.Element(target); el != nil {
		role = el.Role
	}
	help := policy.Help{Article: uint32(at.Article), Key: journey.Hash(a.ID),
		Forms: forms(&a, target, role), Target: target, Fit: uint16(fit)}
	for f := range help.Past[:] {
		if help.Forms.Has(wire.Form(f)) {
			help.Past[f] = e.counts.Of(help.Key, wire.Form(f))
		}
	}
	h.helps[slot], h.anchors[slot] = help, at
}

// slot makes room for a candidate: a new one, or that of the one that fits
// worst when there are maxHelps. It is -1 when none fits worse.
func (h *helper) slot(fit uint16) int {
	if len(h.helps) < maxHelps {
		h.helps, h.anchors = append(h.helps, policy.Help{}), append(h.anchors, kb.Found{})
		return len(h.helps) - 1
	}
	worst := 0
	for i := range h.helps {
		if h.helps[i].Fit < h.helps[worst].Fit {
			worst = i
		}
	}
	if h.helps[worst].Fit >= fit {
		return -1
	}
	return worst
}

func answers(signals []string, name string) bool {
	for _, s := range signals {
		if s == name {
			return true
		}
	}
	return false
}

// forms says which forms an article can take. Beside a control it is a beacon
// or a callout, and a hint under a field when the author wrote one; about a
// whole page it is a card.
func forms(a *kb.Article, target uint32, role wire.Role) policy.Forms {
	if target == 0 {
		return policy.FormSet(wire.FormCard)
	}
	set := policy.FormSet(wire.FormBeacon, wire.FormCallout)
	if field(role) && variant(a, wire.FormHint) != nil {
		set |= policy.FormSet(wire.FormHint)
	}
	return set
}

// formNames are the forms as authors write and reports count them.
var formNames = [...]string{wire.FormBeacon: "beacon", wire.FormHint: "hint", wire.FormCallout: "callout",
	wire.FormCard: "card", wire.FormChat: "chat", wire.FormPerson: "person"}

// variant returns the author's own telling for a form, or nil.
func variant(a *kb.Article, f wire.Form) []kb.Block {
	for i := range a.Variants {
		if v := &a.Variants[i]; int(f) < len(formNames) && v.Form == formNames[f] {
			return v.Blocks
		}
	}
	return nil
}
