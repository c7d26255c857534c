// Package wire is the vocabulary that crosses every boundary of the engine.
//
// An Event is something that happened in the page: a click, a word typed into
// the chat, an answer from the edge, a timer that came due. A Command is
// something the page should do: wake the engine at a time, show a callout, say
// a turn of the dialogue. Nothing else goes in or out.
//
//	page ── Event bytes ──▶ Parse ──▶ engine.Handle ──▶ Append ── Command bytes ──▶ page
//
// The codec is binary, little-endian and canonical: every value has exactly
// one encoding, and Parse refuses all others. An event is a record of ActSize
// bytes, alone for the hot events (pointer, key, mutation); the cold ones carry
// a body after it. The caps below are checked before anything is read.
//
// schema.go holds the types. gen reads it and writes codec_gen.go, names_gen.go
// and widget/src/wire.ts, so that both sides can never disagree.
package wire

//go:generate go run ./gen
