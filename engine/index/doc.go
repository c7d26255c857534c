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
//   - dict.go, typo.go: the sorted, front-coded dictionary of stems, and stems
//     close to a misspelt word.
//   - posting.go: for each stem the documents that hold it, with an impact.
//   - feature.go, model.go: hashed features of a question, and the linear model
//     and prototypes over them, for bases with several phrasings per article.
//   - judgement.go: what the build found out about this knowledge base.
//   - index.go, search.go, top.go: Open, and a question to hits.
//   - document.go, body.go, build.go: articles to fields, fields to sections.
//   - train.go, pack.go, judge.go: the model learnt, its weights chosen and
//     written, and the whole tried out on phrasings
//     that were left out. Package linear solves, package likeness compares two
//     questions without any training.
//
// BM25F (Robertson and Zaragoza, 2009) is the floor: the occurrences of a stem in
// title, questions, headings and body are weighted, normalised by field length,
// added up, and only then saturated, so that a word in the title outweighs many
// in the body without a second score being mixed in. Where authors gave several
// phrasings, the margin of a linear classifier per article and the cosine to the
// article's prototype are added. Confidence is calibrated at publish time, and
// KnownAt separates an answer from "I do not know".
package index
