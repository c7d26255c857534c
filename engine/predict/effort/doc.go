// Package effort measures how a visitor goes about what a place asks of them:
// how soon they begin, how steadily they go on, how often they return to what
// they already did, how far the pointer travels for what it presses.
//
// None of it needs to know the product. Times are compared with the visitor's
// own, since the arrival at the place: what counts is less that somebody is
// slow than that they have become slow.
//
// Memory is constant; an event costs a handful of additions.
package effort
