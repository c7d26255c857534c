package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Signal is one finding.
type Signal struct {
	Cause      wire.Cause
	Confidence uint16 // 1/1000 that this is trouble and no accident
	Count      uint16 // how often it was seen at this target, 1 for the first time
	Target     uint32 // the element it is about, 0 for the place
	Place      uint32 // journey.Hash of the route
	At         uint32 // ms since the page's time origin
}

// MaxSignals is how many signals one event can raise.
const MaxSignals = 8

// Name is the name of a cause as articles and the edge use it, the same as in
// wire: "rage-click".
func Name(c wire.Cause) string {
	if int(c) < len(names) {
		return names[c]
	}
	return ""
}

// Causes is the number of signals: causes 1 to Causes are found here.
const Causes = 21

var names = [Causes + 1]string{
	wire.CauseRageClick:       "rage-click",
	wire.CauseDeadClick:       "dead-click",
	wire.CauseSlowResponse:    "slow-response",
	wire.CauseErrorClick:      "error-click",
	wire.CauseDeadSwipe:       "dead-swipe",
	wire.CauseThrash:          "thrash",
	wire.CauseRepeatedInvalid: "repeated-invalid",
	wire.CauseRewrite:         "rewrite",
	wire.CauseHesitation:      "hesitation",
	wire.CauseReenter:         "reenter",
	wire.CauseLoop:            "loop",
	wire.CauseQuickBack:       "quick-back",
	wire.CauseScrollHunt:      "scroll-hunt",
	wire.CauseSeekHelp:        "seek-help",
	wire.CauseReload:          "reload",
	wire.CauseZoom:            "zoom",
	wire.CauseIdle:            "idle",
	wire.CauseDisabledPressed: "disabled-pressed",
	wire.CauseSystemFailure:   "system-failure",
	wire.CauseAbandon:         "abandon",
	wire.CauseSwitching:       "switching",
}
