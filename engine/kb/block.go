package kb

// Block is one node of an answer: a block (paragraph, list …) or an inline
// (text, link …). Which fields a node has follows from its kind, see the
// constants; the others are zero. A page turns each node into one element
// with createElement and textContent; there is no HTML anywhere.
type Block struct {
	Kind Kind
	Arg  uint8   // a level or a flag
	Text string  // words that are shown or read aloud
	Ref  string  // what the node points to
	Kids []Block // in reading order
}

// Kind is what a Block is.
type Kind uint8

// Blocks.
const (
	// Paragraph holds inlines.
	Paragraph Kind = 1 + iota
	// Heading holds inlines; Arg is its level, 1 (largest) to 6.
	Heading
	// List holds items in no order.
	List
	// Steps holds items that are done one after the other.
	Steps
	// Item holds blocks. Ref is the help id of the element that this step is
	// about, which the page highlights; empty when there is none.
	Item
	// Image shows Ref, either "media:" and a SHA-256 in hex, or an https URL
	// that the site's authors allow. Text says what is to be seen.
	Image
	// Video plays Ref, as Image. Text is its title. Its kids are Captions.
	Video
	// Captions are a WebVTT file at Ref for the video around them; Text is
	// their language tag.
	Captions
	// Code shows Text as written; Ref is the language, or empty.
	Code
	// Note holds blocks set apart. Arg is one of NoteInfo, NoteTip, NoteWarning.
	Note
	// Table holds rows. Arg is 1 when the first row is a header, else 0.
	Table
	// Row holds cells.
	Row
	// Cell holds inlines. Arg is 0 start, 1 centre, 2 end.
	Cell
)

// Inlines.
const (
	// Text shows Text.
	Text Kind = 32 + iota
	// Strong holds inlines of importance.
	Strong
	// Emphasis holds inlines with stress.
	Emphasis
	// CodeSpan shows Text as typed.
	CodeSpan
	// Link holds inlines. Ref is "article:ID" or an https, mailto or tel URL.
	Link
	// Element holds inlines that name a thing in the page; Ref is its help id.
	Element
	// Break ends a line.
	Break
)

// The values of a Note's Arg.
const (
	NoteInfo uint8 = iota
	NoteTip
	NoteWarning
)

const (
	hasArg uint8 = 1 << iota
	hasText
	hasRef
	hasKids
)

// group is the company a kind keeps: where it may stand and what it may hold.
type group uint8

const (
	groupNone group = iota
	groupBlock
	groupInline
	groupItem
	groupRow
	groupCell
	groupCaptions
)

// spec is the shape of a kind. The field order in bytes is arg, text, ref, kids.
type spec struct {
	fields uint8
	maxArg uint8
	is     group
	holds  group
}

var specs = [...]spec{
	Paragraph: {hasKids, 0, groupBlock, groupInline},
	Heading:   {hasArg | hasKids, 6, groupBlock, groupInline},
	List:      {hasKids, 0, groupBlock, groupItem},
	Steps:     {hasKids, 0, groupBlock, groupItem},
	Item:      {hasRef | hasKids, 0, groupItem, groupBlock},
	Image:     {hasText | hasRef, 0, groupBlock, groupNone},
	Video:     {hasText | hasRef | hasKids, 0, groupBlock, groupCaptions},
	Captions:  {hasText | hasRef, 0, groupCaptions, groupNone},
	Code:      {hasText | hasRef, 0, groupBlock, groupNone},
	Note:      {hasArg | hasKids, NoteWarning, groupBlock, groupBlock},
	Table:     {hasArg | hasKids, 1, groupBlock, groupRow},
	Row:       {hasKids, 0, groupRow, groupCell},
	Cell:      {hasArg | hasKids, 2, groupCell, groupInline},
	Text:      {hasText, 0, groupInline, groupNone},
	Strong:    {hasKids, 0, groupInline, groupInline},
	Emphasis:  {hasKids, 0, groupInline, groupInline},
	CodeSpan:  {hasText, 0, groupInline, groupNone},
	Link:      {hasRef | hasKids, 0, groupInline, groupInline},
	Element:   {hasRef | hasKids, 0, groupInline, groupInline},
	Break:     {0, 0, groupInline, groupNone},
}

func specOf(k Kind) (spec, bool) {
	if int(k) >= len(specs) || specs[k].is == groupNone {
		return spec{}, false
	}
	return specs[k], true
}

// Inline reports whether k stands inside a line of text.
func (k Kind) Inline() bool { s, ok := specOf(k); return ok && s.is == groupInline }
