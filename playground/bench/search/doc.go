// Package searchbench measures search in the page beside four libraries that
// sites use for it, in Chromium, on the same passages and queries.
//
//	passages.go  real documentation, questions and answers, cut to passages
//	manuals.go   the same from a folder of Markdown files
//	queries.go   queries made from headings: whole, begun, misspelt
//	bundle.go    our index of the passages
//	peers.go     minisearch, flexsearch, orama and lunr from npm
//	peers.ts     the same four, set up for prefixes and spelling errors
//	search.ts    the engine in the page: ready, queries, memory
//	beside.ts    the peers, measured the same way
//	table.go     what is printed
//	bench.go     the command
//
// Every engine indexes the texts alone, so that a heading has to find what was
// written below it; with -headings also the headings, as a product would, and
// then nearly everything finds nearly everything. Each gets its serialized index as bytes, as a site would ship it, and is ready when it can
// answer: minisearch, orama and lunr parse JSON, flexsearch imports its parts,
// the engine maps a bundle. Our queries go through the whole engine, as Typing
// events whose Turn is read, in the WebAssembly that ships.
//
// Times are of single queries, over all queries and up to twenty rounds after
// one that warms up; collections of garbage are in them. Memory is the growth
// of the page's heap after a collection, for the engine that of its linear
// memory, which also holds its garbage.
//
// A query is found when one of the first five passages is of the section whose
// heading it was made from. Sections with a heading that others have too are
// not asked for.
package searchbench
