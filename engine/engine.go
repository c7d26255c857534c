package engine

import (
	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Engine follows one visitor in one page. It is not safe for use by several
// goroutines; a page has one thread.
type Engine struct {
	cfg     Config
	out     []wire.Command // of the call in progress
	now     uint32         // ms since the page's time origin, never backwards
	greeted bool           // Hello was taken
	tracing bool           // the page wants Traced commands
	locale  string
	wake    uint32 // the Tick that was asked for, 0 none
	told    uint16 // risk of the last line about it in the trace, 1/1000

	path      *journey.Path
	detectors *struggle.Detectors
	head      *predict.Head
	model     *model.Model // what this product has taught, nil before
	counts    counts.Table // how help fared on all pages
	untaught  uint32       // models and counts that could not be read
	census    census
	policy    *policy.Policy
	help      helper

	base base // knowledge
	talk talk // conversation
	seen seen // what may go to a person
}

// New returns an engine that waits for Hello. The zero Config takes the
// defaults.
func New(cfg Config) *Engine {
	e := &Engine{cfg: cfg.withDefaults()}
	e.path = journey.New()
	if e.cfg.Struggle.Pace == nil {
		e.cfg.Struggle.Pace = e.pace
	}
	e.detectors = struggle.New(e.cfg.Struggle)
	e.head = predict.New(e.cfg.Predict)
	e.talk.state = dialogue.New()
	return e
}

// HandleBytes runs all events in inbox and appends the commands to out. It
// stops at the first event that cannot be parsed: those before it have run,
// and the error is a wire.Error.
func (e *Engine) HandleBytes(inbox, out []byte) ([]byte, error) {
	for len(inbox) > 0 {
		ev, rest, code := wire.ParseEvent(inbox)
		if code != wire.ErrNone {
			return out, code
		}
		inbox = rest
		for _, c := range e.Handle(&ev) {
			out = wire.AppendCommand(out, c)
		}
	}
	return out, nil
}

// Handle takes one event. The commands are valid until the next call. An
// event that makes no sense is answered with Refuse and changes nothing.
func (e *Engine) Handle(ev *wire.Event) []wire.Command {
	clear(e.out)
	e.out = e.out[:0]
	if code := e.refusal(ev); code != wire.ErrNone {
		e.refuse(ev.Kind, code, "")
		return e.out
	}
	if ev.Kind == wire.EventHello {
		e.hello(ev)
		return e.out
	}
	counts := e.path.Apply(ev)
	e.now = e.path.Now()
	if counts {
		e.dispatch(ev)
	}
	e.setWake()
	return e.out
}

// refusal checks what must hold for any event.
func (e *Engine) refusal(ev *wire.Event) wire.Error {
	switch {
	case ev.Kind == wire.EventHello && e.greeted, ev.Kind != wire.EventHello && !e.greeted:
		return wire.ErrOrder
	case ev.Kind == wire.EventHello && ev.Body.(*wire.Hello).ABI != wire.ABI:
		return wire.ErrABI
	}
	return wire.ErrNone
}

// dispatch sends the event to the stage that it concerns.
func (e *Engine) dispatch(ev *wire.Event) {
	switch {
	case ev.Kind == wire.EventBundle:
		e.takeBundle(ev)
	case ev.Kind == wire.EventAudience:
		e.address(ev.Body.(*wire.Name).Name)
	case ev.Kind >= wire.EventPanel:
		if ev.Kind == wire.EventAsk {
			e.asked(ev)
		}
		e.talking(ev.Kind)
		e.converse(ev)
	case ev.Kind >= wire.EventShown && ev.Kind <= wire.EventNever:
		e.outcome(ev)
	default:
		if ev.Kind == wire.EventLeave || ev.Kind == wire.EventFreeze {
			e.settle()
		}
		e.follow(ev)
	}
}

func (e *Engine) emit(c wire.Command) { e.out = append(e.out, c) }

func (e *Engine) refuse(kind wire.EventKind, code wire.Error, detail string) {
	e.emit(&wire.Refuse{Kind: kind, Code: code, Detail: detail})
}

// setWake asks for the next Tick. One that is on its way already and comes
// sooner is left alone, and none is ever called off: a Tick too many costs less
// than a timer set anew at every key.
func (e *Engine) setWake() {
	at := earliest(e.detectors.NextWake(), e.help.retry)
	if at == 0 || e.wake > e.now && e.wake <= at {
		return
	}
	e.wake = max(at, e.now+1)
	e.path.ExpectTick(e.wake)
	e.emit(&wire.Wake{At: e.wake})
}

// earliest returns the smaller of two times, of which 0 means never.
func earliest(a, b uint32) uint32 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
