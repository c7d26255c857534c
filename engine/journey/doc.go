// Package journey turns events into a Path: what a visitor has done so far, in
// memory that does not grow.
//
// The Path is the only thing that the detectors, the risk head and the policy
// know of the world. Bottom-up:
//
//   - An Element is a control that the page has described, with what was done
//     to it: a set-associative table, the longest unused goes first.
//   - A Press is one activation by pointer, keyboard or assistive technology,
//     and the first sign that the page answered it.
//   - A Request is in flight, and may belong to a press.
//   - A Place is a route template; a Stay is one visit of it; Visits are the
//     latest stays, for the context that a visitor may send to a person.
//   - A Pace is what is usual for this very visitor.
//
// Time comes with the events. It never runs backwards here: an event from the
// past is moved to the present and counted.
//
// Every operation takes constant time, and nothing is allocated but the text
// of elements and places, which is cut to MaxName bytes.
package journey
