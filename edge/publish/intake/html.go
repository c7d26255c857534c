package intake

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Markdown turns the HTML of a help desk's article into Markdown. It reads
// tokens, not a tree, so its time is linear and its memory is the text's.
// What Markdown has no words for is dropped: scripts, styles, frames, forms.
// The result is checked again when it is published.
func Markdown(source string) string {
	if len(source) > MaxHTML {
		source = source[:MaxHTML]
	}
	c := &converter{in: html.NewTokenizer(strings.NewReader(source))}
	for c.in.Next() != html.ErrorToken {
		c.token(c.in.Token())
	}
	return c.finish()
}

// converter keeps the few things that reach beyond one token.
type converter struct {
	in     *html.Tokenizer
	out    strings.Builder
	lists  []int    // open lists: 0 for bullets, else the next number
	deeper int      // open lists beyond maxLists
	links  []string // hrefs of open links
	quote  int
	skip   int // depth inside script, style and the like
	pre    bool
	code   bool // inside a code span, where nothing is escaped
	row    int  // rows of the open table so far
	cells  int
	blank  bool // white space is owed before the next word
	start  bool // at the start of a line
}

var skipped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true,
	atom.Svg: true, atom.Math: true, atom.Iframe: true, atom.Object: true, atom.Form: true, atom.Select: true, atom.Title: true}

func (c *converter) token(t html.Token) {
	switch t.Type {
	case html.TextToken:
		c.text(t.Data)
	case html.SelfClosingTagToken:
		if !skipped[t.DataAtom] {
			c.open(t)
		}
	case html.StartTagToken:
		if skipped[t.DataAtom] {
			c.skip++
			return
		}
		c.open(t)
	case html.EndTagToken:
		if skipped[t.DataAtom] {
			c.skip = max(0, c.skip-1)
			return
		}
		c.close(t)
	}
}

func (c *converter) text(s string) {
	if c.skip > 0 {
		return
	}
	if c.pre {
		c.out.WriteString(s)
		return
	}
	for _, w := range splitKeeping(s) {
		if strings.TrimSpace(w) == "" {
			c.blank = !c.start
			continue
		}
		switch {
		case c.code:
			w = strings.ReplaceAll(w, "`", "'")
		case c.start:
			w = escapeStart(escape(w))
		default:
			w = escape(w)
		}
		c.word(w)
	}
}

// word writes text inside a line, with the blank that is owed before it.
func (c *converter) word(s string) {
	if c.blank && !c.start {
		c.out.WriteByte(' ')
	}
	c.blank, c.start = false, false
	c.out.WriteString(s)
}

// line begins a new line, after an empty one when paragraph is set.
func (c *converter) line(paragraph bool) {
	c.blank = false
	if c.out.Len() == 0 || c.row > 0 {
		return
	}
	s := c.out.String()
	indent := strings.Repeat("   ", len(c.lists))
	prefix := strings.Repeat("> ", c.quote) + indent
	switch {
	case c.start && (!paragraph || strings.HasSuffix(strings.TrimRight(s, " >"), "\n\n")):
	case paragraph && !strings.HasSuffix(s, "\n"):
		c.out.WriteString("\n" + strings.TrimRight(strings.Repeat("> ", c.quote), " ") + "\n" + prefix)
	default:
		c.out.WriteString("\n" + prefix)
	}
	c.start = true
}

func (c *converter) open(t html.Token) {
	if c.skip > 0 {
		return
	}
	switch t.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Figure, atom.Figcaption:
		c.line(true)
	case atom.Br:
		if c.row == 0 && !c.start {
			c.word("\\")
			c.line(false)
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		c.line(true)
		c.word(strings.Repeat("#", max(2, int(t.Data[1]-'0'))) + " ")
	case atom.Ul:
		c.enter(0)
	case atom.Ol:
		c.enter(1)
	case atom.Li:
		c.item()
	case atom.Blockquote:
		c.line(true)
		c.quote = min(c.quote+1, 4)
		c.out.WriteString("> ")
		c.start = true
	case atom.Table:
		c.line(true)
	case atom.Tr:
		c.tableRow()
	case atom.Td, atom.Th:
		c.cells++
		c.out.WriteString(" ")
		c.start, c.blank = true, false
	default:
		c.openInline(t)
	}
}

