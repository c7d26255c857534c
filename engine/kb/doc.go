// Package kb holds what a product's authors know: articles, and the one file
// per site and locale in which articles travel to the page.
//
// Read it bottom-up:
//
//	limits.go   every cap, as a named constant
//	fault.go    Fault, the error of this package: a number that becomes a sentence
//	codec.go    reader and writer of bytes: minimal varints, checked lengths
//	block.go    Block, the tree an answer is made of; never HTML
//	blocks.go   blocks to bytes and back
//	text.go     blocks to plain words, for the index and for screen readers
//	article.go  Article, Anchor, Medium, Variant
//	record.go   one article to bytes and back
//	marshal.go  Source to bundle: offset tables, places sorted
//	bundle.go   Open a bundle, read its parts in place
//	lookup.go   from an id, an element, a route or a signal to articles
//	check.go    whole-file proof that a bundle is the one encoding of its value
//
// # The file
//
// All integers are little-endian. A str is a varint length and UTF-8 bytes;
// a list is a varint count and its elements. Varints are unsigned LEB128, at
// most 32 bits, in the shortest form.
//
//	 0  "LMPB"
//	 4  u16 format, u16 zero
//	 8  u32 length of the file
//	12  u32 articles, u32 places, u32 media, u32 zero
//	28  u32 zero
//	32  u32 end of each of the 8 sections
//	64  sections, in order, each starting at a multiple of 8, gaps zero
//
//	0 meta      str site, str locale
//	1 ends      u32 per article: where its record ends in section 2
//	2 articles  records, sorted by id
//	3 places    {u32 article, u32 kind<<16|anchor, u32 key end} sorted
//	4 keys      the places' keys, back to back
//	5 media     {str ref, str type, varint size} sorted by ref
//	6 index     opaque; engine/index
//	7 model     opaque; engine/predict
//
// Opening looks at the first 64 bytes and nothing else; everything further is
// read where it lies when somebody asks. Strings are views into the file, so
// the bytes must not change while the bundle is in use. Every offset is
// compared with its section before it is used: a damaged bundle gives a Fault,
// never a trap.
//
// A bundle has no version of its own: its name is its SHA-256, the signed
// head says which name is current, and a locale that did not change keeps its
// name and is not downloaded again.
package kb
