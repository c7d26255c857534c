// Package edgetest is the conformance suite of the edge: what every host must
// do, said once and run against each of them. It speaks to a host only through
// its address, as a browser would, so it says nothing about how a host works.
//
// Client and Socket are also a small reference client for other tests and
// benchmarks; they keep to PROTOCOL.md and to nothing else.
package edgetest
