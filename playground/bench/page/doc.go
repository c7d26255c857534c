// Package pagebench measures what the engine costs a visitor's page: the file
// that ships, in Chromium, with every detector on and a bundle loaded.
//
//	visitor.go  a visitor, made up from a seed: what happens at which places
//	bundle.go   the bundle the engine has: the demo product's articles and a
//	            path model of 200 places
//	page.ts     feeds the events to the engine and looks at the clock
//	bench.go    the command and what it prints
//
// An event is one call: its bytes are copied in, the engine handles them, the
// commands are read. Ticks that the engine asked for and outcomes of the tips
// it showed are events too.
//
// The clock of a page ticks every 5 microseconds, which is longer than most
// events. So the same 10,000 events run in many fresh instances. The engine is
// deterministic: event i is the same work in each of them, and because the
// ticks of the clock are not in step with the events the mean over the runs is
// finer than a tick. The median over events comes from these means. The 99th
// percentile is given both ways: of the means, and of all single timings,
// which also hold whatever else the machine did.
package pagebench
