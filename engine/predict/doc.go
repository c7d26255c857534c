// Package predict turns a path and its signals into a Risk: the probability
// that this visitor is stuck, and the reasons, each with its share.
//
//	trees     boosted trees, read where they lie in memory
//	history   where the visitor was, and the row of features that makes
//	outlook   is help sought within a minute?
//	course    the path model: is the goal reached, and how long will it take?
//	effort    the rhythm at a place, and the risk model over it
//	model     what one product has taught: these, the pace of its places, and
//	          how much each counts
//	evidence  signals that still count, fading with time
//	sum       adds it all up, and says what would have made a difference
//	head      from an event to a Risk
//
// The Head keeps the evidence that still counts: one entry per cause and
// element, with a weight in log-odds that fades with time and ends when the
// visitor recovers. The probability is a logistic sum of a prior, what the
// product's model says of place, path and pace, and the evidence, so that every
// part has an additive share; the shares and the prior's add up to the
// probability. How much each part counts was fitted on visitors from whom the
// parts had not learned: the sum as a whole is calibrated. Before a product has
// taught anything, the prior of any product and the evidence speak alone.
//
// What carries the probability is its cause: the strongest finding, or path or
// pace when they are stronger. Otherwise says which parts had to be missing for
// the visitor to be left alone.
//
// An event costs a few additions. The model is asked when something decisive
// happens, else once a second: that walks all its trees, however long the
// session is. Memory is constant.
package predict
