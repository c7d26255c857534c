// Package course is the path model: how probable it is, at every step, that a
// visitor reaches the goal, and how long that will still take.
//
//	course.go   the memory: the latest steps and how they went
//	context.go  the numbers under which a model knows the present
//	row.go      the features
//	model.go    a learned model, read where it lies; encode.go writes it
//
// A step is an arrival at a place or an act there: a press of a control, a
// field begun, a key, a scroll, a submit. The same act again is not another
// step but a retry. The model is a context model of variable order with
// back-off (after Katz, 1987, and Cleary and Witten, 1984): it knows the share
// of goals that were missed, and the time that was left, after the latest one to
// four steps at this place, by kind of act and by the very control. A longer
// context speaks only when it was seen often enough; else the next shorter one
// does. Facts about the present (how long at work, retries, direction, how
// recently help was sought, the visitor's own pace) are known the same way.
// A few boosted trees weigh what contexts and facts say against each other.
//
// Every event costs the same, however long the session is, and the memory is
// constant.
package course
