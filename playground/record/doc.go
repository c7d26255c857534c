// Package record makes journeys from real input: it opens a page of awkward
// controls in Chromium with the widget's own capture in it, acts through the
// browser's input pipeline as a person would, and writes down what the capture
// sent.
//
//	go test ./playground/record            plays every scene and checks the signals
//	go test ./playground/record -record    writes the scenes into the corpus as well
//
// What a synthetic trace gets wrong is the order and the side effects of real
// events: a press focuses and blurs, styles move under the pointer, a
// selection is reported late, a label clicks twice. So every family of false
// positives has scenes here too. The page is page/index.html; each scene is a
// few lines of Go in quiet.go or trouble.go.
package record
