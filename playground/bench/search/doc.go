// Package searchbench measures search in the page beside four libraries that
// sites use for it, in Chromium, on the same passages and queries.
//
//	passages.go  real documentation, questions and answers, cut to passages
//	queries.go   queries made from headings: whole, begun, misspelt
//	bundle.go    our index of the passages
//	peers.go     minisearch, flexsearch, orama and lunr from npm
//	peers.ts     the same four, set up for prefixes and spelling errors
//	search.ts    one engine after the other: ready, queries, memory
//	table.go     what is printed
//	bench.go     the command
//
// Every engine indexes a heading and a text per passage. Each gets its
// serialized index as bytes, as a site would ship it, and is ready when it can
// answer: minisearch, orama and lunr parse JSON, flexsearch imports its parts,
// the engine maps a bundle. Our queries go through the whole engine, as Typing
// events whose Turn is read, in the WebAssembly that ships.
//
// A query is found when one of the first five passages is of the section whose
// heading it was made from. Sections with a heading that others have too are
// not asked for.
package searchbench
