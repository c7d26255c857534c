// Package publish is the author's side: it turns a folder of Markdown files
// into signed bundles that pages and edges can check.
//
//	files ── readSource ── caps, encoding, split            source.go limits.go
//	      ── readFront ─── YAML, field by field             front.go vocabulary.go
//	      ── converter ─── Markdown to blocks, links, media markdown.go link.go media.go words.go
//	      ── Page ──────── one article with its places      page.go
//	Folder ── Publish ──── per locale: index, bundle, delta publish.go delta.go site.go
//	       ── SignHead ─── Ed25519 and ML-DSA-65            head.go keys.go
//	reader ── Verify ───── and CheckBundle, Apply           verify.go
//	       ── NextRoot ─── when keys change                 root.go
//	       ── Reader ───── all of it, with memory           reader.go
//
// Publishing is a function: the same folder, version and time give the same
// bytes. What is broken gives Diagnostics with file, line and column, and
// nothing is published, so whatever was live stays live.
//
// Reading is the mirror: FORMAT.md says in what order a page checks, and
// Reader is the reference that the tests attack.
package publish
