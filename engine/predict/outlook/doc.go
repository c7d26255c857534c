// Package outlook estimates how probable it is that something happens soon:
// that help is sought within a minute, that a goal is missed.
//
// A Model is learned from the journeys of one product and travels in its
// bundle. It reads a history.History: features that need no knowledge of the
// product, the log-odds of the present context at four lengths with back-off
// (after Katz, 1987: a longer context counts only when it was seen often
// enough, else the next shorter one speaks), the log-odds of pairs of facts
// about the present, and decayed counts and dwells of the places it knows.
// Boosted trees add these up; each feature's part can be asked for.
package outlook
