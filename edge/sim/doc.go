// Package sim runs the whole of a conversation as one deterministic program:
// pages with their outboxes, desks, the network between, the site's host with
// its database, and a webhook's receiver. A seeded scheduler decides what
// happens next, and what breaks: frames are lost, late, repeated and
// overtaken, links break both ways or one way, pages reload, the host is
// evicted, killed before and after a commit, and replaced by another version,
// its disk fills up, its clock jumps.
//
// Then everything heals, and the checker (check.go) compares what people were
// told with what is stored. Planted mistakes (bugs.go) show that it would
// notice.
//
//	go test ./edge/sim                                   # all seeds, all bugs
//	go test ./edge/sim -run Replay -seed 4711 -v         # one seed, told step by step
//	go test ./edge/sim -run Replay -seed 4711 -bug NAME -v
package sim
