package kb

// Article is one answer and everything that says when to give it.
type Article struct {
	// ID names the article in every locale: lower-case letters, digits, "-",
	// "_", "." and "/", at most 128 bytes. It never changes.
	ID string
	// Locale is the BCP 47 tag of the bundle the article is in.
	Locale string
	// Title is the heading of the answer and the label of a suggestion.
	Title string
	// Questions are ways in which users ask, in their own words.
	Questions []string
	// Keywords are words that users say and the text does not.
	Keywords []string
	// Anchors are the places in the product that the article is about.
	Anchors []Anchor
	// Signals are names of struggles that the article answers, as
	// "rage-click"; engine/struggle has the list.
	Signals []string
	// Audience are labels of the people it is for; empty is everybody.
	Audience []string
	// Followups are ids of articles to offer after this one.
	Followups []string
	// Task is the name of an action that the product registered, or empty.
	Task string
	// Media are pictures and films that belong to the article.
	Media []Medium
	// Variants are other tellings of the answer for other forms.
	Variants []Variant
	// Blocks is the answer.
	Blocks []Block
}

// Anchor is a place in the product. One of Help, Role with Name, and Selector
// says which element; Route says on which pages, and alone means the whole
// page. All of its non-empty fields must match.
type Anchor struct {
	Help     string // value of data-help
	Role     string // ARIA role, as "button"
	Name     string // accessible name in the bundle's locale
	Selector string // CSS selector; the weakest of the three
	Route    string // template as "/cards/:id/limit"; "*" is one segment, "**" the rest
}

// Medium is one picture, film or captions file.
type Medium struct {
	Ref      string // "media:" and SHA-256 in hex, or an https URL
	Type     string // MIME type, as "image/png"
	Alt      string // what is to be seen or heard
	Captions string // Ref of a WebVTT file, for films
	Poster   string // Ref of a picture, for films
}

// Variant is another telling of the same answer, for one form of showing it.
type Variant struct {
	Name   string // unique in the article, as "short"
	Form   string // "hint", "callout", "card" or "chat"
	Blocks []Block
}

// Asset is one entry of the media table: what the page may load, and how big
// it is. Remote media have size 0.
type Asset struct {
	Ref  string
	Type string
	Size uint32 // bytes
}
