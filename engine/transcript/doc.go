// Package transcript is the text form of what crosses the engine's boundary,
// for people: golden files, traces in the playground, recordings.
//
// One event a line: the time in ms, the kind, the target, then what is not
// zero. Enums are written by name, flags and traits joined with "+".
//
//	0     hello abi=2 locale="en" seed=7
//	0     place route="/security/password" title="Password"
//	10    element #4 role=button traits=interactive+disabled name="Next" help="password.next"
//	1200  click #4 flags=trusted x=310 y=420
//	9000  ask text="why can I not go on?"
//
// Lines that are empty or begin with "//" are skipped. Commands are printed
// the same way and never read back: they are compared.
//
// A journey is a txtar archive with the files "events", "commands" (golden)
// and, where knowledge matters, "kb/*.md" or a comment that names the base.
// This package is not part of the page: it may use fmt and reflect.
package transcript
