// Package learn makes a product's model from what was recorded.
//
//	timeline.go episodes.go trail.go walk.go counts.go   what is read
//	moment.go folds.go model.go      when help is sought: the outlook
//	context.go course.go             whether a goal is missed, and when reached
//	risk.go                          what the rhythm at a place tells
//	places.go wilson.go              what happens at single places
//	judge.go mix.go                  how much each part counts
//	product.go                       all of it in 64 KB
//
// A recording is turned into wire events and fed to the very stages that run
// in pages; what they say at each moment becomes a row. Rows are grouped by
// user, so that nothing about a person is learned and scored at the same time:
// the log-odds of contexts that a row sees were counted on other people's rows,
// and the mix is fitted on people from whom the parts did not learn.
//
// Counts of all pages ("visit:/pay", "stuck:/pay", "goal:/pay") need no
// recording: they move what is known of places, the more the more there are of
// them.
package learn
