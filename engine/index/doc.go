// Package index finds the article that answers a question.
//
// Build runs when a knowledge base is published, Open and Search run in the
// page. What Build writes is one block of bytes that is read where it lies:
// Open checks a header and a table of sections, and nothing is parsed into
// maps. Every offset is checked before it is followed, so a damaged block gives
// an error or fewer hits, never a trap.
//
// It reads bottom-up:
//
//   - section.go: the container of sections and its bounds checks.
//   - dict.go: the sorted, front-coded dictionary of stems.
//   - posting.go: for each stem the documents that hold it, with an impact.
//   - document.go, build.go: articles to fields, fields to sections.
//   - search.go: the query, term by term, to hits.
//
// Scores are BM25F (Robertson and Zaragoza, 2009): the occurrences of a stem in
// title, questions, headings and body are weighted, normalised by field length,
// added up, and only then saturated, so that a word in the title outweighs many
// in the body without a second score being mixed in.
package index
