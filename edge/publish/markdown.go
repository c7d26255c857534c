package publish

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// newParser makes a CommonMark parser that knows tables and does not know
// HTML: "<b>" is three characters of text.
func newParser() parser.Parser {
	var inline []util.PrioritizedValue
	for _, p := range parser.DefaultInlineParsers() {
		if p.Priority != 400 { // raw HTML
			inline = append(inline, util.Prioritized(&guarded{InlineParser: p.Value.(parser.InlineParser)}, p.Priority))
		}
	}
	var blocks []util.PrioritizedValue
	for _, p := range parser.DefaultBlockParsers() {
		if p.Priority != 900 { // HTML blocks
			blocks = append(blocks, p)
		}
	}
	return parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)))
}

// Use is a link or a picture in an article, with its place.
type Use struct {
	Ref string
	Alt string // of pictures
	At  Pos
}

// converter turns one Markdown text into blocks.
type converter struct {
	src    []byte
	at     func(offset int) Pos
	media  *library
	out    *Diagnostics
	hosts  []string
	links  []Use
	images []Use
	hoist  []kb.Block // pictures found inside a line, put after its block
}

// convert parses the text. A panic in the parser is a finding, as in front
// matter.
func (c *converter) convert() (blocks []kb.Block) {
	defer func() {
		if r := recover(); r != nil {
			c.out.add(Error, c.at(0), "markdown", fmt.Sprintf("The Markdown parser failed: %v.", r), "Write the text plainer.")
			blocks = nil
		}
	}()
	return c.blocks(newParser().Parse(text.NewReader(c.src)))
}

func (c *converter) blocks(parent ast.Node) (list []kb.Block) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		list = append(list, c.block(n)...)
	}
	return list
}

// block converts one block. It may become none, or several.
func (c *converter) block(n ast.Node) []kb.Block {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return c.withPictures(kb.Block{Kind: kb.Paragraph, Kids: c.inlines(n)})
	case *ast.Heading:
		return c.withPictures(kb.Block{Kind: kb.Heading, Arg: uint8(max(2, n.Level)), Kids: c.inlines(n)})
	case *ast.List:
		return []kb.Block{c.list(n)}
	case *ast.Blockquote:
		return []kb.Block{note(c.blocks(n))}
	case *ast.FencedCodeBlock:
		return []kb.Block{{Kind: kb.Code, Text: c.lines(n), Ref: clip(clean(string(n.Language(c.src))), 40)}}
	case *ast.CodeBlock:
		return []kb.Block{{Kind: kb.Code, Text: c.lines(n)}}
	case *east.Table:
		return c.withPictures(c.table(n))
	}
	return nil
}

// withPictures puts the pictures of a line after it, and drops an empty line.
func (c *converter) withPictures(b kb.Block) []kb.Block {
	var list []kb.Block
	if b.Kids = trimLine(b.Kids); len(b.Kids) > 0 {
		list = append(list, b)
	}
	list = append(list, c.hoist...)
	c.hoist = nil
	return list
}

// trimLine takes blanks and breaks from the ends of a line.
func trimLine(kids []kb.Block) []kb.Block {
	blank := func(b *kb.Block) bool {
		return b.Kind == kb.Break || b.Kind == kb.Text && strings.TrimSpace(b.Text) == ""
	}
	for len(kids) > 0 && blank(&kids[0]) {
		kids = kids[1:]
	}
	for len(kids) > 0 && blank(&kids[len(kids)-1]) {
		kids = kids[:len(kids)-1]
	}
	return kids
}

func (c *converter) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		b.Write(seg.Value(c.src))
	}
	return clean(strings.TrimRight(b.String(), "\n"))
}

func (c *converter) list(n *ast.List) kb.Block {
	b := kb.Block{Kind: kb.List}
	if n.IsOrdered() {
		b.Kind = kb.Steps
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		kids := c.blocks(item)
		step := kb.Block{Kind: kb.Item, Kids: kids}
		if b.Kind == kb.Steps {
			step.Ref = firstElement(kids)
		}
		b.Kids = append(b.Kids, step)
	}
	return b
}

// firstElement returns the help id of the first element named in blocks.
func firstElement(blocks []kb.Block) string {
	for i := range blocks {
		if blocks[i].Kind == kb.Element {
			return blocks[i].Ref
		}
		if ref := firstElement(blocks[i].Kids); ref != "" {
			return ref
		}
	}
	return ""
}

// note makes a note of a quotation. A first line "[!TIP]" or "[!WARNING]"
// says which kind.
func note(kids []kb.Block) kb.Block {
	n := kb.Block{Kind: kb.Note, Kids: kids}
	if len(kids) == 0 || kids[0].Kind != kb.Paragraph {
		return n
	}
	words, ok := leadingText(kids[0].Kids)
	if !ok || !strings.HasPrefix(words, "[!") {
		return n
	}
	mark, rest, ok := strings.Cut(words, "]")
	if !ok {
		return n
	}
	switch strings.ToUpper(mark[2:]) {
	case "TIP":
		n.Arg = kb.NoteTip
	case "WARNING", "CAUTION", "IMPORTANT":
		n.Arg = kb.NoteWarning
	case "NOTE", "INFO":
	default:
		return n
	}
	kids[0].Kids[0].Text = strings.TrimLeft(rest, " ")
	if kids[0].Kids = trimLine(kids[0].Kids); len(kids[0].Kids) == 0 {
		n.Kids = kids[1:]
	}
	return n
}

