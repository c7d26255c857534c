// Package text turns what people write into tokens that can be compared.
//
// It reads bottom-up:
//
//   - fold.go: one letter form. Lower case, no accents, no full-width forms.
//     A small stand-in for NFKC with case folding: the full tables would cost
//     more bytes in every visitor's page than the rest of this package.
//   - script.go: which runes are words and which are written without spaces.
//   - tokens.go: words as UAX #29 cuts them, then single characters and pairs of
//     characters for scripts that are written without spaces. A test compares
//     the cuts with a full implementation of UAX #29, which would cost more
//     bytes than this whole package.
//   - stem.go: the stem of a word in the languages that are supported.
//   - gram.go: character n-grams and the hash that names a feature.
//
// The same code runs when a knowledge base is published and when a visitor
// asks, so the two sides cannot drift apart. Everything here is pure, and the
// results are the same bytes on every build.
package text