// maxLists is how deep lists are indented; deeper ones continue there, and
// their ends are counted so that the outer ones close in the right place.
const maxLists = 5

func (c *converter) enter(first int) {
	if len(c.lists) == maxLists {
		c.deeper++
		return
	}
	c.lists = append(c.lists, first)
}

func (c *converter) leave() {
	switch {
	case c.deeper > 0:
		c.deeper--
	case len(c.lists) > 0:
		c.lists = c.lists[:len(c.lists)-1]
	}
	c.line(len(c.lists) == 0)
}

func (c *converter) openInline(t html.Token) {
	switch t.DataAtom {
	case atom.Strong, atom.B:
		c.word("**")
		c.start = true
	case atom.Em, atom.I:
		c.word("*")
		c.start = true
	case atom.Code:
		if !c.pre && !c.code {
			c.word("`")
			c.start, c.code = true, true
		}
	case atom.Pre:
		c.line(true)
		c.out.WriteString("```\n")
		c.pre = true
	case atom.A:
		c.links = append(c.links, attr(t, "href"))
		c.word("[")
		c.start = true
	case atom.Img:
		if src := attr(t, "src"); src != "" {
			c.word("![" + escape(attr(t, "alt")) + "](" + destination(src) + ")")
		}
	}
}

func (c *converter) close(t html.Token) {
	if c.skip > 0 {
		return
	}
	switch t.DataAtom {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article:
		c.line(true)
	case atom.Ul, atom.Ol:
		c.leave()
	case atom.Blockquote:
		c.quote = max(0, c.quote-1)
		c.start = false
		c.out.WriteString("\n\n")
		c.start = true
	case atom.Td, atom.Th:
		c.out.WriteString(" |")
		c.start, c.blank = true, false
	case atom.Tr:
		c.endRow()
	case atom.Table:
		c.row = 0
		c.out.WriteString("\n\n")
		c.start = true
	case atom.Strong, atom.B:
		c.mark("**")
	case atom.Em, atom.I:
		c.mark("*")
	case atom.Code:
		if !c.pre && c.code {
			c.mark("`")
			c.code = false
		}
	case atom.Pre:
		c.pre = false
		c.out.WriteString("\n```\n\n")
		c.start = true
	case atom.A:
		c.endLink()
	}
}

// mark closes emphasis; a blank owed inside goes outside.
func (c *converter) mark(s string) {
	c.out.WriteString(s)
	c.start = false
}

func (c *converter) endLink() {
	if len(c.links) == 0 {
		return
	}
	href := c.links[len(c.links)-1]
	c.links = c.links[:len(c.links)-1]
	c.mark("](" + destination(href) + ")")
}

func (c *converter) item() {
	depth := max(1, len(c.lists))
	c.blank, c.start = false, true
	if c.out.Len() > 0 {
		c.out.WriteString("\n" + strings.Repeat("> ", c.quote))
	}
	c.out.WriteString(strings.Repeat("   ", depth-1))
	if len(c.lists) == 0 || c.lists[depth-1] == 0 {
		c.out.WriteString("-  ")
		return
	}
	c.out.WriteString(strconv.Itoa(c.lists[depth-1]) + ". ")
	c.lists[depth-1]++
}

func (c *converter) tableRow() {
	if c.row == 0 {
		c.line(true)
	}
	c.row++
	c.cells = 0
	c.out.WriteString("|")
}

func (c *converter) endRow() {
	c.out.WriteString("\n")
	if c.row == 1 {
		c.out.WriteString("|" + strings.Repeat("---|", c.cells) + "\n")
	}
	c.start = true
}

func (c *converter) finish() string {
	lines := strings.Split(c.out.String(), "\n")
	var kept []string
	for _, l := range lines {
		l = strings.TrimRight(l, " ")
		if last := len(kept) - 1; last >= 0 && strings.Trim(l, "> ") == "" && strings.Trim(kept[last], "> ") == "" {
			kept[last] = kept[last][:min(len(kept[last]), len(l))]
			continue
		}
		kept = append(kept, strings.TrimSuffix(l, " \\"))
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}
