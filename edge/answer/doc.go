// Package answer lets a language model put an answer into words, and lets
// through only what the product's own articles say.
//
// It is off unless a site configures it, it sees nothing but the question and
// the articles that were found for it, and whatever becomes of it, the answer
// that the page found by itself stands.
//
// Read it bottom-up:
//
//	config.go    endpoint, model, key, and every cap with its reason
//	failure.go   Failure: a code, a public sentence in the visitor's language, a private cause
//	clean.go     text that is data: invisible runes, role markers and orders to a machine taken out
//	prompt.go    articles become numbered sources, the question stands below them
//	call.go      the request in the two shapes that are spoken, and Transport, who sends it
//	stream.go    server-sent events, read under caps
//	delta.go     the words in one event
//	complete.go  one call from prompt to words, with its deadlines
//	sentence.go  words to sentences, as early as their ends are certain
//	words.go     content words, and what must be copied: numbers, codes, addresses
//	support.go   does the cited source say this sentence?
//	negation.go  does it say it, or its opposite?
//	answer.go    the whole way, and the events that come out
//	phrasing.go  proposals of further questions for an article, for authors
//
// Nothing here imports net/http: a Worker brings its own fetch as a Transport.
// Package web has the net/http Transport and the handler that pages ask.
//
// # What comes out
//
// Any number of sentence events, then exactly one of done, refused and failed.
// Each sentence is plain text and was found in the articles it cites. Refused
// and failed take back the sentences before them.
package answer
