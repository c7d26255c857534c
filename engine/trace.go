package engine

import "github.com/lamplight-help/lamplight/engine/wire"

// Trace is the one hook of the developer's tools. When it is set, every stage
// tells it what it saw and decided; the engine does not know who listens. In
// a page, Hello.Trace turns the lines into Traced commands.
type Trace func(line wire.Traced)

// tell passes a line to the hook and, when the page asked for it, out.
func (e *Engine) tell(line wire.Traced) {
	line.At = e.now
	if e.cfg.Trace != nil {
		e.cfg.Trace(line)
	}
	if e.tracing {
		e.emit(&line)
	}
}

// traced reports whether anybody listens, so that lines are not built in vain.
func (e *Engine) traced() bool { return e.tracing || e.cfg.Trace != nil }
