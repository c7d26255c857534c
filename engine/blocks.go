package engine

import (
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxNesting bounds how deep an answer is indented on the page. Deeper lists
// keep this level.
const maxNesting = 3

// flatten turns the block tree of an article into the flat run of blocks that
// the page draws. At most limit blocks are returned; more tells whether any
// were left out.
func flatten(tree []kb.Block, limit int) (out []wire.Block, more bool) {
	f := flattener{limit: limit}
	f.blocks(tree, 0)
	return f.out, f.more
}

type flattener struct {
	out   []wire.Block
	limit int
	more  bool
}

func (f *flattener) add(b wire.Block) {
	if len(f.out) >= f.limit {
		f.more = true
		return
	}
	f.out = append(f.out, b)
}

func (f *flattener) blocks(tree []kb.Block, level uint8) {
	for i := range tree {
		f.block(&tree[i], level)
	}
}

func (f *flattener) block(b *kb.Block, level uint8) {
	switch b.Kind {
	case kb.Heading:
		f.add(wire.Block{Kind: wire.BlockHeading, Level: b.Arg, Spans: inline(b.Kids)})
	case kb.List:
		f.items(b, wire.BlockItem, level)
	case kb.Steps:
		f.items(b, wire.BlockStep, level)
	case kb.Image:
		f.add(wire.Block{Kind: wire.BlockImage, URL: b.Ref, Alt: b.Text})
	case kb.Video:
		v := wire.Block{Kind: wire.BlockVideo, URL: b.Ref, Alt: b.Text}
		if len(b.Kids) > 0 {
			v.Track = b.Kids[0].Ref
		}
		f.add(v)
	case kb.Code:
		f.add(wire.Block{Kind: wire.BlockCode, Spans: []wire.Span{{Text: b.Text}}})
	case kb.Note:
		f.note(b, level)
	case kb.Table:
		f.table(b)
	default:
		f.add(wire.Block{Kind: wire.BlockParagraph, Level: level, Spans: inline(b.Kids)})
	}
}

// items writes a list. The first paragraph of an item carries its mark; what
// follows it is indented.
func (f *flattener) items(list *kb.Block, kind wire.BlockKind, level uint8) {
	for i := range list.Kids {
		item := &list.Kids[i]
		rest := item.Kids
		b := wire.Block{Kind: kind, Level: level, Help: item.Ref}
		if len(rest) > 0 && rest[0].Kind == kb.Paragraph {
			b.Spans, rest = inline(rest[0].Kids), rest[1:]
		}
		f.add(b)
		f.blocks(rest, min(level+1, maxNesting))
	}
}

func (f *flattener) note(note *kb.Block, level uint8) {
	for i := range note.Kids {
		if kid := &note.Kids[i]; kid.Kind == kb.Paragraph {
			f.add(wire.Block{Kind: wire.BlockNote, Level: note.Arg, Spans: inline(kid.Kids)})
		} else {
			f.block(kid, level)
		}
	}
}

func (f *flattener) table(table *kb.Block) {
	for i := range table.Kids {
		b := wire.Block{Kind: wire.BlockRow}
		if i == 0 && table.Arg == 1 {
			b.Kind = wire.BlockRowHead
		}
		for _, cell := range table.Kids[i].Kids {
			spans := inline(cell.Kids)
			if len(spans) == 0 {
				spans = []wire.Span{{}}
			}
			spans[0].Style |= wire.SpanCell
			b.Spans = append(b.Spans, spans...)
		}
		f.add(b)
	}
}

// inline flattens the inlines of one block into runs of text.
func inline(kids []kb.Block) []wire.Span {
	var out []wire.Span
	return appendSpans(out, kids, wire.SpanPlain, "")
}

func appendSpans(out []wire.Span, kids []kb.Block, style wire.SpanStyle, link string) []wire.Span {
	for i := range kids {
		switch k := &kids[i]; k.Kind {
		case kb.Text:
			out = append(out, wire.Span{Style: style, Text: k.Text, Link: link})
		case kb.CodeSpan:
			out = append(out, wire.Span{Style: style | wire.SpanCode, Text: k.Text, Link: link})
		case kb.Strong:
			out = appendSpans(out, k.Kids, style|wire.SpanStrong, link)
		case kb.Emphasis:
			out = appendSpans(out, k.Kids, style|wire.SpanEm, link)
		case kb.Link:
			out = appendSpans(out, k.Kids, style, k.Ref)
		case kb.Element:
			out = appendSpans(out, k.Kids, style|wire.SpanStrong, "help:"+k.Ref)
		case kb.Break:
			out = append(out, wire.Span{Style: style | wire.SpanBreak, Link: link})
		}
	}
	return out
}
