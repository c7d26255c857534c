// Package predict turns a path and its signals into a Risk: the probability
// that this visitor is stuck, and the reasons, each with its share.
//
// The Head keeps the evidence that still counts: one entry per cause and
// element, with a weight in log-odds that fades with time and ends when the
// visitor recovers. The probability is a logistic sum of a prior, the evidence
// and what speaks against, so that every part has an additive share.
package predict
