// Package prediction measures the path model and the risk head on recordings.
//
// Every command prints name<TAB>value lines. Features come from the history
// that runs in pages and scores from the model as a page reads it: what is
// learned is encoded and opened again before anything is scored.
package prediction
