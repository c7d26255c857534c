// Package corpus runs recorded and written journeys through the detectors and
// scores what they report.
//
// A case is a txtar archive. Its comment says what happens, "events" is the
// journey in the form of engine/transcript, and "signals" lists the findings
// that are right, one name a line, "rage-click #4" where the element matters.
// In the quiet cases that list is empty: everything reported there is an
// interruption that somebody has complained about.
//
//	quiet/FF-name.txtar   FF is the number of the family of false positives
//	true/signal-name.txtar
//
// This package is for tests and tools; it is not part of the page.
package corpus