func leadingText(kids []kb.Block) (string, bool) {
	if len(kids) == 0 || kids[0].Kind != kb.Text {
		return "", false
	}
	return kids[0].Text, true
}

func (c *converter) table(n *east.Table) kb.Block {
	b := kb.Block{Kind: kb.Table}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if _, head := row.(*east.TableHeader); head {
			b.Arg = 1
		}
		r := kb.Block{Kind: kb.Row}
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			k := kb.Block{Kind: kb.Cell, Kids: trimLine(c.inlines(cell))}
			switch cell.(*east.TableCell).Alignment {
			case east.AlignCenter:
				k.Arg = 1
			case east.AlignRight:
				k.Arg = 2
			}
			r.Kids = append(r.Kids, k)
		}
		b.Kids = append(b.Kids, r)
	}
	return b
}

// inlines converts the children of n and joins neighbouring texts.
func (c *converter) inlines(n ast.Node) (list []kb.Block) {
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		for _, b := range c.inline(k) {
			if last := len(list) - 1; b.Kind == kb.Text && last >= 0 && list[last].Kind == kb.Text {
				list[last].Text = joinText(list[last].Text, b.Text)
				continue
			}
			list = append(list, b)
		}
	}
	return list
}

// joinText joins two runs; a line end between wide characters is no blank.
func joinText(a, b string) string {
	if strings.HasSuffix(a, "\n") {
		a = strings.TrimSuffix(a, "\n")
		last, _ := utf8.DecodeLastRuneInString(a)
		first, _ := utf8.DecodeRuneInString(b)
		if !wide(last) || !wide(first) {
			a += " "
		}
	}
	return a + b
}

func (c *converter) inline(n ast.Node) []kb.Block {
	switch n := n.(type) {
	case *ast.Text:
		return c.text(n)
	case *ast.String:
		return []kb.Block{{Kind: kb.Text, Text: clean(unescape(string(n.Value)))}}
	case *ast.CodeSpan:
		return []kb.Block{{Kind: kb.CodeSpan, Text: clean(c.rawText(n))}}
	case *ast.Emphasis:
		kind := kb.Emphasis
		if n.Level == 2 {
			kind = kb.Strong
		}
		return []kb.Block{{Kind: kind, Kids: c.inlines(n)}}
	case *ast.Link:
		return c.link(string(n.Destination), c.inlines(n), c.at(n.Pos()))
	case *ast.AutoLink:
		label := string(n.Label(c.src))
		url := label
		if n.AutoLinkType == ast.AutoLinkEmail {
			url = "mailto:" + label
		}
		return c.link(url, []kb.Block{{Kind: kb.Text, Text: clean(label)}}, c.at(n.Pos()))
	case *ast.Image:
		c.picture(n)
	}
	return nil
}

func (c *converter) text(n *ast.Text) []kb.Block {
	b := kb.Block{Kind: kb.Text, Text: clean(unescape(string(n.Segment.Value(c.src))))}
	switch {
	case n.HardLineBreak():
		return []kb.Block{b, {Kind: kb.Break}}
	case n.SoftLineBreak():
		if _, more := n.NextSibling().(*ast.Text); more {
			b.Text += "\n"
		} else {
			b.Text += " "
		}
	}
	return []kb.Block{b}
}

func (c *converter) rawText(n ast.Node) string {
	var b strings.Builder
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		if t, ok := k.(*ast.Text); ok {
			b.Write(t.Segment.Value(c.src))
			continue
		}
		b.WriteString(c.rawText(k))
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// link converts a link; one that may not be clicked leaves its words.
func (c *converter) link(raw string, kids []kb.Block, at Pos) []kb.Block {
	ref, problem := checkLink(raw, c.hosts)
	if problem != "" {
		c.out.add(Warning, at, "link", fmt.Sprintf("The link %q stays text. %s", clip(clean(raw), 60), problem),
			"Use https://, mailto:, tel:, article:ID or help:ID.")
		return kids
	}
	c.links = append(c.links, Use{Ref: ref, At: at})
	if id, ok := strings.CutPrefix(ref, "help:"); ok {
		return []kb.Block{{Kind: kb.Element, Ref: id, Kids: kids}}
	}
	return []kb.Block{{Kind: kb.Link, Ref: ref, Kids: kids}}
}

// picture resolves an image and keeps it for the end of its block.
func (c *converter) picture(n *ast.Image) {
	at, alt := c.at(n.Pos()), clean(unescape(c.rawText(n)))
	b, problem := c.media.block(string(n.Destination), alt)
	c.images = append(c.images, Use{Ref: string(n.Destination), Alt: b.Text, At: at})
	if problem != "" {
		c.out.add(Warning, at, "image", fmt.Sprintf("The image %q is left out. %s", clip(clean(string(n.Destination)), 60), problem),
			"Put the file beside the article, or add the host to media in site.yaml.")
		return
	}
	c.hoist = append(c.hoist, b)
}
