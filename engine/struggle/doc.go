// Package struggle finds signs that a visitor is in trouble.
//
// There is one detector per sign, one file each, with its rule told in prose
// above it. A detector sees every event after the journey has taken it, keeps
// a few numbers of its own, and reports a Signal when its rule is met. Rules
// that need time to pass say when they want to be asked again; NextWake is the
// earliest of these times, and the page sends a Tick then.
//
//	event ─▶ journey.Path ─▶ Detectors.Observe ─▶ []Signal
//	                            │   ▲
//	                  NextWake  ▼   │ Tick
//	                            (page)
//
// The rules lean towards silence: each suppression answers a complaint that
// users of other products made. What a detector needs to know of a control
// comes from its traits, not from its looks.
//
// All of it works for a mouse, a finger, a keyboard and assistive technology:
// a journey.Press is the same thing from all four. Rules that need a pointer
// path (thrash, dead swipe) have an equivalent for the keyboard or do not
// apply.
package struggle
