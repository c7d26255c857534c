// Package predict turns a path and its signals into a Risk: the probability
// that this visitor is stuck, and the reasons, each with its share.
//
//	trees     boosted trees, read where they lie in memory
//	history   where the visitor was, and the row of features that makes
//	outlook   the path model: is help sought within a minute?
//	effort    the rhythm at a place, and the risk model over it
//	model     what one product has taught: both models, the pace of its places
//	evidence  signals that still count, fading with time
//	head      adds it all up
//
// The Head keeps the evidence that still counts: one entry per cause and
// element, with a weight in log-odds that fades with time and ends when the
// visitor recovers. The probability is a logistic sum of a prior, what the
// product's model says of path and pace, and the evidence, so that every part
// has an additive share. Before a product has taught anything, prior and
// evidence speak alone.
//
// An event costs a few additions. The model is asked when something decisive
// happens, else once a second: that walks all its trees, however long the
// session is. Memory is constant.
package predict
