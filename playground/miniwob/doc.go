// Package miniwob reads episodes of people doing small tasks in a page and
// turns them into the events that the page's capture would have sent.
//
// One episode is one JSON object a line, plain or gzipped. What was recorded
// is coarse: gestures with the element hit and whether the page changed before
// the next gesture, no pointer path, no values. Map fills in what always goes
// with a gesture (the press before the click, the change after it) and nothing
// that was not there.
//
//	id, task, ok, fail, dur      the page's own verdict and the length in ms
//	g, u, split                  for dividing the set only, never an input
//	ev [[t, kind, tag, id, class, text, changed, x, y] …]
package miniwob
