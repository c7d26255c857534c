//go:build js && wasm && open

package main

import "github.com/lamplight-help/lamplight/edge"

// Benchmarks and load tests build with the tag "open": no rate stops one
// client from sending all that the site can take.
func config() edge.Config {
	free := edge.Rate{Burst: 1 << 30, Every: 1}
	return edge.Config{Checked: true, Limits: edge.Limits{Frames: free, Escalations: free, Sessions: free, Tickets: free}}
}
