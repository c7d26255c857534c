package web

import (
	"sync"
	"time"
)

// rate counts the answers of the current minute, in all and by address. At
// its end the counts are forgotten; with them goes the memory.
type rate struct {
	perVisitor, perSite int

	mu    sync.Mutex
	since time.Time
	all   int
	by    map[string]int
}

func newRate(perVisitor, perSite int) *rate {
	return &rate{perVisitor: perVisitor, perSite: perSite, by: map[string]int{}}
}

// take counts one answer and returns 0, or the seconds until there is one
// again. by holds at most perSite addresses.
func (r *rate) take(peer string, now time.Time) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if passed := now.Sub(r.since); passed >= time.Minute || passed < 0 {
		r.since, r.all, r.by = now, 0, map[string]int{}
	}
	if r.all >= r.perSite || r.by[peer] >= r.perVisitor {
		return int((time.Minute-now.Sub(r.since))/time.Second) + 1
	}
	r.all++
	r.by[peer]++
	return 0
}
