package publish

// Caps on what authors hand in. All are checked before anything is parsed:
// the Markdown parser takes time quadratic in some inputs (64 KB of "*a_ "
// took half a second, 200 KB seven), so what could be slow is refused while
// it is still a string of bytes.
const (
	// MaxFile is the size of one article file in bytes.
	MaxFile = 96 << 10
	// MaxFront is the size of its front matter in bytes.
	MaxFront = 32 << 10
	// MaxLine is the length of one line in bytes.
	MaxLine = 8 << 10
	// MaxMarks is how many characters that can open or close something
	// (* _ [ ] ( ` ! < & \) one paragraph may hold.
	MaxMarks = 1000
	// MaxFenced is the same inside a code fence or a table, where they cost
	// nothing when fence and table are real.
	MaxFenced = 6000
	// MaxMarksFile is how many one file may hold.
	MaxMarksFile = 10000
	// MaxInline is how often one kind of mark is looked at within one block;
	// the rest of them are text. It bounds what is quadratic in the parser
	// whatever slips past the counting of lines.
	MaxInline = 400
	// MaxQuotes is how many ">" may begin one line.
	MaxQuotes = 8
	// MaxIndent is how many columns a line may be indented: six levels of
	// list and some.
	MaxIndent = 48
	// MaxQuotesFenced and MaxIndentFenced are the same inside a code fence,
	// which may hold drawings.
	MaxQuotesFenced = 64
	MaxIndentFenced = 200
	// MaxFlow is how deep [ and { may nest in the front matter.
	MaxFlow = 8
	// MaxFiles is the number of files in one folder.
	MaxFiles = 40000
	// MaxTitle is the length of a title in bytes.
	MaxTitle = 300
	// MaxQuestion is the length of a question, keyword or name in bytes.
	MaxQuestion = 500
	// MaxURL is the length of a link in bytes.
	MaxURL = 2000
	// MaxImage is the size of a picture in bytes.
	MaxImage = 2 << 20
	// MaxVideo is the size of a film in bytes, the most an edge stores as one
	// file.
	MaxVideo = 16 << 20
	// MaxCaptions is the size of a captions file in bytes.
	MaxCaptions = 256 << 10
)
