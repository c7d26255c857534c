package publish

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// guarded is an inline parser that gives up after MaxInline marks in one
// block: what follows is text.
type guarded struct {
	parser.InlineParser
	block ast.Node
	calls int
}

// Parse passes on the first calls for each block.
func (g *guarded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if parent != g.block {
		g.block, g.calls = parent, 0
	}
	if g.calls++; g.calls > MaxInline {
		return nil
	}
	return g.InlineParser.Parse(parent, block, pc)
}

// CloseBlock tells the parser inside, when it wants to know.
func (g *guarded) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := g.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}
